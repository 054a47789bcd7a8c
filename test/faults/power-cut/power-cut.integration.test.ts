// P1 through a cut of the power at every sync and between: what was acknowledged is in the store, once, and the store is sound.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { canTrace, type Recording, recordHost } from './record.ts';
import { replay } from './replay.ts';
import { session } from './session.ts';
import { readTrace, type TraceEvent } from './trace.ts';

const Kept = z.object({ trace: z.string(), folder: z.string(), sent: z.record(z.string(), z.array(z.string())) });

let workFolder: string;
let recording: Recording;
let events: TraceEvent[];

beforeAll(async () => {
  workFolder = await mkdtemp(join(tmpdir(), 'yishu-power-'));
  const bytes = brotliDecompressSync(await readFile(new URL('host.recording.json.br', import.meta.url)));
  recording = Kept.parse(JSON.parse(bytes.toString('utf8')));
  events = readTrace(recording.trace, recording.folder);
});
afterAll(() => rm(workFolder, { recursive: true, force: true }));

const isOfStore = (event: TraceEvent): boolean => 'file' in event && event.file.startsWith('custody.db');
const isSync = (event: TraceEvent): boolean => event.type === 'syncStart' || event.type === 'syncEnd';

/** No acknowledgement was overlooked, nothing is written past the traced calls, and there was something to lose. */
function expectRecorded(seen: readonly TraceEvent[], { sent }: Recording): void {
  const answered = seen.flatMap((event) => (event.type === 'sent' && sent[event.peer] ? [...event.bytes] : []));
  expect(answered).toEqual(Object.values(sent).flatMap((texts) => texts.map(() => 0x06)));
  expect(seen.filter((event) => event.type === 'map')).toEqual([]);
  expect(seen.filter((event) => event.type === 'syncEnd' && isOfStore(event)).length).toBeGreaterThan(
    answered.length / 4,
  );
}

describe('a host that was recorded once', () => {
  test('keeps its promises wherever the power is cut', async () => {
    expectRecorded(events, recording);
    const result = await replay(events, recording.sent, { workFolder, seed: 20_260_717, tornEach: 2, between: 60 });
    expect(result.broken).toEqual([]);
    expect(result.acknowledged).toBe(Object.values(recording.sent).flat().length);
    expect(result.cuts).toBeGreaterThan(300);
  }, 180_000);

  const few = { seed: 1, tornEach: 0, between: 0 };
  test.each<[what: string, mutant: (all: TraceEvent[]) => TraceEvent[]]>([
    ['synchronous=OFF', (all) => all.filter((event) => !(isSync(event) && isOfStore(event)))],
    [
      'synchronous=NORMAL',
      (all) => all.filter((event) => !(isSync(event) && 'file' in event && event.file === 'custody.db-wal')),
    ],
    [
      'an acknowledgement before the sync has ended',
      (all) => {
        const sends = all.filter((event) => event.type === 'sent');
        return all.flatMap((event) => {
          if (event.type === 'sent') return [];
          const early = event.type === 'syncEnd' && event.file === 'custody.db-wal' ? sends.splice(0, 1) : [];
          return [...early, event];
        });
      },
    ],
  ])('the replay finds out %s', async (_what, mutant) => {
    const result = await replay(mutant(events), recording.sent, { workFolder, ...few });
    expect(result.broken.some((line) => line.endsWith('was acknowledged and is lost'))).toBe(true);
  });
});

test.skipIf(!canTrace())(
  'a host that is recorded now (needs strace) keeps its promises wherever the power is cut',
  async () => {
    const fresh = await recordHost(session(3, 8));
    const seen = readTrace(fresh.trace, fresh.folder);
    expectRecorded(seen, fresh);
    const result = await replay(seen, fresh.sent, { workFolder, seed: 1, tornEach: 1, between: 40 });
    expect(result.broken).toEqual([]);
    expect(result.acknowledged).toBe(Object.values(fresh.sent).flat().length);
  },
  180_000,
);
