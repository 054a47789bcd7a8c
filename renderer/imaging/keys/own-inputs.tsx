// Mouse buttons, wheels and controllers, each with the action that it does.
import { Button } from '@blueprintjs/core';
import { useState } from 'react';
import { controllerFilters, isReadersController } from '../../../core/imaging/controller-devices.ts';
import { type Bound, isOverPicturesOnly } from '../../keys/own-bindings.ts';
import { useObserved } from '../desk/observable.ts';
import { useReadingText } from '../locales/use-reading-text.ts';
import type { BindingsDesk } from './bindings-desk.ts';
import { hidOf } from './controllers.ts';

export function OwnInputs({ desk, actions }: { desk: BindingsDesk; actions: readonly Bound[] }) {
  const text = useReadingText();
  const own = useObserved(desk.own, (value) => value);
  const last = useObserved(desk.lastInput, (value) => value);
  const taking = useObserved(desk.taking, (value) => value);
  const inputs = [...new Set([...(last ? [last.input] : []), ...Object.keys(own.inputs)])];
  const bind = (input: string, id: string) => {
    const rest = Object.fromEntries(Object.entries(own.inputs).filter(([name]) => name !== input));
    desk.setOwn({ ...own, inputs: id ? { ...rest, [input]: id } : rest });
  };
  return (
    <>
      <h3>{text('bindings.inputs')}</h3>
      <Controllers desk={desk} />
      <p>
        <Button
          size="small"
          type="button"
          active={taking}
          onClick={() => desk.taking.set(!taking)}
          data-testid="take-input"
        >
          {text(taking ? 'bindings.inputs.taking' : 'bindings.inputs.take')}
        </Button>
      </p>
      {inputs.map((input) => (
        <label key={input} className="hid-row" data-testid={`input-${input}`}>
          <span>
            {text('hid.input', { device: last?.input === input ? last.device : '', input })}
            {isOverPicturesOnly(input) ? ` · ${text('bindings.inputs.over')}` : ''}
          </span>
          <select value={own.inputs[input] ?? ''} onChange={(event) => bind(input, event.target.value)}>
            <option value="">{text('hid.choose')}</option>
            {actions.map(({ id, label }) => (
              <option key={id} value={id}>
                {label}
              </option>
            ))}
            <Unoffered id={own.inputs[input]} actions={actions} />
          </select>
        </label>
      ))}
    </>
  );
}

/** Bound to what cannot be done just now: it stays bound. */
function Unoffered({ id, actions }: { id: string | undefined; actions: readonly Bound[] }) {
  return id && !actions.some((one) => one.id === id) ? <option value={id}>{id}</option> : null;
}

function Controllers({ desk }: { desk: BindingsDesk }) {
  const text = useReadingText();
  const connected = useObserved(desk.controllers, (value) => value);
  const [problem, setProblem] = useState('');
  const hid = hidOf(navigator);
  if (!hid) return <p className="lead">{text('hid.none')}</p>;
  const add = async () => {
    setProblem('');
    try {
      const picked = await hid.requestDevice({ filters: [...controllerFilters] });
      for (const device of picked.filter((one) => !isReadersController(one))) {
        await device.forget();
        setProblem(text('hid.notAllowed', { device: device.productName }));
      }
      desk.controllersAsked.set(desk.controllersAsked.get() + 1);
    } catch (error) {
      setProblem(text('hid.refused', { reason: error instanceof Error ? error.message : String(error) }));
    }
  };
  return (
    <>
      <p className="lead">
        {connected.length > 0 ? text('hid.connected', { devices: connected.join('、') }) : text('hid.nothing')}{' '}
        <Button size="small" type="button" onClick={() => void add()}>
          {text('hid.add')}
        </Button>
      </p>
      {problem ? <p role="alert">{problem}</p> : null}
      {connected.length > 0 ? <p className="lead">{text('hid.listening')}</p> : null}
    </>
  );
}
