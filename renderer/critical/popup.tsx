// The popup for new critical values (LAB-66): conspicuous, but it takes no key away from what is being typed.
import { Button } from '@blueprintjs/core';
import type { CriticalDocument } from '../../core/critical/model.ts';
import { useFold } from '../alerts/use-fold.tsx';
import { useRights } from '../client/session.tsx';
import { useActions } from '../keys/actions.tsx';
import { useShellText } from '../locales/use-shell-text.ts';
import { KeyCap } from '../parts/field.tsx';
import { Glyph } from '../parts/glyph.tsx';
import { CriticalWho } from './critical-who.tsx';
import { Escalation } from './escalation.tsx';
import { useTestName } from './use-test-name.ts';
import { directionArrow } from './words.ts';

interface CriticalPopupProps {
  criticals: readonly CriticalDocument[];
  onCall: (critical: CriticalDocument) => void;
  onLater: () => void;
}

export function CriticalPopup({ criticals: given, onCall, onLater }: CriticalPopupProps) {
  const text = useShellText();
  // The one that is next to escalate, or has longest.
  const criticals = given.toSorted((one, other) => Date.parse(one.escalateAt) - Date.parse(other.escalateAt));
  const fold = useFold(criticals, { id: 'critical-more', title: text('critical'), keys: 'Ctrl+Alt+S' });
  const can = useRights();
  const testName = useTestName();
  const first = criticals[0];
  const off = can('critical.document') ? null : text('right.missing');
  useActions({ title: text('critical'), depth: 0 }, [
    {
      id: 'critical-call',
      label: text('critical.call'),
      keys: ['Alt+C'],
      run: () => first && onCall(first),
      off,
      main: true,
    },
    { id: 'critical-later', label: text('critical.later'), keys: ['Ctrl+Alt+Z'], run: onLater },
  ]);
  return (
    <aside
      className={fold.isFolded ? 'critical-popup is-folded' : 'critical-popup'}
      role="alertdialog"
      aria-label={text('critical.popup')}
      data-testid="critical-popup"
    >
      <header>
        <Glyph name="warning" size={18} />
        <strong>{text('critical.popup')}</strong>
        <b>{criticals.length}</b>
        {fold.button}
        <button type="button" className="quiet" onClick={onLater} aria-label={text('critical.later')}>
          {text('critical.later')} <KeyCap name="Ctrl+Alt+Z" />
        </button>
      </header>
      {fold.shown.map((critical) => (
        <article key={critical.id} data-testid="critical-popup-row">
          <CriticalWho critical={critical} />
          <div className="critical-what">
            <span>{testName(critical)}</span>
            <strong>
              {directionArrow(critical.direction)} {critical.value}
            </strong>
            <em>{critical.unit}</em>
            <small>{critical.limitText}</small>
          </div>
          <div className="critical-do">
            <Escalation critical={critical} />
            <Button
              size="small"
              intent="danger"
              disabled={off !== null}
              title={off ?? undefined}
              onClick={() => onCall(critical)}
              data-testid="critical-call"
            >
              <Glyph name="phone" /> {text('critical.call')}
              {critical === first ? <KeyCap name="Alt+C" /> : null}
            </Button>
          </div>
        </article>
      ))}
    </aside>
  );
}
