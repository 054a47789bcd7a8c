// Text of accepted frames to messages, and what to do with a message whose line broke.
// LIS01-A2 8.2.5.2 drops the half that came; a sender that repeats the whole message makes that harmless, a sender that goes
// on behind the last saved record (LIS02-A2 5.2) would lose results. So the half is held until the next message shows which.

import { concatBytes, latin1Text, noBytes } from '../../bytes.ts';
import type { RawMessage } from '../../session.ts';
import { CR, LF } from '../ascii.ts';

interface RecordSpan {
  from: number;
  to: number;
  /** True when CR or LF stands behind it. */
  closed: boolean;
}

function recordSpans(content: Uint8Array): RecordSpan[] {
  const spans: RecordSpan[] = [];
  let from = 0;
  for (let at = 0; at < content.length; at += 1) {
    if (content[at] !== CR && content[at] !== LF) continue;
    if (at > from) spans.push({ from, to: at, closed: true });
    from = at + 1;
  }
  if (from < content.length) spans.push({ from, to: content.length, closed: false });
  return spans;
}

const isType = (content: Uint8Array, span: RecordSpan, type: 'H' | 'L'): boolean => {
  if (content[span.from] !== type.charCodeAt(0)) return false;
  const next = content[span.from + 1];
  if (type === 'L' && span.to === span.from + 1) return true;
  return next !== undefined && span.to > span.from + 1 && !/[A-Za-z0-9 ]/.test(String.fromCharCode(next));
};

const isBlank = (content: Uint8Array, span: RecordSpan): boolean =>
  content.subarray(span.from, span.to).every((byte) => byte === 0x20 || byte === 0x09);

/** Cuts a stream of records at H and behind L. What has no L is incomplete. Comment lines (`#`) before an H are left out. */
export function splitMessages(content: Uint8Array): RawMessage[] {
  const messages: RawMessage[] = [];
  let from: number | null = null;
  let end = 0;
  const cut = (to: number, complete: boolean) => {
    if (from !== null && to > from) messages.push({ content: content.subarray(from, to), complete });
    from = null;
  };
  for (const span of recordSpans(content)) {
    if (content[span.from] === 0x23 || isBlank(content, span)) continue;
    if (isType(content, span, 'H')) cut(end, false);
    from ??= span.from;
    end = span.to + (span.closed ? 1 : 0);
    if (isType(content, span, 'L')) cut(end, true);
  }
  cut(end, false);
  return messages;
}

/** Records that a repeat of the message must show again: all but H, whose time may change, and a record cut in the middle. */
function comparable(content: Uint8Array): string[] {
  return recordSpans(content)
    .filter((span) => span.closed && !isType(content, span, 'H'))
    .map((span) => latin1Text(content.subarray(span.from, span.to)));
}

/** True when `fresh` begins with everything that `held` has: the sender repeated the message from its start. */
export function isRepeatOf(held: Uint8Array, fresh: Uint8Array): boolean {
  const again = comparable(fresh);
  return comparable(held).every((record, at) => again[at] === record);
}

export interface Assembly {
  /** What the messages would be with this text; nothing is kept until `commit`. */
  offer(text: Uint8Array, last: boolean): { messages: RawMessage[]; commit: () => void };
  /** The sender ended the transfer: what is left comes out as it is. */
  end(): RawMessage[];
  /** The transfer broke: what is left is held back. Returns a half that was held before and is not part of it. */
  hold(): RawMessage[];
  /** Everything that was held or is unfinished, for good. */
  flush(): RawMessage[];
  holds(): boolean;
  size(): number;
}

const endsRecord = (text: Uint8Array | undefined): boolean => {
  const byte = text?.at(-1);
  return byte === undefined || byte === CR || byte === LF;
};

export function createAssembly(): Assembly {
  let parts: Uint8Array[] = [];
  let held: Uint8Array = noBytes;
  const open = () => concatBytes(parts);

  /** Whole records of an open message need no look at what came before them: that keeps long messages linear. */
  function plainRecords(text: Uint8Array): boolean {
    if (parts.length === 0 || !endsRecord(parts.at(-1)) || !endsRecord(text)) return false;
    return recordSpans(text).every((span) => !isType(text, span, 'H') && !isType(text, span, 'L'));
  }

  /** A held half is settled by the first message after it. */
  function withHeld(messages: RawMessage[]): RawMessage[] {
    const first = messages[0];
    if (held.length === 0 || first === undefined) return messages;
    return isRepeatOf(held, first.content) ? messages : [{ content: held, complete: false }, ...messages];
  }

  return {
    offer: (text, last) => {
      if (!last || plainRecords(text)) return { messages: [], commit: () => parts.push(text) };
      const found = splitMessages(concatBytes([...parts, text]));
      const tail = found.at(-1);
      const unfinished = tail !== undefined && !tail.complete ? tail : null;
      const messages = withHeld(found.filter((message) => message !== unfinished));
      return {
        messages,
        commit: () => {
          parts = unfinished === null ? [] : [unfinished.content];
          if (messages.length > 0) held = noBytes;
        },
      };
    },
    end: () => {
      const messages = withHeld(splitMessages(open()));
      parts = [];
      if (messages.length > 0) held = noBytes;
      return messages;
    },
    hold: () => {
      if (parts.length === 0) return [];
      const older = held;
      const content = open();
      const settled = older.length === 0 || isRepeatOf(older, content);
      held = content;
      parts = [];
      return settled ? [] : [{ content: older, complete: false }];
    },
    flush: () => {
      const messages = withHeld(splitMessages(open()));
      const all = messages.length === 0 && held.length > 0 ? [{ content: held, complete: false }] : messages;
      parts = [];
      held = noBytes;
      return all;
    },
    holds: () => held.length > 0,
    size: () => parts.reduce((sum, part) => sum + part.length, 0),
  };
}
