// Group commit against a database that fails when told to: each job wholly or not at all, answered only after its commit.
import type BetterSqlite3 from 'better-sqlite3';
import Database from 'better-sqlite3-multiple-ciphers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { commitGroup, type WriteJob } from './group-commit.ts';

let database: BetterSqlite3.Database;
let log: string[];

beforeEach(() => {
  database = new Database(':memory:');
  database.exec('CREATE TABLE item (name TEXT PRIMARY KEY) STRICT');
  log = [];
});
afterEach(() => database.close());

function job(name: string, run: () => unknown): WriteJob {
  return { name, run, done: (result) => log.push('error' in result ? `${name} failed` : `${name} done`) };
}
const insert = (name: string) => job(name, () => database.prepare('INSERT INTO item VALUES (?)').run(name));
const stored = () =>
  (database.prepare('SELECT name FROM item ORDER BY name').all() as { name: string }[]).map(({ name }) => name);

test('several writes share one commit and are answered after it', () => {
  commitGroup(database, [insert('a'), insert('b')], (moment, names) => log.push(`${moment} ${names.join('+')}`));
  expect(log).toEqual(['before-commit a+b', 'after-commit a+b', 'a done', 'b done']);
  expect(stored()).toEqual(['a', 'b']);
});

test('a write that fails takes nothing else with it and leaves nothing behind', () => {
  const half = job('half', () => {
    database.prepare('INSERT INTO item VALUES (?)').run('half');
    throw new Error('no');
  });
  commitGroup(database, [insert('a'), half, insert('b')], () => undefined);
  expect(log).toEqual(['a done', 'half failed', 'b done']);
  expect(stored()).toEqual(['a', 'b']);
});

test('a commit that fails for the group is tried one by one', () => {
  let first = true;
  commitGroup(database, [insert('a'), insert('b')], (moment) => {
    if (moment === 'before-commit' && first) {
      first = false;
      throw new Error('disk full');
    }
  });
  expect(log).toEqual(['a done', 'b done']);
  expect(stored()).toEqual(['a', 'b']);
});

test('a transaction that SQLite ended by itself answers nobody with success who is not stored', () => {
  const lost = job('lost', () => {
    database.exec('ROLLBACK');
    throw new Error('SQLITE_FULL');
  });
  commitGroup(database, [insert('a'), lost, insert('b')], () => undefined);
  expect(log).toEqual(['a done', 'lost failed', 'b done']);
  expect(stored()).toEqual(['a', 'b']);
});
