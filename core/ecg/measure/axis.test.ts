// Net areas and the axis that they make, in their units and with their edges.
import { expect, test } from 'vitest';
import { frontalAxis, netArea } from './axis.ts';

test('net area in microvolt milliseconds, both ends included, over its level', () => {
  const lead = Float32Array.of(900, 10, 20, -10, 900);
  // Samples 2 ms apart: (0 + 10 - 20) x 2.
  expect(netArea(lead, 500, 1, 3, 10)).toBe(-20);
  expect(netArea(lead, 1000, 1, 3, 0)).toBe(20);
});

const root3 = Math.sqrt(3);
test.each([
  ['I alone', 100, 0, 0],
  ['aVF alone', 0, 100, 90],
  ['aVF down', 0, -100, -90],
  ['60 degrees: the axis of II', 100, 150, 60],
  ['30 degrees', 100, 50, 30],
  ['-30 degrees', 100, -50, -30],
  ['I down', -100, 0, 180],
  ['I down, aVF from below', -100, -0, 180],
])('%s', (_, areaI, areaAvf, degrees) => {
  const axis = frontalAxis(areaI, areaAvf, 1);
  expect(axis.state === 'measured' ? axis.degrees : axis.state).toBeCloseTo(degrees, 9);
});

test('a vector shorter than the least has no direction; one that is no number is none', () => {
  expect(frontalAxis(300, 200 * root3, 500).state).toBe('measured');
  expect(frontalAxis(300, 200 * root3 - 1e-6, 500).state).toBe('indeterminate');
  expect([frontalAxis(Number.NaN, 1, 1).state, frontalAxis(1, Number.NaN, 1).state]).toEqual(['absent', 'absent']);
});
