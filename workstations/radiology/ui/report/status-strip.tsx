// Why the report can or cannot be written now, who has it, and whether what was typed is stored.
import { Button } from '@blueprintjs/core';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { isAway } from '../../../../core/orders/exam-rules.ts';
import type { ExamReport } from '../../../../core/reporting/exam-report.ts';
import { failureOf } from '../../../../renderer/client/failure.ts';
import { useReadsFor, useSession } from '../../../../renderer/client/session.tsx';
import { clock, dateTime } from '../../../../renderer/format/time.ts';
import { Glyph } from '../../../../renderer/parts/glyph.tsx';
import { ClosedChip, PrintedChip } from '../../../../renderer/parts/printed-chip.tsx';
import { useConfirmations, useConfirmationWords } from '../../../../renderer/remote/confirmation.tsx';
import { ReportChip } from '../parts/chips.tsx';
import { useSharedText } from '../parts/texts.ts';
import { useReportText } from './texts.ts';
import type { Lock } from './use-lock.ts';
import type { Mode, Writing } from './use-report.ts';

interface StatusStripProps {
  exam: ExamDocument;
  current: ExamReport | null;
  mode: Mode;
  look: boolean;
  lock: Lock;
  writing: Writing;
  mayWrite: boolean;
  /** Goes on with what another person has begun; null where nobody has. */
  onJoin: (() => void) | null;
}

export function StatusStrip(props: StatusStripProps) {
  const text = useReportText();
  const { exam, current, mode, lock, writing } = props;
  const away = lock.state.kind === 'refused';
  const saved = mode === 'read' ? 'read' : away ? 'notHeld' : mode === 'review' ? 'review' : writing.draft.status;
  return (
    <header className="report-head">
      <div className="report-title">
        <h2>{text('report')}</h2>
        {current ? <span>{text('edition', { edition: current.edition })}</span> : null}
        <ReportChip state={current?.state ?? 'none'} />
        <PrintedChip exam={exam} />
        <ClosedChip exam={exam} />
        <span className={`save-state is-${saved}`} data-testid="save-state" data-state={saved}>
          {saved === 'clean' ? <Glyph name="yes" size={11} /> : null} {text(`status.${saved}`)}
        </span>
      </div>
      <Why {...props} />
    </header>
  );
}

/** Asked for elsewhere: who has it now. Given back: it is the business of those who asked. */
function elsewhere(exam: ExamDocument, text: ReturnType<typeof useReportText>): string {
  const { remote } = exam;
  if (remote && isAway(exam)) return text('why.away', { name: remote.toInstitutionName });
  return text('why.elsewhere', { name: exam.institutionName });
}

function Why({ exam, current, mode, look, lock, writing, mayWrite, onJoin }: StatusStripProps) {
  const text = useReportText();
  const shared = useSharedText();
  const { person } = useSession();
  const reads = useReadsFor(exam);
  const confirmation = useConfirmations()(exam, current?.authorId);
  const confirmationWords = useConfirmationWords();
  const notes: string[] = [];
  if (current?.state === 'submitted' && confirmation) notes.push(confirmationWords(confirmation));
  if (mode === 'read') {
    if (look) notes.push(text('why.look'));
    else if (current?.state === 'final') notes.push(text('why.final'));
    else if (current?.state === 'recalled') notes.push(text('why.recalled'));
    else if (exam.state !== 'acquired' && exam.state !== 'registered')
      notes.push(text('why.state', { state: shared(`exam.${exam.state}`) }));
    else if (!reads) notes.push(elsewhere(exam, text));
    else if (current?.state === 'submitted') {
      if (!confirmation) notes.push(text(current.authorId === person.id ? 'why.own' : 'why.submitted'));
    } else if (!mayWrite) notes.push(text('why.right'));
  }
  if (current?.state === 'returned' && current.returnReason)
    notes.push(text('why.left', { reason: current.returnReason }));
  if (current?.state === 'draft' && current.amendReason) notes.push(text('why.amend', { reason: current.amendReason }));
  if (current?.recall)
    notes.push(
      text('recalled.by', {
        reason: current.recall.reason,
        name: current.recall.by,
        time: dateTime(current.recall.at),
      }),
    );
  if (writing.restored) notes.push(text('restored'));
  const refusal = lock.state.kind === 'refused' ? failureOf(lock.state.error).detail : null;
  const ownElsewhere = refusal?.holderId === person.id;
  const trouble = lockTrouble();
  const undecided = writing.clash !== null && writing.putOff;
  if (notes.length === 0 && !trouble && !undecided && !onJoin) return null;
  return (
    <div className="report-why" role="status">
      {notes.map((note) => (
        <p key={note}>
          <Glyph name="info" size={12} /> {note}
        </p>
      ))}
      {onJoin ? (
        <p data-testid="begun-elsewhere">
          <Glyph name="info" size={12} /> {text('why.begun', { name: current?.author ?? '' })}{' '}
          <Button size="small" text={text('join')} onClick={onJoin} />
        </p>
      ) : null}
      {trouble ? (
        <p className="is-trouble" data-testid="lock-trouble">
          <Glyph name="lock" size={12} /> {trouble}{' '}
          <Button size="small" text={text(ownElsewhere ? 'lock.here' : 'lock.again')} onClick={lock.take} />
        </p>
      ) : null}
      {undecided ? (
        <p className="is-trouble" data-testid="clash-undecided">
          <Glyph name="info" size={12} /> {text('clash.undecided')}{' '}
          <Button size="small" text={text('clash.compare')} onClick={() => writing.setPutOff(false)} />
        </p>
      ) : null}
    </div>
  );

  function lockTrouble(): string | null {
    if (lock.state.kind === 'lost') return text('lock.lost');
    if (!refusal) return null;
    const holder = typeof refusal.holder === 'string' ? refusal.holder : null;
    if (!holder) return text('lock.failed');
    return text(ownElsewhere ? 'lock.own' : 'lock.refused', {
      name: holder,
      station: typeof refusal.station === 'string' ? refusal.station : '',
      time: typeof refusal.since === 'string' ? clock(refusal.since) : '',
    });
  }
}
