// When a tachycardia that is wide from end to end is called ventricular: each sign from both sides of its limit.
import { expect, test } from 'vitest';
import type { LeadAmplitudes } from './amplitudes.ts';
import { looksVentricular } from './wide-tachycardia.ts';

const flat: LeadAmplitudes = {
  ...{ p: null, q: null, r: null, s: null, t: null, stJ: null, stJ60: null, stJ80: null, qDurationMs: null },
};
const lead = (part: Partial<LeadAmplitudes>): LeadAmplitudes => ({ ...flat, ...part });
const rs = lead({ r: 500, s: -500 });
const chest = (part: LeadAmplitudes) =>
  Object.fromEntries(['V1', 'V2', 'V3', 'V4', 'V5', 'V6'].map((name) => [name, part]));
type Values = Parameters<typeof looksVentricular>[0];
/** 140/min, 140 ms wide, axis as usual, RS in every chest lead: sinus tachycardia with bundle-branch block. */
const aberrant: Values = { qrsMs: 140, axisDeg: { p: null, qrs: 45, t: null }, amplitudes: chest(rs) };
const of = (part: Partial<Values>): Values => ({ ...aberrant, ...part });
const aVR = (part: Partial<LeadAmplitudes>) => of({ amplitudes: { ...chest(rs), aVR: lead(part) } });
const axis = (qrs: number) => of({ axisDeg: { p: null, qrs, t: null } });

test.each<[what: string, short: Values, at: Values]>([
  ['very wide, from 160 ms', of({ qrsMs: 159.9 }), of({ qrsMs: 160 })],
  ['an axis in the north-west, beyond -90 degrees', axis(-90), axis(-90.1)],
  ['aVR upright by more than 0.1 mV', aVR({ r: 100 }), aVR({ r: 100.1 })],
  ['more than it is deep', aVR({ r: 300, s: -300 }), aVR({ r: 301, s: -300 })],
  ['from its first deflection on', aVR({ r: 900, q: -50 }), aVR({ r: 900 })],
  [
    'no RS in any chest lead',
    of({ amplitudes: { ...chest(lead({ r: 900 })), V4: rs } }),
    of({ amplitudes: chest(lead({ r: 900 })) }),
  ],
  ['nor all of them down', aberrant, of({ amplitudes: chest(lead({ q: -900 })) })],
  ['of all six of them', of({ amplitudes: { V1: lead({ r: 900 }) } }), of({ amplitudes: chest(lead({ r: 900 })) })],
])('%s', (_, short, at) => {
  expect([looksVentricular(short, 140), looksVentricular(at, 140)]).toEqual([false, true]);
});

test('at 150/min without any other sign', () => {
  expect([149.9, 150, null].map((rate) => looksVentricular(aberrant, rate))).toEqual([false, true, false]);
});
