// Judges the frames of one transfer: which are taken, which are repeats, which must be sent again (LIS01-A2 6.3, 8.2).

import type { InstrumentProblem } from '../../../core/lab/instrument-message.ts';
import { sameBytes } from '../../bytes.ts';
import { type ChecksumPolicy, checksumHolds, expectedChecksum, frameLabel, type ReceivedFrame } from './frame.ts';

export type Verdict = { type: 'take' } | { type: 'repeat' } | { type: 'refuse'; problem: InstrumentProblem };

export interface FrameJudge {
  /** A new transfer begins: frames count from 1 again. */
  restart(): void;
  judge(frame: ReceivedFrame): Verdict;
  taken(frame: ReceivedFrame): void;
  /** True once a frame of this transfer was taken. */
  started(): boolean;
}

export function createFrameJudge(checksum: ChecksumPolicy, numberCheck: boolean): FrameJudge {
  let last: ReceivedFrame | null = null;

  const refuse = (frame: ReceivedFrame, code: string, text: string): Verdict => ({
    type: 'refuse',
    problem: { code, at: frameLabel(frame), text },
  });

  return {
    restart: () => {
      last = null;
    },
    judge: (frame) => {
      if (frame.oversize) return refuse(frame, 'LINK_FRAME_TOO_LONG', `${frame.bytes.length} bytes`);
      if (!checksumHolds(frame, checksum)) {
        return refuse(frame, 'LINK_CHECKSUM', `sent "${frame.checksum}", computed ${expectedChecksum(frame)}`);
      }
      // The same number with other text is no retransmission: to discard it would lose a record.
      if (last !== null && frame.number === last.number && sameBytes(frame.text, last.text)) return { type: 'repeat' };
      const expected = last === null ? 1 : ((last.number ?? 0) + 1) % 8;
      if (numberCheck && frame.number !== expected) {
        return refuse(frame, 'LINK_FRAME_NUMBER', `expected frame ${expected}`);
      }
      return { type: 'take' };
    },
    taken: (frame) => {
      last = frame;
    },
    started: () => last !== null,
  };
}
