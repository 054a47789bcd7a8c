// When a tracing was taken, and which of a person's others came before it: a cart that sends what it kept, or a file handed in late, arrives
// out of turn, and a comparison with a later ECG would tell every change the wrong way round.
import { hospitalTime } from '../../kernel/hospital-time.ts';
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
