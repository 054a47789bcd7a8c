// The line at the foot: the keys that matter now; those of every screen, which show all others, are never pushed out of it.
import { type Action, useActiveLayers } from '../keys/actions.tsx';
import { useShellText } from '../locales/use-shell-text.ts';
import { PlainKeyCap } from '../parts/field.tsx';

/** F4 before F6, then the others by name: a key stays where the eye has learned it, whichever part of the screen was drawn last. */
export function inPlace(left: Action, right: Action): number {
  const [one = '', other = ''] = [left.keys?.[0], right.keys?.[0]];
  const number = (key: string) => Number(/^F(\d+)$/.exec(key)?.[1] ?? 99);
  return number(one) - number(other) || (one < other ? -1 : 1);
}

export function StatusLine() {
  const text = useShellText();
  const layers = useActiveLayers();
  const seen = new Set<string>();
  const shown = (actions: readonly Action[]) =>
    actions.filter((action) => {
      const key = action.keys?.[0];
      if (!action.main || !key || seen.has(key)) return false;
      seen.add(key);
      return true;
    });
  const here = shown(layers.filter(({ depth }) => depth > 0).flatMap(({ actions }) => actions)).sort(inPlace);
  const everywhere = shown(layers.filter(({ depth }) => depth === 0).flatMap(({ actions }) => actions));
  const key = (action: Action) => (
    <button
      key={action.keys?.[0]}
      type="button"
      className={action.off ? 'is-off' : ''}
      title={action.off ?? undefined}
      aria-disabled={action.off ? true : undefined}
      tabIndex={-1}
      onClick={() => !action.off && action.run()}
    >
      <PlainKeyCap name={action.keys?.[0] ?? ''} />
      {action.label}
    </button>
  );
  return (
    <footer className="status-line" role="toolbar" aria-label={text('status')}>
      <span className="status-keys">{here.map(key)}</span>
      {everywhere.map(key)}
    </footer>
  );
}
