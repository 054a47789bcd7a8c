// The queue: views, search, sound, and the exams with their danger, waiting time and why. Virtual, two lines an exam.
import { useVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useEffect, useRef } from 'react';
import { ageText } from '../../../../core/kernel/age.ts';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { useLocale } from '../../../../renderer/i18n/text.tsx';
import { Glyph } from '../../../../renderer/parts/glyph.tsx';
import { EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { useConfirmations, useConfirmationWords } from '../../../../renderer/remote/confirmation.tsx';
import { useRemoteText } from '../../../../renderer/remote/texts.ts';
import { useEcgText } from '../locales/use-ecg-text.ts';
import { RiskMark } from './risk.tsx';
import { type QueueFilter, type QueueView, queueViews, riskOf, waitingMs, waitText } from './rows.ts';
import { queueSpans } from './use-queue.ts';

interface QueueProps {
  rows: readonly ExamDocument[];
  counts: Record<QueueView, number>;
  total: number;
  filter: QueueFilter;
  onFilter: (part: Partial<QueueFilter>) => void;
  selectedId: string | null;
  onSelect: (examId: string) => void;
  days: number;
  onDays: (days: number) => void;
  onAlerts: () => void;
  muted: boolean;
  onMute: (muted: boolean) => void;
  now: number;
  searchRef: RefObject<HTMLInputElement | null>;
}

const rowHeight = 46;

export function Queue(props: QueueProps) {
  const { rows, filter, onFilter } = props;
  const text = useEcgText();
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 10,
  });
  const at = rows.findIndex((row) => row.id === props.selectedId);
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: 'auto' });
  }, [at, virtual]);
  return (
    <section className="ecg-queue" aria-label={text('queue')}>
      <div className="ecg-views" role="tablist">
        {queueViews.map((view) => (
          <button
            key={view}
            type="button"
            role="tab"
            aria-selected={filter.view === view}
            onClick={() => onFilter({ view })}
            data-testid={`queue-${view}`}
          >
            {text(`queue.${view}`)} <b>{props.counts[view]}</b>
          </button>
        ))}
      </div>
      <div className="ecg-queue-search">
        <input
          ref={props.searchRef}
          type="search"
          value={filter.text}
          placeholder={text('queue.search')}
          aria-label={text('queue.search')}
          onChange={(event) => onFilter({ text: event.currentTarget.value })}
        />
      </div>
      <div className="ecg-queue-tools">
        <select
          value={props.days}
          aria-label={text('queue.days.hint')}
          title={text('queue.days.hint')}
          onChange={(event) => props.onDays(Number(event.currentTarget.value))}
          data-testid="queue-days"
        >
          {queueSpans.map((days) => (
            <option key={days} value={days}>
              {days < 365
                ? text('queue.days', { count: days })
                : text('queue.years', { count: Math.round(days / 366) })}
            </option>
          ))}
        </select>
        <button type="button" title={text('queue.alerts')} onClick={props.onAlerts} data-testid="queue-alerts">
          <Glyph name="versions" size={13} /> {text('queue.alerts.short')}
        </button>
        <button
          type="button"
          aria-pressed={filter.criticalOnly}
          onClick={() => onFilter({ criticalOnly: !filter.criticalOnly })}
        >
          <Glyph name="warning" size={13} /> {text('queue.critical')}
        </button>
        <button
          type="button"
          aria-pressed={!props.muted}
          title={text(props.muted ? 'queue.unmute' : 'queue.mute')}
          aria-label={text(props.muted ? 'queue.unmute' : 'queue.mute')}
          onClick={() => props.onMute(!props.muted)}
          data-testid="queue-mute"
        >
          <Glyph name={props.muted ? 'refuse' : 'sound'} size={13} />
        </button>
      </div>
      {rows.length === 0 ? (
        <EmptyPanel
          glyph="inbox"
          title={text(props.total === 0 ? 'queue.empty' : 'queue.none')}
          hint={text(props.total === 0 ? 'queue.empty.hint' : 'queue.none.hint')}
        />
      ) : (
        <div ref={scroller} className="ecg-queue-rows" role="listbox" aria-label={text('queue')}>
          <div style={{ height: virtual.getTotalSize() }}>
            {virtual.getVirtualItems().map((item) => {
              const exam = rows[item.index];
              return exam ? (
                <Row
                  key={exam.id}
                  exam={exam}
                  top={item.start}
                  selected={exam.id === props.selectedId}
                  now={props.now}
                  onSelect={props.onSelect}
                />
              ) : null;
            })}
          </div>
        </div>
      )}
    </section>
  );
}

interface RowProps {
  exam: ExamDocument;
  top: number;
  selected: boolean;
  now: number;
  onSelect: (examId: string) => void;
}

function Row({ exam, top, selected, now, onSelect }: RowProps) {
  const text = useEcgText();
  const remote = useRemoteText();
  const locale = useLocale();
  const confirmation = useConfirmations()(exam);
  const confirmationWords = useConfirmationWords();
  const level = riskOf(exam);
  const waits = waitingMs(exam, now);
  const wait = waits === null ? null : waitText(waits);
  const [reason] = exam.risk?.reasons ?? [];
  const said = reason ? (locale === 'en' ? reason.textEn || reason.text : reason.text) : exam.clinicalDiagnosis;
  return (
    <div
      role="option"
      tabIndex={-1}
      aria-selected={selected}
      className={`ecg-row risk-${level}`}
      style={{ transform: `translateY(${top}px)`, height: rowHeight }}
      onClick={() => onSelect(exam.id)}
      onKeyDown={(event) => event.key === 'Enter' && onSelect(exam.id)}
      data-testid="ecg-row"
    >
      <div>
        <RiskMark level={level} size={12} />
        <strong className="ellipsis">{exam.patient.name}</strong>
        <span>
          {text(`sex.${exam.patient.sex}`)}{' '}
          {ageText(exam.patient.birthDate, exam.requestedAt, locale === 'en' ? 'en' : 'zh')}
        </span>
        {exam.priority === 'routine' ? null : <em className="ecg-urgent">{text(`priority.${exam.priority}`)}</em>}
        <time title={wait ? text('queue.waiting', { time: text(wait.key, { count: wait.count }) }) : undefined}>
          {wait ? text(wait.key, { count: wait.count }) : ''}
        </time>
      </div>
      <div>
        <span className="ellipsis" title={said}>
          {said || exam.procedureName}
        </span>
        <span className="ecg-row-place ellipsis">{exam.departmentName || exam.remote?.fromInstitutionName}</span>
        {exam.lock ? (
          <span className="ecg-row-lock" title={text('queue.lockedBy', { name: exam.lock.personName })}>
            <Glyph name="lock" size={11} /> {exam.lock.personName}
          </span>
        ) : null}
        {exam.remote?.state === 'waiting' || exam.remote?.state === 'returned' ? (
          <i className={`ecg-report-state is-remote-${exam.remote.state}`}>{remote(`state.${exam.remote.state}`)}</i>
        ) : null}
        {exam.state === 'acquired' ? (
          exam.report.state === 'none' ? null : exam.report.state === 'submitted' && confirmation ? (
            <i
              className="ecg-report-state is-submitted"
              title={confirmationWords(confirmation)}
              data-testid="row-confirmation"
            >
              {remote('confirm.short')}
            </i>
          ) : (
            <i className={`ecg-report-state is-${exam.report.state}`}>{text(`report.${exam.report.state}`)}</i>
          )
        ) : (
          <i className="ecg-report-state">{text('queue.noRecording')}</i>
        )}
      </div>
    </div>
  );
}
