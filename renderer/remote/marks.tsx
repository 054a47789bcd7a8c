// Marks of a request that every station shows alike: its state, and that the patient was seen before (RAD-56).
import type { ExamDocument } from '../../core/orders/exam.ts';
import type { RemoteStateHere } from '../../core/orders/remote-levels.ts';
import { canTell, toldState } from '../../core/orders/remote-told.ts';
import { shortTime } from '../format/time.ts';
import type { GlyphName } from '../parts/glyph.tsx';
import { type StateTone, ToneChip } from '../parts/state-chip.tsx';
import { useRemoteText } from './texts.ts';

const look: Record<RemoteStateHere, { tone: StateTone; glyph: GlyphName }> = {
  uploading: { tone: 'working', glyph: 'working' },
  waiting: { tone: 'waiting', glyph: 'time' },
  accepted: { tone: 'working', glyph: 'yes' },
  forwarded: { tone: 'working', glyph: 'exchange' },
  returned: { tone: 'withdrawn', glyph: 'undo' },
  done: { tone: 'final', glyph: 'final' },
  withdrawn: { tone: 'withdrawn', glyph: 'close' },
};

/** With the report printed where it was asked for the request is closed: nothing is left to do for anybody. */
export function RemoteChip({ state, closed = false }: { state: RemoteStateHere; closed?: boolean }) {
  const text = useRemoteText();
  if (closed) return <ToneChip tone="final" glyph="yes" word={text('closed')} />;
  return <ToneChip {...look[state]} word={text(`state.${state}`)} />;
}

/** @param earlier earlier requests by exam: they are named before mere exams */
export function SeenBefore({ exam, earlier }: { exam: ExamDocument; earlier: ReadonlyMap<string, number> }) {
  const text = useRemoteText();
  const requests = Math.max(earlier.get(exam.id) ?? 0, exam.remote?.earlier ?? 0);
  const count = requests || exam.priorCount;
  if (count === 0) return null;
  const kind = requests > 0 ? 'asked' : 'seen';
  return (
    <em className="seen-before" title={text(`${kind}Before.hint`, { count })}>
      {text(`${kind}Before`)} {count}
    </em>
  );
}

/** In a list of requests that were sent: whether the patient was told to collect the report that is back (RAD-58). */
export function ToldMark({ exam }: { exam: ExamDocument }) {
  const text = useRemoteText();
  const state = toldState(exam);
  const told = exam.remote?.told;
  if (state === 'told' && told)
    return (
      <span className="number" data-testid="told-mark" title={`${told.by} ${text(`way.${told.way}`)} ${told.note}`}>
        {shortTime(told.at, new Date())} {told.by}
      </span>
    );
  if (!canTell(exam)) return null;
  return <em data-testid="told-mark">{text(state === 'again' ? 'told.again' : 'told.not')}</em>;
}
