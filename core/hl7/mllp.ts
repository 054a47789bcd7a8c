// MLLP blocks (HL7 transport specification 2.3): VT content FS CR, split from any chunking of the bytes.

const VT = 0x0b;
const FS = 0x1c;
const CR = 0x0d;

/** 16 MiB holds every histogram and scattergram seen; a longer block is a sender that lost its FS. */
export const defaultMaxBlockBytes = 16 * 1024 * 1024;

export type MllpEvent =
  | { type: 'block'; content: Uint8Array }
  /** A VT came inside a block: what stood there is cut short. */
  | { type: 'cut'; content: Uint8Array }
  /** Printable bytes outside any block, told when the next block opens. */
  | { type: 'noise'; content: Uint8Array }
  /** The block passed the limit; the rest of it is skipped. */
  | { type: 'overflow'; content: Uint8Array };

export interface MllpSplitter {
  push(bytes: Uint8Array): MllpEvent[];
  /** True while a block is open or noise waits to be told. */
  pending(): boolean;
  /** Takes out what is unfinished and starts anew. */
  flush(): { open: Uint8Array | null; noise: Uint8Array | null };
}

/** Bytes that grow; joined once, when they are taken. */
function collector() {
  let parts: Uint8Array[] = [];
  let length = 0;
  return {
    length: () => length,
    add(part: Uint8Array) {
      if (part.length > 0) parts.push(part.slice());
      length += part.length;
    },
    take(): Uint8Array {
      const all = new Uint8Array(length);
      let at = 0;
      for (const part of parts) {
        all.set(part, at);
        at += part.length;
      }
      parts = [];
      length = 0;
      return all;
    },
  };
}

function endOfRun(bytes: Uint8Array, from: number, stops: (byte: number) => boolean): number {
  let at = from;
  while (at < bytes.length && !stops(bytes[at] ?? 0)) at++;
  return at;
}

/** FS alone ends a block; CR after it and other control bytes between blocks mean nothing (keep-alives, line ends). */
export function createMllpSplitter(maxBlockBytes = defaultMaxBlockBytes): MllpSplitter {
  const block = collector();
  const noise = collector();
  let state: 'outside' | 'inside' | 'skipping' = 'outside';

  const openBlock = (events: MllpEvent[]) => {
    if (state === 'inside') events.push({ type: 'cut', content: block.take() });
    if (noise.length() > 0) events.push({ type: 'noise', content: noise.take() });
    state = 'inside';
  };

  const grow = (part: Uint8Array, events: MllpEvent[]) => {
    const room = maxBlockBytes - block.length();
    block.add(part.subarray(0, room));
    if (part.length <= room) return;
    state = 'skipping';
    events.push({ type: 'overflow', content: block.take() });
  };

  return {
    push(bytes) {
      const events: MllpEvent[] = [];
      for (let at = 0; at < bytes.length; ) {
        const byte = bytes[at] ?? 0;
        if (byte === VT) {
          openBlock(events);
          at++;
        } else if (byte === FS) {
          if (state === 'inside') events.push({ type: 'block', content: block.take() });
          state = 'outside';
          at++;
        } else if (state === 'outside' && noise.length() === 0 && byte < 0x20) {
          at++;
        } else {
          const end = endOfRun(bytes, at, (next) => next === VT || next === FS);
          const run = bytes.subarray(at, end);
          if (state === 'inside') grow(run, events);
          else if (state === 'outside') noise.add(run.subarray(0, Math.max(0, maxBlockBytes - noise.length())));
          at = end;
        }
      }
      return events;
    },
    pending: () => state === 'inside' || noise.length() > 0,
    flush() {
      const open = state === 'inside' ? block.take() : null;
      state = 'outside';
      return { open, noise: noise.length() > 0 ? noise.take() : null };
    },
  };
}

/** Content in a block of its own. */
export function wrapMllp(content: Uint8Array): Uint8Array {
  const framed = new Uint8Array(content.length + 3);
  framed[0] = VT;
  framed.set(content, 1);
  framed[content.length + 1] = FS;
  framed[content.length + 2] = CR;
  return framed;
}
