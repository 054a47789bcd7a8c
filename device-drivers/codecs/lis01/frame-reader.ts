// Bytes to link events, one byte at a time, so that any chunking of a line gives the same events.

import { ACK, CR, ENQ, EOT, ETB, ETX, LF, NAK, STX } from '../ascii.ts';
import type { ReceivedFrame } from './frame.ts';

export type LinkEvent =
  | { type: 'control'; byte: typeof ENQ | typeof EOT | typeof ACK | typeof NAK }
  | { type: 'frame'; frame: ReceivedFrame }
  /** A frame that began and was given up; its text is lost, the sender sees no answer and sends again. */
  | { type: 'broken'; bytes: number }
  /** A byte outside frames that means nothing (LIS01-A2 6.5: ignored). */
  | { type: 'noise'; byte: number };

type Place = 'outside' | 'text' | 'digit1' | 'digit2' | 'end';

const digit = (byte: number): boolean =>
  (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66);

export interface FrameReader {
  read(bytes: Uint8Array): LinkEvent[];
  /** True when a frame hangs on a control character that could be the sender's own: silence must decide. */
  undecided(): boolean;
  /** The line fell silent: what hangs is decided, an open frame without its end of line is handed out. */
  silence(): LinkEvent[];
  /** The line is new or gone: an open frame is forgotten. */
  reset(): void;
}

/** `limit`: bytes of text of one frame that are kept (64 000 by LIS01-A2; some analyzers send more). */
export function createFrameReader(limit = 1_048_576): FrameReader {
  let place: Place = 'outside';
  let frame: number[] = [];
  let textEnd = 0;
  let total = 0;

  function finish(): LinkEvent {
    const bytes = Uint8Array.from(frame);
    const body = bytes.subarray(1, textEnd);
    const first = body[0] ?? 0;
    const number = first >= 0x30 && first <= 0x37 ? first - 0x30 : null;
    const oversize = total > limit;
    const checksum = bytes.subarray(textEnd + 1).filter(digit);
    place = 'outside';
    return {
      type: 'frame',
      frame: {
        bytes,
        number,
        text: oversize ? new Uint8Array(0) : body.subarray(number === null ? 0 : 1),
        last: bytes[textEnd] === ETX,
        checksum: String.fromCharCode(...checksum),
        oversize,
      },
    };
  }

  /** Gives up an open frame. ENQ or EOT at its very end were the sender's own: nothing else follows them at once. */
  function giveUp(): LinkEvent[] {
    const events: LinkEvent[] = [{ type: 'broken', bytes: total }];
    const tail: LinkEvent[] = [];
    for (let at = frame.length - 1; at > 0; at -= 1) {
      const byte = frame[at];
      if (byte !== ENQ && byte !== EOT) break;
      tail.unshift({ type: 'control', byte });
    }
    place = 'outside';
    return [...events, ...tail];
  }

  function begin(): void {
    place = 'text';
    frame = [STX];
    total = 1;
  }

  function keep(byte: number): void {
    total += 1;
    if (total <= limit + 8 || byte === ETX || byte === ETB) frame.push(byte);
  }

  function outside(byte: number): LinkEvent[] {
    if (byte === STX) {
      begin();
      return [];
    }
    if (byte === ENQ || byte === EOT || byte === ACK || byte === NAK) return [{ type: 'control', byte }];
    return [{ type: 'noise', byte }];
  }

  function step(byte: number): LinkEvent[] {
    switch (place) {
      case 'outside':
        return outside(byte);
      case 'text': {
        if (byte === STX) {
          const lost = giveUp();
          begin();
          return lost;
        }
        keep(byte);
        if (byte !== ETX && byte !== ETB) return [];
        textEnd = frame.length - 1;
        place = 'digit1';
        return [];
      }
      case 'digit1':
      case 'digit2':
        if (byte === STX || byte === ENQ || byte === EOT || byte === CR) return endWith(byte);
        keep(byte);
        place = place === 'digit1' ? 'digit2' : 'end';
        return [];
      case 'end':
        return endWith(byte);
      default:
        return place satisfies never;
    }
  }

  /** CR closes the frame (the LF behind it is noise); any other byte closes it too and stands for itself. */
  function endWith(byte: number): LinkEvent[] {
    if (byte === CR || byte === LF) {
      keep(byte);
      return [finish()];
    }
    return [finish(), ...outside(byte)];
  }

  return {
    read: (bytes) => {
      const events: LinkEvent[] = [];
      for (const byte of bytes) for (const event of step(byte)) events.push(event);
      return events;
    },
    undecided: () => {
      if (place === 'end' || place === 'digit1' || place === 'digit2') return true;
      const byte = frame.at(-1);
      return place === 'text' && (byte === ENQ || byte === EOT);
    },
    silence: () => {
      if (place === 'outside') return [];
      return place === 'text' ? giveUp() : [finish()];
    },
    reset: () => {
      place = 'outside';
      frame = [];
    },
  };
}
