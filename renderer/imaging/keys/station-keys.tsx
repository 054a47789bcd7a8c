// The keys of what the station can do now beside the pictures: sign, next case, template.
import { Button } from '@blueprintjs/core';
import { useEffect, useState } from 'react';
import { useActiveLayers } from '../../keys/actions.tsx';
import { keyName } from '../../keys/key-name.ts';
import type { Bound } from '../../keys/own-bindings.ts';
import { useObserved } from '../desk/observable.ts';
import { useReadingText } from '../locales/use-reading-text.ts';
import type { BindingsDesk } from './bindings-desk.ts';

/** What is offered below the dialog, but for the reading room's own. */
export function useStationActions(): Bound[] {
  const layers = useActiveLayers('below');
  const found = new Map<string, Bound>();
  for (const { actions } of layers)
    for (const { id, label, keys } of actions)
      if (!id.startsWith('reading.') && !found.has(id)) found.set(id, { id, label, keys: keys ?? [] });
  return [...found.values()];
}

export function StationKeys({ desk, actions }: { desk: BindingsDesk; actions: readonly Bound[] }) {
  const text = useReadingText();
  const own = useObserved(desk.own, (value) => value);
  const isStored = useObserved(desk.isStored, (value) => value);
  const [taking, setTaking] = useState<string | null>(null);
  useEffect(() => {
    if (!taking) return;
    const onKey = (event: KeyboardEvent) => {
      if (['Control', 'Shift', 'Alt', 'Meta'].includes(event.key)) return;
      event.preventDefault();
      event.stopPropagation();
      const name = keyName(event);
      const now = desk.own.get();
      if (name !== 'Esc') desk.setOwn({ ...now, keys: { ...now.keys, [taking]: name === 'Backspace' ? [] : [name] } });
      setTaking(null);
    };
    window.addEventListener('keydown', onKey, true);
    return () => window.removeEventListener('keydown', onKey, true);
  }, [taking, desk]);
  return (
    <>
      <h3>{text('bindings.station')}</h3>
      <p className="lead">{text('bindings.station.hint')}</p>
      {isStored ? null : <p role="alert">{text('bindings.unsaved')}</p>}
      <div className="binding-grid">
        {actions.map(({ id, label, keys }) => (
          <div key={id}>
            <span>{label}</span>
            <Button size="small" type="button" data-testid={`bind-${id}`} onClick={() => setTaking(id)}>
              {taking === id ? text('bindings.press') : (own.keys[id] ?? keys).join(' / ') || text('bindings.none')}
            </Button>
          </div>
        ))}
      </div>
    </>
  );
}
