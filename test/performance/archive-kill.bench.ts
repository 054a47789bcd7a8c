// `npm run bench -- archive-kill`: 200 times kill -9 while images come in. Takes a quarter of an hour.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { killTrials } from '../faults/archive-kill/trials.ts';
import { atLeast, atMost, beside, type Figure } from './figure.ts';

const trials = 200;

export default async function archiveKill(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'yishu-kill-'));
  try {
    const result = await killTrials(folder, trials, Math.random, (trial, { acknowledged, unanswered, faults }) => {
      process.stderr.write(
        `trial ${trial}: ${acknowledged} acknowledged, ${unanswered} cut off ${faults.join('; ')}\n`,
      );
    });
    for (const fault of result.faults) process.stderr.write(`${fault}\n`);
    return [
      atMost('acknowledged objects lost, doubled or damaged', result.faults.length, '', 0),
      atLeast('kill -9 trials', trials, '', trials),
      atLeast('objects acknowledged', result.acknowledged, '', 1),
      beside('objects cut off before their answer', result.unanswered, ''),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
