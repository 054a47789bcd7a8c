// The line at the foot: the keys that matter now.
import { useActiveLayers } from '../keys/actions.tsx';
import { useShellText } from '../locales/use-shell-text.ts';
import { PlainKeyCap } from '../parts/field.tsx';

export function StatusLine() {
  const text = useShellText();
  const layers = useActiveLayers();
  const actions = layers.flatMap((layer) => layer.actions).filter((action) => action.main && action.keys?.length);
  const seen = new Set<string>();
  const shown = actions.filter((action) => {
    const key = action.keys?.[0] ?? '';
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  return (
    <footer className="status-line" role="toolbar" aria-label={text('status')}>
      {shown.map((action) => (
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
      ))}
    </footer>
  );
}
