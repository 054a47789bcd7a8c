// SUV by body weight against figures worked out by hand, and every case in which it must not be shown.
import { expect, test } from 'vitest';
import type { SuvInputs } from '../descriptor.ts';
import { suvFactor } from './suv.ts';

const fdg: SuvInputs = {
  units: 'BQML',
  decayCorrection: 'START',
  correctedImage: ['NORM', 'DTIM', 'ATTN', 'SCAT', 'DECY', 'RAN'],
  patientWeightKg: 70,
  totalDoseBq: 370e6,
  halfLifeSeconds: 6586.2,
  injectionTime: '100000',
  seriesTime: '110000',
  acquisitionTime: '110005',
  philipsSuvFactor: null,
};

const factor = (part: Partial<SuvInputs>) => {
  const found = suvFactor({ ...fdg, ...part });
  return 'factor' in found ? found.factor : found.refused;
};

test('70 kg, 370 MBq of F-18, scanned an hour later', () => {
  // 3600 s are 0.5466 half-lives: 253.3 MBq are left, 70000 g / 253.3 MBq.
  expect(factor({})).toBeCloseTo(70_000 / (370e6 * 2 ** (-3600 / 6586.2)), 12);
  expect(factor({})).toBeCloseTo(2.7635e-4, 7);
});

test('decay corrected to the injection: the whole dose counts', () => {
  expect(factor({ decayCorrection: 'ADMIN' })).toBeCloseTo(70_000 / 370e6, 12);
});

test('an injection before midnight', () => {
  expect(factor({ injectionTime: '233000', seriesTime: '003000', acquisitionTime: '003001' })).toBeCloseTo(
    Number(factor({})),
    12,
  );
});

test.each([
  ['units', { units: 'PROPCPS' }],
  ['units', { units: 'CNTS' }],
  ['not-corrected', { correctedImage: ['DECY'] }],
  ['decay-reference', { decayCorrection: 'NONE' }],
  ['times', { injectionTime: '' }],
  ['times', { seriesTime: '120000' }],
  ['inputs', { patientWeightKg: 0 }],
] as const)('refused: %s %j', (reason, part) => {
  const copied = 'correctedImage' in part ? { correctedImage: [...part.correctedImage] } : part;
  expect(factor(copied)).toBe(reason);
});

test('values that are SUV already, and counts with the maker factor', () => {
  expect(factor({ units: 'GML' })).toBe(1);
  expect(factor({ units: 'CNTS', philipsSuvFactor: 0.0021 })).toBe(0.0021);
});
