// Text that the server does not have, at the station: its author's alone, while they may write, for three days.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Right } from '../../../core/identity/rights.ts';
import type { KeptText } from '../../../core/reporting/draft-copy.ts';
import { temporaryFolder } from '../../../test/support/host-bench.ts';
import { testSession } from '../../../test/support/lab-fixtures.ts';
import { type CustodyStore, custodyStore } from '../cache/custody-store.ts';
import { openStore } from '../cache/sql-client.ts';
import { createKeptTexts } from './kept-texts.ts';
import type { HostSession } from './sessions.ts';

const start = Date.parse('2026-03-01T08:00:00Z');
const exam = '00000000-0000-4000-8000-000000000001';
let nowMs = start;
let dir: string;
let custody: CustodyStore;
const open = () =>
  openStore(custodyStore, { store: 'custody', path: join(dir, 'custody.db'), key: new Uint8Array(32), crashAt: null });
const texts = () => createKeptTexts({ custody, now: () => new Date(nowMs) });

function session(personId: string, rights: Right[] = ['ecg.write']): HostSession {
  const info = testSession();
  return {
    ...{ tokenHash: personId, serverToken: null, startedAt: '', lastSeenMs: nowMs },
    info: { ...info, rights, person: { ...info.person, id: personId } },
  };
}
const content = {
  ...{ title: '', method: '', findings: '', impression: '未提交的意见', positive: false, fields: {}, templateId: '' },
  ...{ statements: [], measurements: [], keyImages: [] },
};
const text: KeptText = {
  typed: { at: new Date(start).toISOString(), baseVersion: 2, content } as KeptText['typed'],
  left: [],
};

beforeEach(async () => {
  nowMs = start;
  dir = await temporaryFolder();
  custody = await open();
});
afterEach(async () => {
  await custody.close();
  await rm(dir, { recursive: true, force: true });
});

test('is there after a restart, for its author alone, until it is dropped', async () => {
  await texts().keep(session('a'), exam, text);
  await custody.close();
  custody = await open();
  expect(await texts().read(session('a'), exam)).toMatchObject({
    typed: { baseVersion: 2, content: { impression: '未提交的意见' } },
  });
  expect(await texts().read(session('b'), exam)).toBeNull();
  await texts().keep(session('b'), exam, null);
  expect(await texts().read(session('a'), exam)).not.toBeNull();
  await texts().keep(session('a'), exam, { typed: null, left: [] });
  expect(await texts().read(session('a'), exam)).toBeNull();
});

test('not without a session, nor for one who may not write any more', async () => {
  await texts().keep(session('a'), exam, text);
  await expect(texts().read(null, exam)).rejects.toMatchObject({ code: 'LOGIN_REQUIRED' });
  await expect(texts().read(session('a', ['ecg.view']), exam)).rejects.toMatchObject({ code: 'RIGHT_MISSING' });
  await expect(texts().keep(session('a', ['ecg.view']), exam, text)).rejects.toMatchObject({ code: 'RIGHT_MISSING' });
});

test('for three days', async () => {
  await texts().keep(session('a'), exam, text);
  nowMs = start + 72 * 3_600_000;
  expect(await texts().read(session('a'), exam)).not.toBeNull();
  nowMs += 1000;
  expect(await texts().read(session('a'), exam)).toBeNull();
  await custody.write.pruneTexts(new Date(nowMs - 72 * 3_600_000).toISOString());
  nowMs = start;
  expect(await texts().read(session('a'), exam)).toBeNull();
});
