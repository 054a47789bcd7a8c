// Mouse buttons, wheels and controllers, each with the action that it does.
import { Button } from '@blueprintjs/core';
import { useState } from 'react';
import { controllerFilters, isReadersController } from '../../../core/imaging/controller-devices.ts';
import { inputWords } from '../../../core/imaging/controller-reports.ts';
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
  const wordsOf = useInputWords(desk);
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
            {wordsOf(input)}
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

/** A button, a wheel with its direction, by the name of the device where it is connected. */
function useInputWords(desk: BindingsDesk): (input: string) => string {
  const text = useReadingText();
  const connected = useObserved(desk.controllers, (value) => value);
  return (input) => {
    const words = inputWords(input);
    if (!words) return text('hid.input', { device: '', input });
    const device = connected.find(({ id }) => id === words.device)?.name ?? words.device;
    switch (words.kind) {
      case 'button':
        return text('hid.input.button', { device, number: words.which });
      case 'wheel':
        return text(words.way === '+' ? 'hid.input.forward' : 'hid.input.back', { device, which: words.which });
      case 'hat':
        return text('hid.input.hat', { device, position: words.way });
      case 'other':
        return text('hid.input', { device, input: words.which });
      default:
        return words.kind satisfies never;
    }
  };
}

/** Two of a kind are said to be two. */
function namesOf(connected: readonly { name: string }[]): string {
  const counts = new Map<string, number>();
  for (const { name } of connected) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => (count > 1 ? `${name} ×${count}` : name)).join('、');
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
      <p className="lead" data-testid="controllers">
        {connected.length > 0 ? text('hid.connected', { devices: namesOf(connected) }) : text('hid.nothing')}{' '}
        <Button size="small" type="button" onClick={() => void add()} data-testid="add-controller">
          {text('hid.add')}
        </Button>
      </p>
      {problem ? <p role="alert">{problem}</p> : null}
      {connected.length > 0 ? <p className="lead">{text('hid.listening')}</p> : null}
    </>
  );
}
