// Marks of an exam that every screen shows alike: report state, images, priority, danger, lock. Icon and word, never colour alone.
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import type { ExamReport } from '../../../../core/reporting/exam-report.ts';
import { clock } from '../../../../renderer/format/time.ts';
import { Glyph, type GlyphName } from '../../../../renderer/parts/glyph.tsx';
import { type StateTone, ToneChip } from '../../../../renderer/parts/state-chip.tsx';
import { useSharedText } from './texts.ts';

type AnyReportState = ExamDocument['report']['state'] | ExamReport['state'];

const reportLook: Record<AnyReportState, { tone: StateTone; glyph: GlyphName }> = {
  none: { tone: 'draft', glyph: 'edit' },
  draft: { tone: 'draft', glyph: 'draft' },
  submitted: { tone: 'waiting', glyph: 'reviewed' },
  returned: { tone: 'working', glyph: 'undo' },
  final: { tone: 'final', glyph: 'final' },
  recalled: { tone: 'withdrawn', glyph: 'undo' },
  superseded: { tone: 'withdrawn', glyph: 'versions' },
};

/** @param confirm a submitted report that waits for designated persons' second confirmation: this person's, or others' */
export function ReportChip({ state, confirm = null }: { state: AnyReportState; confirm?: 'self' | 'other' | null }) {
  const text = useSharedText();
  if (confirm) return <ToneChip {...reportLook[state]} word={text(`confirm.${confirm}`)} />;
  return <ToneChip {...reportLook[state]} word={text(`report.${state}`)} />;
}

const examLook: Record<ExamDocument['state'], GlyphName> = {
  requested: 'tag',
  booked: 'time',
  registered: 'identity',
  acquired: 'yes',
  cancelled: 'refuse',
};

/** Whether there are images, and how many. */
export function ImagesMark({ exam }: { exam: ExamDocument }) {
  const text = useSharedText();
  const count = exam.objects.reduce((sum, object) => sum + object.count, 0);
  const has = exam.objects.length > 0;
  return (
    <span
      className={`images-mark ${has ? 'has-images' : ''}`}
      title={has ? text('exam.acquired') : text('images.none')}
    >
      <Glyph name={examLook[exam.state]} size={11} />
      {has ? text('images.count', { count }) : text(`exam.${exam.state}`)}
    </span>
  );
}

export function PriorityMark({ exam }: { exam: ExamDocument }) {
  const text = useSharedText();
  if (exam.priority === 'routine') return null;
  return (
    <b className={`mark-${exam.priority}`} title={text(`priority.${exam.priority}`)}>
      {text(`priority.${exam.priority}.short`)}
    </b>
  );
}

export function RiskMark({ exam }: { exam: ExamDocument }) {
  const text = useSharedText();
  const risk = exam.risk;
  if (!risk || risk.level === 'normal' || risk.level === 'unknown') return null;
  const word = text(`risk.${risk.level}`);
  const shown = risk.by === 'machine' ? text('risk.suspected', { word }) : word;
  const reasons = risk.reasons.map((reason) => reason.text).join('；');
  return (
    <b className={`risk risk-${risk.level} ${risk.by === 'machine' ? 'is-suspected' : ''}`} title={reasons || shown}>
      <Glyph name="warning" size={11} /> {shown}
    </b>
  );
}

export function LockMark({ exam, personId }: { exam: ExamDocument; personId: string }) {
  const text = useSharedText();
  const lock = exam.lock;
  if (!lock || lock.personId === personId) return null;
  return (
    <span
      className="lock-mark"
      title={text('lock.at', { name: lock.personName, station: lock.stationName, time: clock(lock.since) })}
    >
      <Glyph name="lock" size={11} /> {lock.personName}
    </span>
  );
}

/** How long it has waited, as a person says it. */
export function useWaiting(): (from: string, now: number) => string {
  const text = useSharedText();
  return (from, now) => {
    const minutes = Math.max(0, Math.floor((now - Date.parse(from)) / 60_000));
    if (minutes < 60) return text('waiting.minutes', { count: minutes });
    if (minutes < 48 * 60)
      return text('waiting.hours', { hours: Math.floor(minutes / 60), minutes: String(minutes % 60).padStart(2, '0') });
    return text('waiting.days', { count: Math.floor(minutes / 1440) });
  };
}
