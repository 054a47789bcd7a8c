// The next monitor, the remembered place on it, and never out of sight.
import { expect, test } from 'vitest';
import { areaKey, type Monitor, monitorAt, placeWindow, readAreas } from './place.ts';

const monitor = (key: string, left: number, width = 1920): Monitor => ({
  key,
  work: { left, top: 0, width, height: 1040 },
});
const [a, b, c] = [monitor('a', 0), monitor('b', 1920), monitor('c', -1536, 1536)];

test('one window a monitor, beginning behind the main one, then over again', () => {
  const at = (main: string, place: number) => placeWindow([a, b, c], main, place, {});
  expect([at('a', 1), at('a', 2), at('a', 3)]).toEqual([b.work, c.work, b.work]);
  expect(at('b', 1)).toEqual(c.work);
  expect(at('pulled out', 1)).toEqual(b.work);
});

test('one monitor: its right half; none: nowhere', () => {
  expect(placeWindow([a], 'a', 1, {})).toEqual({ left: 960, top: 0, width: 960, height: 1040 });
  expect(placeWindow([], 'a', 1, {})).toBeNull();
});

test('as it lay the last time, as far as that is on the monitor', () => {
  const lay = (left: number, width: number) => ({ [areaKey(1, b)]: { left, top: 100, width, height: 800 } });
  expect(placeWindow([a, b], 'a', 1, lay(2000, 1000))).toEqual({ left: 2000, top: 100, width: 1000, height: 800 });
  expect(placeWindow([a, b], 'a', 1, lay(3000, 1600))).toEqual({ left: 3000, top: 100, width: 840, height: 800 });
  expect(placeWindow([a, b], 'a', 1, lay(3700, 1000))).toEqual(b.work);
  expect(placeWindow([a, b], 'a', 2, lay(2000, 1000))).toEqual(b.work);
});

test('the monitor under a point', () => {
  expect([monitorAt([a, b, c], -1, 5)?.key, monitorAt([a, b, c], 1920, 5)?.key]).toEqual(['c', 'b']);
  expect(monitorAt([a, b, c], 9999, 5)).toBeNull();
});

test('damaged memory is no memory', () => {
  const good = { left: -5, top: 0, width: 800, height: 600 };
  expect(
    readAreas({ good, text: 'x', half: { left: 1 }, small: { ...good, width: 3 }, odd: { ...good, top: '0' } }),
  ).toEqual({ good });
  for (const rubbish of [null, 4, 'x', []]) expect(readAreas(rubbish)).toEqual({});
});
