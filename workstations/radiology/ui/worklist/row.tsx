// One exam in the list. Memoized: drawn again only when its document, its selection or the minute changes.
import { memo } from 'react';
import { ageText } from '../../../../core/kernel/age.ts';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { waitingSince } from '../../../../core/orders/worklist.ts';
import { useLocale } from '../../../../renderer/i18n/text.tsx';
import { useShellText } from '../../../../renderer/locales/use-shell-text.ts';
import { Glyph } from '../../../../renderer/parts/glyph.tsx';
import { ImagesMark, LockMark, PriorityMark, ReportChip, RiskMark, useWaiting } from '../parts/chips.tsx';
import { useSharedText } from '../parts/texts.ts';

interface RowProps {
  exam: ExamDocument;
  /** What it is called in the language of the screen. */
  procedure: string;
  index: number;
  top: number;
  selected: boolean;
  personId: string;
  now: number;
  /** Who gives the second confirmation that it waits for; empty: it waits for none, or for whoever may review. */
  confirm: string;
  /** This person may give it. */
  confirmsSelf: boolean;
  onSelect: (id: string) => void;
  onOpen: (id: string) => void;
}

export const Row = memo(function Row(props: RowProps) {
  const { exam, procedure, index, top, selected, personId, now, confirm, confirmsSelf, onSelect, onOpen } = props;
  const text = useSharedText();
  const shell = useShellText();
  const locale = useLocale();
  const waiting = useWaiting();
  const age = ageText(exam.patient.birthDate, exam.requestedAt, locale === 'en' ? 'en' : 'zh');
  const waits = exam.report.state !== 'final' && exam.state !== 'cancelled';
  return (
    <div
      id={`exam-${exam.id}`}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      className={`exam-row is-${exam.priority} ${exam.risk?.level === 'critical' ? 'is-critical' : ''} report-is-${exam.report.state}`}
      style={{ transform: `translateY(${top}px)` }}
      onMouseDown={(event) => event.button === 0 && onSelect(exam.id)}
      onDoubleClick={() => onOpen(exam.id)}
      data-testid="exam-row"
      data-accession={exam.accessionNumber}
      data-report={exam.report.state}
    >
      <span role="gridcell" className="cell-mark">
        <PriorityMark exam={exam} />
      </span>
      <span role="gridcell" className="cell-name ellipsis">
        {exam.patient.name}
      </span>
      <span role="gridcell" className="cell-age ellipsis">
        {shell(`sex.${exam.patient.sex}`)} {age}
      </span>
      <span role="gridcell" className="cell-modality">
        {exam.modality}
      </span>
      <span role="gridcell" className="cell-procedure ellipsis" title={`${procedure} ${exam.method}`}>
        {procedure}
        {exam.priorCount > 0 ? (
          <em className="prior-mark" title={text('prior.count', { count: exam.priorCount })}>
            <Glyph name="history" size={10} />
            {exam.priorCount}
          </em>
        ) : null}
        {exam.remote ? (
          <em className="remote-mark" title={exam.remote.fromInstitutionName}>
            <Glyph name="exchange" size={10} /> {exam.remote.fromInstitutionName}
          </em>
        ) : null}
      </span>
      <span role="gridcell" className="cell-part ellipsis">
        {exam.bodyPart}
      </span>
      <span role="gridcell" className="cell-images">
        <ImagesMark exam={exam} />
      </span>
      <span role="gridcell" className="cell-report" title={confirm || undefined}>
        <ReportChip state={exam.report.state} confirm={confirm ? (confirmsSelf ? 'self' : 'other') : null} />
        {exam.report.positive === null ? null : (
          <em className={exam.report.positive ? 'is-positive' : 'is-negative'}>
            {text(exam.report.positive ? 'positive' : 'negative')}
          </em>
        )}
      </span>
      <span role="gridcell" className="cell-risk">
        <RiskMark exam={exam} />
      </span>
      <span role="gridcell" className="cell-assigned ellipsis">
        {exam.lock && exam.lock.personId !== personId ? (
          <LockMark exam={exam} personId={personId} />
        ) : (
          (exam.assignedTo?.personName ?? exam.report.author)
        )}
      </span>
      <span role="gridcell" className="cell-department ellipsis">
        {exam.departmentName}
      </span>
      <span role="gridcell" className="cell-accession number">
        {exam.accessionNumber}
      </span>
      <span role="gridcell" className="cell-waiting number">
        {waits ? waiting(waitingSince(exam), now) : ''}
      </span>
    </div>
  );
});
