// The frontal leads hang together (Einthoven, Goldberger): two give all six, and only two carry information of their own.
import { leadName } from '../leads.ts';

export interface NamedLead {
  name: string;
  samples: Float32Array;
}

const standard = ['I', 'II', 'III', 'aVR', 'aVL', 'aVF', 'V1', 'V2', 'V3', 'V4', 'V5', 'V6'] as const;
export type StandardLead = (typeof standard)[number];

const names = new Map<string, StandardLead>(standard.map((name) => [name, name]));

/** Standard name of a lead as files write it ("avr", "D3", "Lead I (Einthoven)"; the monitor's "MLII" is taken for II), or `undefined`. */
export function standardName(name: string): StandardLead | undefined {
  return names.get(leadName(name.replace(/^ML(?=I{1,3}$)/i, '')));
}

type Pair = readonly [StandardLead, number];

/** Each frontal lead as a sum of two others: the combinations that are tried in turn. */
const sums: Readonly<Record<'I' | 'II' | 'III' | 'aVR' | 'aVL' | 'aVF', readonly (readonly [Pair, Pair])[]>> = {
  I: [
    [
      ['II', 1],
      ['III', -1],
    ],
    [
      ['aVL', 4 / 3],
      ['aVF', 2 / 3],
    ],
  ],
  II: [
    [
      ['I', 1],
      ['III', 1],
    ],
    [
      ['aVF', 4 / 3],
      ['aVL', 2 / 3],
    ],
  ],
  III: [
    [
      ['II', 1],
      ['I', -1],
    ],
  ],
  aVR: [
    [
      ['I', -0.5],
      ['II', -0.5],
    ],
  ],
  aVL: [
    [
      ['I', 1],
      ['II', -0.5],
    ],
  ],
  aVF: [
    [
      ['II', 1],
      ['I', -0.5],
    ],
  ],
};

/** The leads by standard name, missing frontal ones derived; leads with other names are left out. */
export function standardLeads(leads: readonly NamedLead[]): Map<StandardLead, Float32Array> {
  const found = new Map<StandardLead, Float32Array>();
  for (const lead of leads) {
    const name = standardName(lead.name);
    if (name && !found.has(name)) found.set(name, lead.samples);
  }
  for (const name of ['I', 'II', 'III', 'aVR', 'aVL', 'aVF'] as const) {
    if (found.has(name)) continue;
    for (const [[a, x], [b, y]] of sums[name]) {
      const first = found.get(a);
      const second = found.get(b);
      if (!first || !second) continue;
      found.set(
        name,
        first.map((value, i) => x * value + y * (second[i] ?? Number.NaN)),
      );
      break;
    }
  }
  return found;
}

/** Leads that carry information of their own: with I and II there, III and the augmented leads only repeat them. */
export function independentLeads(leads: readonly NamedLead[]): NamedLead[] {
  const names = new Set(leads.map((lead) => standardName(lead.name)));
  if (!names.has('I') || !names.has('II')) return [...leads];
  const derived = new Set<StandardLead | undefined>(['III', 'aVR', 'aVL', 'aVF']);
  return leads.filter((lead) => {
    const name = standardName(lead.name);
    return name === undefined || !derived.has(name);
  });
}
