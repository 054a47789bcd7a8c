// Quantities of our annotations as concepts and units (UCUM) of measured values, and back without loss.

import type { z } from 'zod';
import type { StoredQuantity } from '../annotation/model.ts';
import { type Code, dcm, own, ownScheme, sct } from './code.ts';

type Quantity = z.infer<typeof StoredQuantity>;

const mean = sct('373098007', 'Mean');
const maximum = sct('56851009', 'Maximum');
const suv = dcm('126401', 'SUVbw');
const suvLbm = dcm('126405', 'SUVlbm(James128)');

/** What a quantity is called, and how it was derived where the name leaves that open. */
interface Named {
  concept: Code;
  derivation?: Code;
}

const names: Readonly<Record<string, Named>> = {
  length: { concept: sct('410668003', 'Length') },
  'long-axis': { concept: sct('103339001', 'Long Axis') },
  'short-axis': { concept: sct('103340004', 'Short Axis') },
  angle: { concept: sct('1483009', 'Angle') },
  area: { concept: sct('42798000', 'Area') },
  perimeter: { concept: sct('131191004', 'Perimeter') },
  mean: { concept: mean },
  deviation: { concept: sct('386136009', 'Standard Deviation') },
  minimum: { concept: sct('255605001', 'Minimum') },
  maximum: { concept: maximum },
  'suv-mean': { concept: suv, derivation: mean },
  'suv-maximum': { concept: suv, derivation: maximum },
  suv: { concept: suv },
  'suv-lbm-mean': { concept: suvLbm, derivation: mean },
  'suv-lbm-maximum': { concept: suvLbm, derivation: maximum },
  'suv-lbm': { concept: suvLbm },
  heart: { concept: own('heart', 'Transverse diameter of heart') },
  thorax: { concept: own('thorax', 'Transverse diameter of thorax') },
  ratio: { concept: own('ratio', 'Cardiothoracic ratio') },
  count: { concept: own('count', 'Number of pixels') },
  value: { concept: own('value', 'Pixel value') },
  time: { concept: own('time', 'Time difference') },
  difference: { concept: own('difference', 'Difference') },
};

const cobbAngle = sct('285285000', 'Cobb angle');

/** @param kind of the annotation: the angle between two lines has a name of its own */
export function conceptOf({ name }: Pick<Quantity, 'name'>, kind: string): Named {
  if (name === 'angle' && kind === 'cobb') return { concept: cobbAngle };
  return names[name] ?? { concept: own(name, name) };
}

const keyOf = (concept: Code, derivation: Code | undefined): string =>
  `${concept.scheme} ${concept.value} ${derivation ? derivation.value : ''}`;
const byConcept = new Map([
  ...Object.entries(names).map(([name, { concept, derivation }]) => [keyOf(concept, derivation), name] as const),
  [keyOf(cobbAngle, undefined), 'angle'] as const,
]);

/** Name of a quantity of ours; undefined for concepts that we do not measure. */
export function quantityNameOf(concept: Code | undefined, derivation: Code | undefined): string | undefined {
  if (!concept) return undefined;
  return byConcept.get(keyOf(concept, derivation)) ?? (concept.scheme === ownScheme ? concept.value : undefined);
}

const ucum = (value: string, meaning: string): Code => ({ value, scheme: 'UCUM', meaning });

/** Units that UCUM has; `mm@detector` is millimetres with a remark beside them. */
const units: Readonly<Record<string, Code>> = {
  '': ucum('1', 'no units'),
  mm: ucum('mm', 'millimeter'),
  mm2: ucum('mm2', 'square millimeter'),
  cm: ucum('cm', 'centimeter'),
  cm2: ucum('cm2', 'square centimeter'),
  cm3: ucum('cm3', 'cubic centimeter'),
  'cm2/s': ucum('cm2/s', 'square centimeter per second'),
  'cm3/s': ucum('cm3/s', 'cubic centimeter per second'),
  'cm/s': ucum('cm/s', 'centimeter per second'),
  px: ucum('{pixels}', 'pixels'),
  px2: ucum('{pixels2}', 'square pixels'),
  deg: ucum('deg', 'degrees of plane angle'),
  HU: ucum("[hnsf'U]", 'Hounsfield unit'),
  'g/ml': ucum('g/ml{SUVbw}', 'Standardized Uptake Value body weight'),
  'g/ml{SUVlbm}': ucum('g/ml{SUVlbm}', 'Standardized Uptake Value lean body mass'),
  s: ucum('s', 'seconds'),
  Hz: ucum('Hz', 'Hertz'),
  '%': ucum('%', 'Percent'),
  dB: ucum('dB', 'decibel'),
  'dB/s': ucum('dB/s', 'decibel per second'),
};
const byUnit = new Map(Object.entries(units).map(([unit, code]) => [code.value, unit]));

const atDetector = '@detector';

/** The unit, and whether it holds in the plane of the detector only. */
export function unitCode(unit: string): { code: Code; detector: boolean } {
  const detector = unit.endsWith(atDetector);
  const bare = detector ? unit.slice(0, -atDetector.length) : unit;
  const known = units[bare];
  if (known) return { code: known, detector };
  // UCUM takes anything printable between braces as an annotation without dimension.
  const inside = bare.replaceAll(/[^\x21-\x7e]|[{}\\]/g, '_');
  return { code: ucum(`{${inside}}`, bare), detector };
}

/** For people and for us: `mm`, `HU` …; what is not known is shown as it was written. */
export function unitText(code: Code | undefined, detector = false): string {
  if (!code) return '';
  // Annotations in braces have no dimension: what is left of `{SUVbw}g/ml` is the unit.
  const bare = code.value.replaceAll(/\{[^}]*\}/g, '');
  const text = byUnit.get(code.value) ?? (bare === '' ? code.meaning : bare);
  return detector ? `${text}${atDetector}` : text;
}
