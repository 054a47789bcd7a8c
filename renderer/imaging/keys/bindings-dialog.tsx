// The reader's own keys, mouse buttons and controllers.
import { Button } from '@blueprintjs/core';
import { useEffect, useState } from 'react';
import { keyName } from '../../keys/key-name.ts';
import { Modal } from '../../parts/modal.tsx';
import { dragTools, type RoomActionId, roomActions } from '../desk/actions.ts';
import { type Bindings, clashingKeys, keysOf, mouseInputs, shippedBindings, wheelInputs } from '../desk/bindings.ts';
import { useDesk } from '../desk/desk-context.ts';
import { useObserved } from '../desk/observable.ts';
import { useReadingText } from '../locales/use-reading-text.ts';
import { actionName } from '../panels/action-name.ts';
import { hidOf } from './controllers.ts';

export function BindingsDialog({ onClose }: { onClose: () => void }) {
  const desk = useDesk();
  const text = useReadingText();
  const bindings = useObserved(desk.bindings, (value) => value);
  const [taking, setTaking] = useState<RoomActionId | null>(null);
  const change = (part: Partial<Bindings>) => desk.setBindings({ ...bindings, ...part });
  useEffect(() => {
    if (!taking) return;
    const onKey = (event: KeyboardEvent) => {
      if (['Control', 'Shift', 'Alt', 'Meta'].includes(event.key)) return;
      event.preventDefault();
      event.stopPropagation();
      const name = keyName(event);
      const now = desk.bindings.get();
      if (name !== 'Esc')
        desk.setBindings({ ...now, keys: { ...now.keys, [taking]: name === 'Backspace' ? [] : [name] } });
      setTaking(null);
    };
    window.addEventListener('keydown', onKey, true);
    return () => window.removeEventListener('keydown', onKey, true);
  }, [taking, desk]);
  const clashes = [...clashingKeys(bindings)];
  return (
    <Modal
      title={text('bindings.title')}
      onClose={onClose}
      width={760}
      testId="bindings-dialog"
      footer={
        <Button size="small" type="button" onClick={() => desk.setBindings(shippedBindings)}>
          {text('bindings.shipped')}
        </Button>
      }
    >
      {clashes.map(([key, ids]) => (
        <p key={key} className="field-error" role="alert">
          {text('bindings.clash', { key, actions: ids.map((id) => actionName(id, text)).join('、') })}
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
      <h3>{text('bindings.hid')}</h3>
      <Controllers bindings={bindings} onChange={(hid) => change({ hid })} />
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

function Controllers({ bindings, onChange }: { bindings: Bindings; onChange: (hid: Bindings['hid']) => void }) {
  const desk = useDesk();
  const text = useReadingText();
  const last = useObserved(desk.lastHidInput, (value) => value);
  const connected = useObserved(desk.controllers, (value) => value);
  const [problem, setProblem] = useState('');
  const hid = hidOf(navigator);
  if (!hid) return <p className="lead">{text('hid.none')}</p>;
  const add = () => {
    setProblem('');
    hid.requestDevice({ filters: [] }).then(
      () => desk.controllersAsked.set(desk.controllersAsked.get() + 1),
      (error: unknown) =>
        setProblem(text('hid.refused', { reason: error instanceof Error ? error.message : String(error) })),
    );
  };
  return (
    <>
      <p className="lead">
        {connected.length > 0 ? text('hid.connected', { devices: connected.join('、') }) : text('hid.nothing')}{' '}
        <Button size="small" type="button" onClick={add}>
          {text('hid.add')}
        </Button>
      </p>
      {problem ? <p role="alert">{problem}</p> : null}
      {connected.length > 0 ? <p className="lead">{text('hid.listening')}</p> : null}
      {[...new Set([...(last ? [last.input] : []), ...Object.keys(bindings.hid)])].map((input) => (
        <label key={input} className="hid-row">
          <span>{text('hid.input', { device: last?.input === input ? last.device : '', input })}</span>
          <select
            value={bindings.hid[input] ?? ''}
            onChange={(event) => {
              const id = roomActions.find((action) => action.id === event.target.value)?.id;
              const rest = Object.fromEntries(Object.entries(bindings.hid).filter(([name]) => name !== input));
              onChange(id ? { ...rest, [input]: id } : rest);
            }}
          >
            <option value="">{text('hid.choose')}</option>
            {roomActions.map(({ id }) => (
              <option key={id} value={id}>
                {actionName(id, text)}
              </option>
            ))}
          </select>
        </label>
      ))}
    </>
  );
}
