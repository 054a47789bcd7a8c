// The reader's own keys, mouse buttons and controllers.
import { Button } from '@blueprintjs/core';
import { useEffect, useRef, useState } from 'react';
import { keyName } from '../../keys/key-name.ts';
import { clashesOf, noOwnBindings } from '../../keys/own-bindings.ts';
import { Modal } from '../../parts/modal.tsx';
import { dragTools, type RoomActionId, roomActions } from '../desk/actions.ts';
import { type Bindings, doubleBindings, keysOf, mouseInputs, shippedBindings, wheelInputs } from '../desk/bindings.ts';
import { useDesk } from '../desk/desk-context.ts';
import { useObserved } from '../desk/observable.ts';
import { useReadingText } from '../locales/use-reading-text.ts';
import { actionName } from '../panels/action-name.ts';
import { useBindingsDesk } from './bindings-context.ts';
import { OwnInputs } from './own-inputs.tsx';
import { StationKeys, useStationActions } from './station-keys.tsx';

export function BindingsDialog({ onClose }: { onClose: () => void }) {
  const desk = useDesk();
  const text = useReadingText();
  const bindings = useObserved(desk.bindings, (value) => value);
  const [taking, setTaking] = useState<RoomActionId | null>(null);
  const shared = useBindingsDesk();
  const put = (next: Bindings) => {
    desk.setBindings(next);
    shared?.setRoom({ ...next });
  };
  const change = (part: Partial<Bindings>) => put({ ...bindings, ...part });
  const newest = useRef(put);
  newest.current = put;
  useEffect(() => {
    if (!taking) return;
    const onKey = (event: KeyboardEvent) => {
      if (['Control', 'Shift', 'Alt', 'Meta'].includes(event.key)) return;
      event.preventDefault();
      event.stopPropagation();
      const name = keyName(event);
      const now = desk.bindings.get();
      if (name !== 'Esc')
        newest.current({ ...now, keys: { ...now.keys, [taking]: name === 'Backspace' ? [] : [name] } });
      setTaking(null);
    };
    window.addEventListener('keydown', onKey, true);
    return () => window.removeEventListener('keydown', onKey, true);
  }, [taking, desk]);
  const reset = () => {
    put(shippedBindings);
    shared?.setOwn(noOwnBindings);
  };
  const roomBound = roomActions.map(({ id }) => ({
    id: `reading.${id}`,
    label: actionName(id, text),
    keys: keysOf(bindings, id),
  }));
  const station = useStationActions();
  const clashes = [...clashesOf([...roomBound, ...station])];
  return (
    <Modal
      title={text('bindings.title')}
      onClose={onClose}
      width={760}
      testId="bindings-dialog"
      footer={
        <Button size="small" type="button" onClick={reset} data-testid="bindings-reset">
          {text('bindings.shipped')}
        </Button>
      }
    >
      {clashes.map(([key, users]) => (
        <p key={key} className="field-error" role="alert">
          {text('bindings.clash', { key, actions: users.map(({ label }) => label).join('、') })}
        </p>
      ))}
      <h3>{text('bindings.mouse')}</h3>
      <div className="binding-grid">
        {mouseInputs.map((input) => (
          <label key={input}>
            <span>{text(`mouse.${input}`)}</span>
            <select
              value={bindings.mouse[input]}
              onChange={(event) => {
                const value =
                  event.target.value === 'tool' ? 'tool' : dragTools.find((tool) => tool === event.target.value);
                if (value) change({ mouse: { ...bindings.mouse, [input]: value } });
              }}
            >
              {(['tool', ...dragTools] as const).map((tool) => (
                <option key={tool} value={tool}>
                  {text(`tool.${tool}`)}
                </option>
              ))}
            </select>
          </label>
        ))}
        <label>
          <span>{text('mouse.double')}</span>
          <select
            value={bindings.double}
            data-testid="bind-double"
            onChange={(event) => {
              const value = doubleBindings.find((one) => one === event.target.value);
              if (value) change({ double: value });
            }}
          >
            {doubleBindings.map((one) => (
              <option key={one} value={one}>
                {one === 'none' ? text('wheel.none') : actionName(one, text)}
              </option>
            ))}
          </select>
        </label>
        {wheelInputs.map((input) => (
          <label key={input}>
            <span>{text(`mouse.${input}`)}</span>
            <select
              value={bindings.wheel[input]}
              onChange={(event) => {
                const value = (['scroll', 'zoom', 'none'] as const).find((one) => one === event.target.value);
                if (value) change({ wheel: { ...bindings.wheel, [input]: value } });
              }}
            >
              {(['scroll', 'zoom', 'none'] as const).map((one) => (
                <option key={one} value={one}>
                  {text(`wheel.${one}`)}
                </option>
              ))}
            </select>
          </label>
        ))}
      </div>
      {shared ? <OwnInputs desk={shared} actions={[...station, ...roomBound]} /> : null}
      {shared ? <StationKeys desk={shared} actions={station} /> : null}
      <h3>{text('bindings.keys')}</h3>
      <div className="binding-grid">
        {roomActions.map(({ id }) => (
          <div key={id}>
            <span>{actionName(id, text)}</span>
            <Button size="small" type="button" data-testid={`bind-${id}`} onClick={() => setTaking(id)}>
              {taking === id ? text('bindings.press') : keysOf(bindings, id).join(' / ') || text('bindings.none')}
            </Button>
          </div>
        ))}
      </div>
    </Modal>
  );
}
