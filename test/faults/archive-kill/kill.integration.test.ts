// The server dies while images come in; nothing that a sender was told is safe may be missing. The long run is `npm run bench -- archive-kill`.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { killTrials } from './trials.ts';

test('kill -9 while receiving: acknowledged objects are there once and whole, cut ones are gone', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'yishu-kill-'));
  try {
    const result = await killTrials(folder, 6, Math.random);
    expect(result.faults).toEqual([]);
    expect(result.acknowledged).toBeGreaterThan(0);
    expect(result.unanswered).toBeGreaterThan(0);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}, 300_000);
