// SUV by body weight against figures worked out by hand, and every case in which it must not be shown.
import { expect, test } from 'vitest';
import type { SuvInputs } from '../descriptor.ts';
import { leanBodyMass, suvFactor, suvOfImage } from './suv.ts';

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
  ['injection-time', { injectionTime: '' }],
  ['times', { seriesTime: '120000' }],
  ['weight', { patientWeightKg: 0 }],
  ['dose', { totalDoseBq: 0 }],
  ['half-life', { halfLifeSeconds: 0 }],
  // Written anew after the acquisition, and nothing of the maker tells the true start.
  ['times', { seriesDate: '20240102', acquisitionDate: '20240102', seriesTime: '150000' }],
  // Injected after the scan; and so long before that nothing would be left.
  ['times', { seriesDate: '20240102', acquisitionDate: '20240102', injectionDateTime: '20240102120000' }],
  ['times', { seriesDate: '20240109', acquisitionDate: '20240109', injectionDateTime: '20240102100000' }],
  // Zirconium-89 without a date: yesterday or today?
  ['times', { halfLifeSeconds: 282_240 }],
  ['units', { units: 'GML', suvType: 'BSA' }],
] as const)('refused: %s %j', (reason, part) => {
  const copied = 'correctedImage' in part ? { correctedImage: [...part.correctedImage] } : part;
  expect(factor(copied)).toBe(reason);
});

test('values that are SUV already, and counts with the maker factor', () => {
  expect(factor({ units: 'GML' })).toBe(1);
  expect(factor({ units: 'CNTS', philipsSuvFactor: 0.0021 })).toBe(0.0021);
});

test('with dates: an injection before midnight, and one three days ago', () => {
  const dated = {
    seriesDate: '20240102',
    acquisitionDate: '20240102',
    seriesTime: '003000',
    acquisitionTime: '003001',
  };
  expect(factor({ ...dated, injectionDateTime: '20240101233000.000000+0800' })).toBeCloseTo(Number(factor({})), 12);
  const zirconium = { ...dated, halfLifeSeconds: 282_240, injectionDateTime: '20231230003000' };
  expect(factor(zirconium)).toBeCloseTo(70_000 / (370e6 * 2 ** (-259_200 / 282_240)), 12);
});

test('a series time that was written anew gives way to the scan start of the maker', () => {
  const anew = {
    seriesDate: '20240102',
    acquisitionDate: '20240102',
    seriesTime: '150000',
    injectionDateTime: '20240102100000',
  };
  expect(factor({ ...anew, geScanDateTime: '20240102110000.00' })).toBeCloseTo(Number(factor({})), 12);
});

test('counts that the maker turns into activity are then as becquerels', () => {
  expect(factor({ units: 'CNTS', philipsActivityFactor: 2.5 })).toBeCloseTo(2.5 * Number(factor({})), 12);
  // Its own SUV factor comes first.
  expect(factor({ units: 'CNTS', philipsActivityFactor: 2.5, philipsSuvFactor: 0.0021 })).toBe(0.0021);
});

test('lean body mass: 70 kg and 1.75 m', () => {
  // 1.1 * 70 - 128 * 0.16 = 56.52; 1.07 * 70 - 148 * 0.16 = 51.22.
  expect(leanBodyMass(70, 1.75, 'M')).toBeCloseTo(56.52, 9);
  expect(leanBodyMass(70, 1.75, 'F')).toBeCloseTo(51.22, 9);
  expect(leanBodyMass(70, 1.75, 'O')).toBeNull();
  expect(leanBodyMass(70, 0, 'M')).toBeNull();
  expect(leanBodyMass(220, 1.6, 'F')).toBeNull();
  const found = suvFactor({ ...fdg, patientHeightM: 1.75, patientSex: 'M' });
  if (!('factor' in found) || found.lbm === null) throw new Error('refused');
  expect(found.lbm / found.factor).toBeCloseTo(56.52 / 70, 12);
  expect(suvFactor({ ...fdg, units: 'GML', suvType: 'LBMJAMES128', patientHeightM: 1.75, patientSex: 'M' })).toEqual({
    factor: expect.closeTo(70 / 56.52, 12),
    lbm: 1,
  });
});

test('a PET image that was indexed without its inputs says so, other images say nothing', () => {
  expect(suvOfImage({ suv: null }, 'PT')).toEqual({ refused: 'inputs' });
  expect(suvOfImage({ suv: null }, 'CT')).toBeNull();
});
