// After a crash: frames that were acknowledged of a message that never ended become one incomplete message for a person to see.
import { concatBytes } from '../../../device-drivers/bytes.ts';
import { unwrapFile } from '../../../device-drivers/parse-file.ts';
import type { CustodyStore } from '../cache/custody-store.ts';
import type { JournalFrame, Origin } from '../cache/custody-types.ts';
import type { HostEnvironment } from '../environment.ts';
import { contentHash } from './intake.ts';

/** Run before any connection opens. Returns how many messages were made. */
export async function recoverFrames(environment: HostEnvironment, store: CustodyStore): Promise<number> {
  await store.write.disownAnswers();
  const sessions = new Map<string, JournalFrame[]>();
  for (const frame of await store.read.frames()) {
    sessions.set(frame.session, [...(sessions.get(frame.session) ?? []), frame]);
  }
  for (const frames of sessions.values()) {
    const [first] = frames;
    if (!first) continue;
    const content = contentOf(frames.map(({ bytes }) => bytes));
    const origin: Origin = first;
    await store.write.storeParked(
      origin,
      {
        id: environment.newId(),
        receivedAt: first.at,
        monotonicMs: environment.clock.monotonicMs(),
        content,
        contentHash: contentHash(content),
        complete: false,
        answer: 'none',
        source: null,
      },
      '工作站在接收中断电或重启，报文不完整；仪器通常会整份重发，请核对 / the host stopped while this message arrived; it is incomplete, the analyzer usually sends it again',
    );
  }
  return sessions.size;
}

/** Framing removed where it is recognised; else the bytes as they came. */
function contentOf(frames: Uint8Array[]): Uint8Array {
  const bytes = concatBytes(frames);
  const { messages } = unwrapFile(bytes);
  return messages.length > 0 ? concatBytes(messages.map(({ content }) => content)) : bytes;
}
