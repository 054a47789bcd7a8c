// A folder without a database is no audit trail that holds: the command says so and makes nothing there.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { audit } from './audit.ts';

test('a folder without a database is refused by name, and stays empty', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'yishu-audit-'));
  vi.stubEnv('DATABASE_URL', undefined);
  onTestFinished(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true, force: true });
  });
  await expect(audit(['verify', '--data', folder])).rejects.toThrow(folder);
  expect(readdirSync(folder)).toEqual([]);
});
