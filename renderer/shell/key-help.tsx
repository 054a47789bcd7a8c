// F1: all keys of this screen, by the part that they belong to.
import { useActiveLayers } from '../keys/actions.tsx';
import { useShellText } from '../locales/use-shell-text.ts';
import { PlainKeyCap } from '../parts/field.tsx';
import { Modal } from '../parts/modal.tsx';

export function KeyHelp({ onClose }: { onClose: () => void }) {
  const text = useShellText();
  const title = text('help.title');
  return (
    <Modal
      title={title}
      onClose={onClose}
      width={1140}
      actions={[{ id: 'help-close', label: text('close'), keys: ['F1'], run: onClose }]}
    >
      <KeyTable />
      <p className="help-scanner">{text('help.scanner')}</p>
    </Modal>
  );
}

function KeyTable() {
  const layers = useActiveLayers('below');
  const sections = new Map<string, Map<string, { keys: readonly string[]; off: string | null }>>();
  for (const layer of layers) {
    const section = sections.get(layer.title) ?? new Map();
    for (const action of layer.actions)
      if (action.keys?.length) section.set(action.label, { keys: action.keys, off: action.off ?? null });
    if (section.size > 0) sections.set(layer.title, section);
  }
  return (
    <div className="help-sections" data-testid="key-help">
      {[...sections].map(([title, actions]) => (
        <section key={title}>
          <h3>{title}</h3>
          <dl>
            {[...actions].map(([label, { keys, off }]) => (
              <div key={label} className={off ? 'is-off' : ''}>
                <dt>
                  {keys.map((key) => (
                    <PlainKeyCap key={key} name={key} />
                  ))}
                </dt>
                <dd>
                  {label}
                  {off ? <small>{off}</small> : null}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  );
}
