// When a tracing was taken, and which of a person's others came before it: a cart that sends what it kept, or a file handed in late, arrives
// out of turn, and a comparison with a later ECG would tell every change the wrong way round.
import { dayStart, hospitalDay, hospitalTime, instantAt } from '../../kernel/hospital-time.ts';
import type { RecordingDocument } from './recording.ts';

type Timed = Pick<RecordingDocument, 'recordedAt' | 'receivedAt'>;

/** `YYYY-MM-DDTHH:mm:ss` on the hospital's clock: as the device wrote it, else as it arrived. */
export const takenAt = ({ recordedAt, receivedAt }: Timed): string =>
  recordedAt === '' ? hospitalTime(receivedAt).slice(0, 19) : recordedAt.slice(0, 19);

/** Negative where the first was taken before the second; of one instant the one that arrived first. */
export function byTaken(one: Timed, other: Timed): number {
  const [a, b] = [takenAt(one), takenAt(other)];
  if (a !== b) return a < b ? -1 : 1;
  return one.receivedAt < other.receivedAt ? -1 : one.receivedAt > other.receivedAt ? 1 : 0;
}

/** The newest of those taken before; null where there is none. */
export const lastBefore = <Recording extends Timed>(own: Timed, others: readonly Recording[]): Recording | null =>
  others
    .filter((one) => byTaken(one, own) < 0)
    .toSorted(byTaken)
    .at(-1) ?? null;

/** earlier: so many days before it was asked for. later: after it had arrived here. */
export type TimeDoubt = { kind: 'earlier'; days: number } | { kind: 'later' };

const dayMs = 86_400_000;
/** Carts send what they kept over a night, and their clocks are a little off; more than that is another recording, or a clock that was never set. */
const mostDaysEarlier = 1;
const mostLaterMs = 3_600_000;

/** Whether the time that the device wrote can be that of this exam; `null` where it can, or where the device told none. */
export function timeDoubt(recording: Timed, requestedAt: string | null): TimeDoubt | null {
  const at = recording.recordedAt === '' ? null : instantAt(takenAt(recording));
  if (at === null) return null;
  if (Date.parse(at) - Date.parse(recording.receivedAt) > mostLaterMs) return { kind: 'later' };
  if (requestedAt === null) return null;
  const days = Math.round((dayStart(hospitalDay(requestedAt)).getTime() - dayStart(hospitalDay(at)).getTime()) / dayMs);
  return days > mostDaysEarlier ? { kind: 'earlier', days } : null;
}
