// Changes of form between two recordings, lead by lead: new Q waves, ST and T, where neighbouring leads agree.
import type { LeadAmplitudes } from '../measure/amplitudes.ts';
import type { StandardLead } from '../signal/limb-leads.ts';

type Amplitudes = Readonly<Record<string, LeadAmplitudes | undefined>>;

/** Neighbours, as the universal definition of myocardial infarction (2018) counts them: Cabrera's order and the chest's. */
const neighbours: readonly (readonly [StandardLead, StandardLead])[] = [
  ['aVL', 'I'],
  ['II', 'aVF'],
  ['aVF', 'III'],
  ['II', 'III'],
  ['V1', 'V2'],
  ['V2', 'V3'],
  ['V3', 'V4'],
  ['V4', 'V5'],
  ['V5', 'V6'],
  ['V6', 'I'],
];

export type LeadChange = 'q-new' | 'st-up' | 'st-down' | 't-inverted' | 't-upright';

/** Microvolts and milliseconds of the universal definition: Q 0.1 mV and 30 ms, ST up 0.1 mV and down 0.05 mV, T inverted by 0.1 mV. */
const tests: Readonly<Record<LeadChange, (now: LeadAmplitudes, before: LeadAmplitudes) => boolean>> = {
  'q-new': (now, before) => isQ(now, 100, 30) && !isQ(before, 70, 25),
  'st-up': (now, before) => shift(now, before, 'stJ') >= 100,
  // A small fall counts only where it ends below the line; a large one as the return of an elevation, too.
  'st-down': (now, before) => {
    const fall = shift(now, before, 'stJ80');
    return fall <= -100 || (fall <= -50 && (now.stJ80 ?? 0) <= -50);
  },
  't-inverted': (now, before) => (now.t ?? 0) <= -100 && (before.t ?? 0) >= 50,
  't-upright': (now, before) => (now.t ?? 0) >= 50 && (before.t ?? 0) <= -100,
};

function isQ({ q, qDurationMs }: LeadAmplitudes, uv: number, ms: number): boolean {
  return q !== null && -q >= uv && (qDurationMs ?? 0) >= ms;
}

function shift(now: LeadAmplitudes, before: LeadAmplitudes, key: 'stJ' | 'stJ80'): number {
  const [a, b] = [now[key], before[key]];
  return a === null || b === null ? 0 : a - b;
}

/** Leads of each change, in the usual order; a lead counts when a neighbour changed the same way. */
export function leadChanges(now: Amplitudes, before: Amplitudes): { kind: LeadChange; leads: string[] }[] {
  return (['q-new', 'st-up', 'st-down', 't-inverted', 't-upright'] as const).flatMap((kind) => {
    const has = (lead: string) => {
      const [a, b] = [now[lead], before[lead]];
      return a !== undefined && b !== undefined && tests[kind](a, b);
    };
    const pairs = neighbours.filter(([one, other]) => has(one) && has(other));
    const found = new Set(pairs.flat());
    const leads = order.filter((lead) => found.has(lead));
    return leads.length > 0 ? [{ kind, leads }] : [];
  });
}

const order: readonly StandardLead[] = ['I', 'II', 'III', 'aVR', 'aVL', 'aVF', 'V1', 'V2', 'V3', 'V4', 'V5', 'V6'];
