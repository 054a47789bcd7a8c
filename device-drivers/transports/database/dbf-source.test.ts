// A dBase table in a folder: in order behind a place, deleted rows left out, growth seen, a half-written one waited for.
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeDbf } from '../../../test/support/dbf-file.ts';
import { SourceError } from './ask.ts';
import { dbfSource } from './dbf-source.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yishu-dbf-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A number below zero is a deleted row. */
const tableOf = (rows: readonly (readonly [id: number, specimen: string, value: string])[]): Uint8Array =>
  writeDbf(
    'dbase3',
    [
      { name: 'ID', type: 'N', length: 4 },
      { name: 'SID', type: 'C', length: 6 },
      { name: 'VAL', type: 'C', length: 4 },
    ],
    rows.map(([id, specimen, value]) => ({ deleted: id < 0, values: [String(Math.abs(id)), specimen, value] })),
    0,
  ).table;

test('rows come by the growing column as a number, behind a place, without the deleted ones', async () => {
  const path = join(folder, 'R.DBF');
  await writeFile(
    path,
    tableOf([
      [10, 'c', '3'],
      [9, 'b', '2'],
      [-8, 'x', '9'],
      [2, 'a', '1'],
    ]),
  );
  const source = dbfSource(path, 'gb18030', 'id');
  const ids = async (after: string | null, limit = 9) =>
    (await source.read(after === null ? null : { value: after, numeric: true }, limit)).map(({ cells }) => cells.ID);
  expect(await ids(null)).toEqual(['2', '9', '10']);
  expect([await ids('2'), await ids('2', 1), await ids('10')]).toEqual([['9', '10'], ['9'], []]);
  await writeFile(
    path,
    tableOf([
      [10, 'c', '3'],
      [11, 'd', '4'],
    ]),
  );
  expect(await ids('10')).toEqual(['11']);
  await source.close();
});

test('a table that is cut is waited for; one that is none, or lacks the column, is not', async () => {
  const path = join(folder, 'R.DBF');
  const failure = async (column = 'ID') => {
    const error: unknown = await dbfSource(path, 'gb18030', column)
      .read(null, 9)
      .catch((reason: unknown) => reason);
    return error instanceof SourceError ? [error.code, error.wait] : error;
  };
  expect(await failure()).toEqual(['ENOENT', true]);
  const bytes = tableOf([
    [1, 'a', '1'],
    [2, 'b', '2'],
  ]);
  await writeFile(path, bytes);
  await truncate(path, bytes.length - 5);
  expect(await failure()).toEqual(['DBF_TRUNCATED', true]);
  // Counted already, not written yet: the end mark lies where the record will begin.
  const counted = Buffer.from(bytes);
  counted.writeUInt32LE(3, 4);
  await writeFile(path, counted);
  expect(await failure()).toEqual(['DBF_TRUNCATED', true]);
  await writeFile(path, bytes);
  expect(await failure('NOPE')).toEqual(['DATABASE_COLUMN', false]);
  await writeFile(path, 'no table at all, but long enough for a header');
  expect(await failure()).toEqual(['DBF_HEADER', false]);
});
