// The strip of critical findings that this person has to know of: whose, what, since when, and the one thing to do. It takes no key away
// from what is being typed.
import { Button } from '@blueprintjs/core';
import { useFold } from '../alerts/use-fold.tsx';
import { useActions } from '../keys/actions.tsx';
import { useShellText } from '../locales/use-shell-text.ts';
import { KeyCap } from '../parts/field.tsx';
import { Glyph } from '../parts/glyph.tsx';
import { CriticalWho } from './critical-who.tsx';
import type { CriticalForMe } from './for-me.tsx';

interface ForMePopupProps {
  rows: readonly CriticalForMe[];
  /** Null for one who cannot look at images. */
  onOpen: ((examId: string) => void) | null;
  onAnswer: (row: CriticalForMe) => void;
  onLater: () => void;
}

/** What stands before what was taken back; the one that is next to escalate, or has longest, before the others. */
const byUrgency = (one: CriticalForMe, other: CriticalForMe): number =>
  Number(one.critical.state === 'withdrawn') - Number(other.critical.state === 'withdrawn') ||
  Date.parse(one.critical.escalateAt) - Date.parse(other.critical.escalateAt);

export function ForMePopup({ rows: given, onOpen, onAnswer, onLater }: ForMePopupProps) {
  const text = useShellText();
  const rows = given.toSorted(byUrgency);
  const [first] = rows;
  const isCalm = rows.every(({ critical }) => critical.state === 'withdrawn');
  const title = text(isCalm ? 'critical.mine.withdrawn' : 'critical.mine');
  const fold = useFold(rows, { id: 'critical-mine-more', title, keys: 'Ctrl+Alt+G' });
  useActions({ title, depth: 0 }, [
    {
      id: 'critical-mine-answer',
      label: text('critical.mine.answer'),
      keys: ['Ctrl+Alt+U'],
      run: () => first && onAnswer(first),
      main: true,
    },
    ...(onOpen && first
      ? [
          {
            id: 'critical-mine-open',
            label: text('critical.mine.open'),
            keys: ['Ctrl+Alt+I'],
            run: () => onOpen(first.critical.subjectId),
          },
        ]
      : []),
    { id: 'critical-mine-later', label: text('critical.later'), keys: ['Ctrl+Alt+V'], run: onLater },
  ]);
  return (
    <aside
      className={`critical-popup alert-popup ${isCalm ? 'is-calm' : ''} ${fold.isFolded ? 'is-folded' : ''}`}
      role="alertdialog"
      aria-label={title}
      data-testid="critical-mine"
    >
      <header>
        <Glyph name={isCalm ? 'undo' : 'warning'} size={18} />
        <strong>{title}</strong>
        <b>{rows.length}</b>
        {fold.button}
        <button type="button" className="quiet" onClick={onLater}>
          {text('critical.later')} <KeyCap name="Ctrl+Alt+V" />
        </button>
      </header>
      {fold.shown.map((row) => (
        <Row key={row.critical.id} row={row} isFirst={row === first} onOpen={onOpen} onAnswer={onAnswer} />
      ))}
    </aside>
  );
}

interface RowProps extends Pick<ForMePopupProps, 'onOpen' | 'onAnswer'> {
  row: CriticalForMe;
  isFirst: boolean;
}

function Row({ row, isFirst, onOpen, onAnswer }: RowProps) {
  const text = useShellText();
  const { critical, as } = row;
  const isBack = critical.state === 'withdrawn';
  const back = critical.steps.findLast(({ kind }) => kind === 'withdrawn');
  const read = critical.steps.findLast(({ kind }) => kind === 'readBack');
  const raised = critical.steps[0]?.by ?? '';
  return (
    <article data-testid="critical-mine-row" data-state={critical.state} data-as={as}>
      <CriticalWho critical={critical} />
      <div className="critical-what">
        <span>{critical.testName}</span>
        <span className="alert-words">{critical.value}</span>
      </div>
      <div className="alert-state">
        {isBack
          ? text('critical.mine.back', { name: back?.by ?? '', reason: back?.note || text('none') })
          : as === 'head'
            ? text('critical.mine.head', {
                doctor: critical.orderingDoctor || critical.departmentName || text('none'),
                phone: critical.departmentPhone || text('none'),
              })
            : read
              ? text('critical.mine.told', { name: read.by, to: read.to ?? '' })
              : text('critical.mine.raised', { name: raised })}
      </div>
      <div className="critical-do">
        {onOpen ? (
          <Button size="small" onClick={() => onOpen(critical.subjectId)} data-testid="critical-mine-open">
            {text('critical.mine.open')} {isFirst ? <KeyCap name="Ctrl+Alt+I" /> : null}
          </Button>
        ) : null}
        <Button
          size="small"
          intent={isBack ? 'none' : 'danger'}
          onClick={() => onAnswer(row)}
          data-testid="critical-mine-answer"
        >
          {text('critical.mine.answer')} {isFirst ? <KeyCap name="Ctrl+Alt+U" /> : null}
        </Button>
      </div>
    </article>
  );
}
