// Recorded HL7 to the contents of its messages: MLLP blocks, bare segments, or both in one file.

import { createMllpSplitter, peekHeader } from '../../../core/hl7/index.ts';
import type { Unwrapped } from '../../driver.ts';

/** Bytes seen as one character each: the markers are ASCII in every character set. */
const startText = (bytes: Uint8Array) => String.fromCharCode(...bytes.subarray(0, 4096));

/** HL7 begins with MSH (or a batch header) and its encoding characters, framed or not. */
export const looksLikeHl7 = (bytes: Uint8Array): boolean =>
  /(?:^|[\s\u000b\uFEFF\u00BF])(?:MSH|FHS|BHS)[^\w\s][^\w\s]{2}/.test(startText(bytes));

const isWordByte = (byte: number) =>
  (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);

/** Each MSH at the start of a line begins a message of its own. */
function splitBare(bytes: Uint8Array): Uint8Array[] {
  const starts: number[] = [];
  for (let at = 0; at + 3 < bytes.length; at++) {
    const before = at === 0 ? 0x0d : (bytes[at - 1] ?? 0);
    const named = bytes[at] === 0x4d && bytes[at + 1] === 0x53 && bytes[at + 2] === 0x48;
    if (named && (before === 0x0d || before === 0x0a) && !isWordByte(bytes[at + 3] ?? 0)) starts.push(at);
  }
  if (starts.length === 0) return [bytes];
  return starts.map((start, index) => bytes.subarray(index === 0 ? 0 : start, starts[index + 1]));
}

/** A block that was begun again loses nothing when its first, cut try is left out. */
const isSameMessage = (cut: Uint8Array, block: Uint8Array) => {
  const id = peekHeader(cut)?.controlId;
  return id !== undefined && id === peekHeader(block)?.controlId;
};

export function unwrapMllp(bytes: Uint8Array): Unwrapped {
  const { messages, problems }: Unwrapped = { messages: [], problems: [] };
  const splitter = createMllpSplitter(Math.max(bytes.length, 1));
  const framed = bytes.includes(0x0b);
  const at = () => `block ${messages.length + 1}`;
  const outside = (content: Uint8Array) => {
    if (looksLikeHl7(content)) {
      messages.push(...splitBare(content).map((one) => ({ content: one, complete: !framed })));
      if (framed) problems.push({ code: 'LINK_NOT_FRAMED', at: at(), text: 'HL7 text stands outside any block.' });
    } else problems.push({ code: 'LINK_NOISE', at: at(), text: `${content.length} bytes stand outside any block.` });
  };

  let cut: Uint8Array | null = null;
  const keepCut = (block: Uint8Array | null) => {
    if (cut !== null && (block === null || !isSameMessage(cut, block)))
      messages.push({ content: cut, complete: false });
    cut = null;
  };
  for (const event of splitter.push(bytes)) {
    switch (event.type) {
      case 'block':
        keepCut(event.content);
        messages.push({ content: event.content, complete: true });
        break;
      case 'cut':
        keepCut(null);
        cut = event.content;
        problems.push({ code: 'LINK_RESTARTED', at: at(), text: 'A block began inside a block.' });
        break;
      case 'noise':
      case 'overflow':
        outside(event.content);
        break;
      default:
        event satisfies never;
    }
  }
  const rest = splitter.flush();
  keepCut(rest.open);
  if (rest.noise !== null) outside(rest.noise);
  if (rest.open !== null) {
    problems.push({ code: 'LINK_BLOCK_OPEN', at: at(), text: 'The last block has no end (FS).' });
    messages.push({ content: rest.open, complete: false });
  }
  return { messages, problems };
}
