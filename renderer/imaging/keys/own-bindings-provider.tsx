// Puts a reader's bindings into force for a whole station: own keys, mouse buttons, wheels and controllers to any action that is offered.
import { Button } from '@blueprintjs/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { newCommand, useApi } from '../../client/provider.tsx';
import { useSession } from '../../client/session.tsx';
import { type Action, byOwnBinding, isField, useActionRegistry } from '../../keys/actions.tsx';
import { belongsToField, keyName } from '../../keys/key-name.ts';
import { noOwnBindings } from '../../keys/own-bindings.ts';
import { Modal } from '../../parts/modal.tsx';
import { browserStorage, storagePrefix } from '../desk/bindings.ts';
import { useReadingText } from '../locales/use-reading-text.ts';
import { BindingsContext } from './bindings-context.ts';
import { BindingsDesk } from './bindings-desk.ts';
import { listenToControllers } from './controllers.ts';
import { listenToPointer } from './pointer-inputs.ts';

interface OwnBindingsProviderProps {
  children: ReactNode;
  /** Does in the main window what is bound to an action that this one does not offer, e.g. of the report. */
  elsewhere?: (actionId: string) => void;
}

export function OwnBindingsProvider({ children, elsewhere }: OwnBindingsProviderProps) {
  const { client } = useApi();
  const { person } = useSession();
  const registry = useActionRegistry();
  const [asked, setAsked] = useState<Action | null>(null);
  const [desk] = useState(
    () =>
      new BindingsDesk(browserStorage(person.id), {
        load: async () => (await client.imaging.readingSetups()).person,
        save: (expectedVersion, doc) =>
          client.imaging.saveReadingSetup({ command: newCommand(), scope: 'person', expectedVersion, doc }),
      }),
  );
  const far = useRef(elsewhere);
  far.current = elsewhere;
  useEffect(() => {
    void desk.load();
    // Fired in the other windows of this machine only.
    const follow = ({ key }: StorageEvent) => {
      if (key === null || key.startsWith(storagePrefix(person.id))) desk.reread();
    };
    window.addEventListener('storage', follow);
    return () => window.removeEventListener('storage', follow);
  }, [desk, person.id]);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const name = keyName(event);
      if (event.defaultPrevented || event.repeat || (isField(event.target) && belongsToField(name))) return;
      const id = Object.entries(desk.own.get().keys).find(([, keys]) => keys.includes(name))?.[0];
      if (!id || !far.current || registry.byId(id)) return;
      event.preventDefault();
      far.current(id);
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [desk, registry]);
  useEffect(() => {
    const take = () => registry.setOwn(desk.own.get());
    take();
    const stop = desk.own.subscribe(take);
    registry.ask = setAsked;
    return () => {
      stop();
      registry.ask = null;
      registry.setOwn(noOwnBindings);
    };
  }, [desk, registry]);
  useEffect(() => {
    const act = (input: string) => {
      if (desk.taking.get()) {
        desk.lastInput.set({
          device: desk.lastInput.get()?.input === input ? (desk.lastInput.get()?.device ?? '') : '',
          input,
        });
        desk.taking.set(false);
        return;
      }
      const id = desk.own.get().inputs[input];
      if (!id) return;
      if (registry.byId(id)) byOwnBinding(registry, id);
      else far.current?.(id);
    };
    const isBound = (input: string) => desk.taking.get() || desk.own.get().inputs[input] !== undefined;
    const undo = [listenToPointer(window, isBound, desk.taking.get, act), listenToControllers(desk, window, act)];
    return () => {
      for (const stop of undo) stop();
    };
  }, [desk, registry]);
  return (
    <BindingsContext value={desk}>
      {children}
      {asked ? <AskFirst action={asked} onClose={() => setAsked(null)} /> : null}
    </BindingsContext>
  );
}

function AskFirst({ action, onClose }: { action: Action; onClose: () => void }) {
  const text = useReadingText();
  const registry = useActionRegistry();
  const confirm = () => {
    onClose();
    // As it is offered now, not as it was when the pedal was touched.
    const now = registry
      .below()
      .flatMap(({ actions }) => actions)
      .find(({ id }) => id === action.id);
    if (!now) return;
    if (now.off) registry.refused(now);
    else now.run();
  };
  return (
    <Modal
      title={text('bindings.ask')}
      onClose={onClose}
      onConfirm={confirm}
      width={420}
      testId="own-binding-ask"
      footer={
        <Button type="submit" intent="primary" autoFocus data-testid="own-binding-do">
          {text('bindings.ask.do')}
        </Button>
      }
    >
      <p>
        <strong>{action.label}</strong>
      </p>
      <p className="lead">{text('bindings.ask.hint')}</p>
    </Modal>
  );
}
