// Messages that wait for the analyzer, and how far the first of them has got. Limits: LIS01-A2 8.2.4, 8.3.

import { type FramingOptions, framesOf } from './frame.ts';

/** A frame that was not accepted so often ends the transfer (LIS01-A2 8.3.2.2). */
export const maxFrameTries = 6;
/** Transfers of one message before it is given back to the caller. */
export const maxTransfers = 6;

interface Batch {
  id: string;
  frames: Uint8Array[];
  next: number;
  tries: number;
  transfers: number;
}

export interface LinkOutbox {
  add(id: string, content: Uint8Array): void;
  waiting(): boolean;
  /** The frame to send now, counted as a try. */
  frame(): Uint8Array | null;
  /** The analyzer took the frame; true when it was the last one. */
  accepted(): boolean;
  exhausted(): boolean;
  /** The transfer ended early and begins again later; false when it was tried often enough. */
  again(): boolean;
  remove(): string;
  ids(): string[];
}

export function createLinkOutbox(framing: FramingOptions): LinkOutbox {
  const queue: Batch[] = [];
  const first = () => queue[0];

  return {
    add: (id, content) => {
      queue.push({ id, frames: framesOf(content, framing), next: 0, tries: 0, transfers: 0 });
    },
    waiting: () => queue.length > 0,
    frame: () => {
      const batch = first();
      if (batch === undefined) return null;
      batch.tries += 1;
      return batch.frames[batch.next] ?? null;
    },
    accepted: () => {
      const batch = first();
      if (batch === undefined) return true;
      batch.next += 1;
      batch.tries = 0;
      return batch.next >= batch.frames.length;
    },
    exhausted: () => (first()?.tries ?? 0) >= maxFrameTries,
    again: () => {
      const batch = first();
      if (batch === undefined) return false;
      batch.next = 0;
      batch.tries = 0;
      batch.transfers += 1;
      return batch.transfers < maxTransfers;
    },
    remove: () => queue.shift()?.id ?? '',
    ids: () => queue.map((batch) => batch.id),
  };
}
