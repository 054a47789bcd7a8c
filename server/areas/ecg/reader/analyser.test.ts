// A long recording does not keep a short one waiting, even where there is one thread for them.
import { expect, test } from 'vitest';
import { shippedRuleSets } from '../../../../core/ecg/rules/shipped-sets.ts';
import { createAnalyser } from './analyser.ts';

/** Answers at once, but for long files, of which it never gets free. */
const thread = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort } from 'node:worker_threads';
    parentPort.on('message', ({ bytes }) => {
      if (bytes.length > 4 << 20) for (;;);
      parentPort.postMessage({ kind: 'unreadable', code: 'READ', at: '', text: '' });
    });`)}`,
);

test('ten seconds are read while a day is being measured', async () => {
  const [ruleSet] = shippedRuleSets;
  if (!ruleSet) throw new Error('no rules');
  const analyser = createAnalyser({ log: () => undefined, threads: 1, thread });
  const read = (length: number) =>
    analyser.analyse({ recordingId: 'r', bytes: new Uint8Array(length), name: 'r', ruleSet });
  const day = read(20 << 20).catch((error: unknown) => error);
  expect(await read(100_000)).toMatchObject({ code: 'READ' });
  await analyser.close();
  expect(await day).toMatchObject({ code: 'SERVER_BUSY' });
});
