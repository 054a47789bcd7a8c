// Bytes of a file to messages: a recorded line with frames, Snibe envelopes, or bare records. A file cannot be asked to send
// again, so that, unlike on a live line, a frame with a wrong checksum is kept and reported.

import type { InstrumentProblem } from '../../../core/lab/instrument-message.ts';
import { concatBytes, latin1Bytes, latin1Text, sameBytes } from '../../bytes.ts';
import type { Unwrapped } from '../../driver.ts';
import type { RawMessage } from '../../session.ts';
import { ENQ, EOT, STX } from '../ascii.ts';
import { splitMessages } from './assembly.ts';
import { checksumHolds, expectedChecksum, frameLabel, type ReceivedFrame } from './frame.ts';
import { createFrameReader } from './frame-reader.ts';

/** Loggers that write `^B` for STX: the marks stand at the start of the file and on lines of their own. */
function withoutCaretMarks(text: string): string {
  return text.replace(/^(?:\^E\s*)?\^B[0-7]?(?=H)/, '').replace(/^\^(?:C[0-9A-Fa-f]{0,2}|D|E)[ \t]*$/gm, '');
}

interface Transfer {
  parts: Uint8Array[];
  previous: ReceivedFrame | null;
  /** The last part is a frame with a wrong checksum: the next one may replace it. */
  suspect: boolean;
}

const emptyTransfer = (): Transfer => ({ parts: [], previous: null, suspect: false });

function addFrame(transfer: Transfer, frame: ReceivedFrame, place: number, problems: InstrumentProblem[]): void {
  const at = `${frameLabel(frame)} (no. ${place})`;
  const report = (code: string, text: string) => problems.push({ code, at, text });
  // Snibe envelopes have neither number nor checksum.
  const bare = frame.number === null && frame.checksum === '';
  const holds = bare || checksumHolds(frame, 'case');
  if (!holds) report('LINK_CHECKSUM', `sent "${frame.checksum}", computed ${expectedChecksum(frame)}`);
  const { previous } = transfer;
  if (previous !== null && !bare && frame.number === previous.number) {
    if (transfer.suspect) transfer.parts.pop();
    else if (sameBytes(frame.text, previous.text)) return;
    else report('LINK_FRAME_NUMBER', 'the same frame number as before with other text');
  } else if (previous !== null && !bare && frame.number !== ((previous.number ?? 0) + 1) % 8) {
    report('LINK_FRAME_NUMBER', `expected frame ${((previous.number ?? 0) + 1) % 8}`);
  }
  transfer.parts.push(frame.text);
  transfer.previous = frame;
  transfer.suspect = !holds;
}

function unwrapLine(bytes: Uint8Array): Unwrapped {
  const reader = createFrameReader();
  const messages: RawMessage[] = [];
  const problems: InstrumentProblem[] = [];
  let transfer = emptyTransfer();
  let frames = 0;
  const close = () => {
    messages.push(...splitMessages(concatBytes(transfer.parts)));
    transfer = emptyTransfer();
  };
  for (const event of [...reader.read(bytes), ...reader.silence()]) {
    switch (event.type) {
      case 'frame':
        frames += 1;
        addFrame(transfer, event.frame, frames, problems);
        break;
      case 'broken':
        problems.push({ code: 'LINK_BROKEN_FRAME', at: `after frame no. ${frames}`, text: 'a frame without its end' });
        break;
      case 'control':
        if (event.byte === ENQ || event.byte === EOT) close();
        break;
      case 'noise':
        break;
      default:
        event satisfies never;
    }
  }
  close();
  return { messages, problems };
}

/** Never throws. Every message of the bytes in order, framing removed; `complete` is false where L is missing. */
export function unwrapAstm(bytes: Uint8Array): Unwrapped {
  if (bytes.includes(STX)) return unwrapLine(bytes);
  const plain = bytes.filter((byte) => byte !== ENQ && byte !== EOT);
  const text = latin1Text(plain);
  const content = /^(?:\^E\s*)?\^B[0-7]?H/.test(text) ? latin1Bytes(withoutCaretMarks(text)) : plain;
  return { messages: content.length === 0 ? [] : splitMessages(content), problems: [] };
}
