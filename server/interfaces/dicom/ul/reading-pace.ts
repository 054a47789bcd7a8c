// How eagerly a stream is read: a sender that lets TCP hold back its small segments (Nagle, as DCMTK's default) waits for our
// acknowledgement at the end of each data set, and a system that acknowledges every second segment delays it by 40 ms when one is left over.
import type { Readable } from 'node:stream';
import { readBytes } from './reused-memory.ts';
import type { Timers } from './timers.ts';

export interface ReadingPace {
  /** A chunk has been taken. @param unfinished a PDU is half read */
  took(bytes: number, unfinished: boolean): void;
  pause(): void;
  resume(): void;
}

/** A silence of this length within a PDU is a delayed acknowledgement (Linux 40 ms, Windows up to 200), ms. */
const stall = { least: 25, most: 260 };
/** The largest record of TLS (RFC 8446 5.1): what it carries comes in such pieces. */
const fullRecord = 16_384;
/** So much is read at once, by node and into reused memory; less means that nothing more was there. */
const fullReads: readonly number[] = [fullRecord, 65_536, readBytes];
/** What comes meanwhile is read, and so acknowledged, at once, ms. */
const gatherMs = 1;

/**
 * Reads eagerly until the first such silence. From then on whatever comes within a millisecond is read together: more than one
 * segment that is read is acknowledged at once (RFC 1122 4.2.3.2), and so the sender lets its last one go. TCP_QUICKACK, which
 * would say this outright, cannot be set from here.
 * @param now a monotonic clock, ms
 */
export function createReadingPace(stream: Readable, timers: Timers, now: () => number): ReadingPace {
  let gathering = false;
  let held = false;
  let paused = false;
  let unfinishedAt: number | null = null;

  function release(): void {
    held = false;
    if (!paused) stream.resume();
  }
  return {
    took(bytes, unfinished) {
      if (gathering) {
        if (!unfinished || held || fullReads.includes(bytes)) return;
        held = true;
        stream.pause();
        timers.after(gatherMs, release);
        return;
      }
      const at = now();
      const silence = unfinishedAt === null || paused ? 0 : at - unfinishedAt;
      // What was held back is the end of a message, never its middle: a busy machine's own silences fall anywhere.
      gathering = !unfinished && silence >= stall.least && silence <= stall.most;
      unfinishedAt = unfinished ? at : null;
    },
    pause() {
      paused = true;
      unfinishedAt = null;
      stream.pause();
    },
    resume() {
      paused = false;
      unfinishedAt = null;
      if (!held) stream.resume();
    },
  };
}
