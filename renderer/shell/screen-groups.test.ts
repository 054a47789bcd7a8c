// Screens go into groups only where one row is too short for them, in the order of their list, and none is lost.
import { expect, test } from 'vitest';
import type { ScreenGroup } from '../station.ts';
import { groupsOf } from './screen-groups.ts';

const group = (id: string): ScreenGroup => ({ id, title: { 'zh-CN': id, en: id }, glyph: 'key' });
const screens = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ id: `s${at}`, group: group(at % 3 === 0 ? 'a' : 'b') }));

test('as many as one row takes stay in it', () => {
  expect(groupsOf(screens(10))).toEqual([]);
});

test('more go into their groups, every one into one', () => {
  const many = screens(17);
  const found = groupsOf(many);
  expect(found.map(({ group: { id } }) => id)).toEqual(['a', 'b']);
  expect(found.flatMap((each) => each.screens.map(({ id }) => id)).sort()).toEqual(many.map(({ id }) => id).sort());
  expect(found[0]?.screens.map(({ id }) => id)).toEqual(['s0', 's3', 's6', 's9', 's12', 's15']);
});

test('a station without groups has its one row, however many there are', () => {
  expect(groupsOf(Array.from({ length: 12 }, (_, at) => ({ id: `s${at}` })))).toEqual([]);
});
