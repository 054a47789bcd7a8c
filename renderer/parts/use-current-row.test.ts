// Which row of a living list is the current one.
import { expect, test } from 'vitest';
import { currentRow } from './use-current-row.ts';

interface Row {
  id: string;
  version: number;
}
const row = (id: string, version = 1): Row => ({ id, version });
const current = (rows: readonly Row[], about: { chosen?: string; held?: Row; kept?: boolean; stood?: number }) =>
  currentRow(rows, ({ id }) => id, {
    chosen: about.chosen ?? null,
    held: about.held ?? null,
    kept: about.kept ?? false,
    ...(about.stood === undefined ? {} : { stood: about.stood }),
  });

test('the first row until another is chosen', () => {
  expect(current([], {})).toBeNull();
  expect(current([row('a'), row('b')], {})?.id).toBe('a');
  expect(current([row('a'), row('b')], { held: row('a'), chosen: 'b' })?.id).toBe('b');
});

test('newer rows above it do not take its place; its newest version is shown', () => {
  expect(current([row('new'), row('a', 2)], { held: row('a') })).toEqual(row('a', 2));
});

test('when it leaves, the first row follows; while a dialog is open about it, nothing does', () => {
  expect(current([row('b'), row('c')], { held: row('a') })?.id).toBe('b');
  expect(current([row('b'), row('c')], { held: row('a'), kept: true })).toEqual(row('a'));
  expect(current([], { held: row('a'), kept: true })).toEqual(row('a'));
  expect(current([row('b'), row('a', 2)], { held: row('a'), chosen: 'b', kept: true })).toEqual(row('a', 2));
});

test('a row that is chosen before it came is taken when it comes', () => {
  expect(current([row('a')], { held: row('a'), chosen: 'b' })?.id).toBe('a');
  expect(current([row('b'), row('a')], { held: row('a'), chosen: 'b' })?.id).toBe('b');
});

test('where rows are worked off, the one that moves up to the place follows; after the last one its neighbour', () => {
  const rows = [row('a'), row('c'), row('d')];
  expect(current(rows, { held: row('b'), stood: 1 })?.id).toBe('c');
  expect(current(rows, { held: row('e'), stood: 3 })?.id).toBe('d');
  expect(current([row('new'), ...rows], { held: row('c'), stood: 1 })?.id).toBe('c');
  expect(current([], { held: row('b'), stood: 1 })).toBeNull();
});
