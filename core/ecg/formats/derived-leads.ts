// Leads that Einthoven and Goldberger derive from I and II, for formats that store eight of twelve.
import { standardOrder } from '../leads.ts';
import type { EcgLead } from '../recording.ts';
import type { ProblemList } from './refusal.ts';

const limbLeads = ['III', 'aVR', 'aVL', 'aVF'];

/**
 * Adds III, aVR, aVL and aVF where I and II are there and they are not; puts standard leads in standard order. Chest leads
 * without I or II are a problem: their limb leads are lost; so is a set of which some are stored and some are not.
 */
export function withDerivedLeads(leads: readonly EcgLead[], problems: ProblemList): EcgLead[] {
  const one = leads.find(({ name }) => name === 'I')?.samples;
  const two = leads.find(({ name }) => name === 'II')?.samples;
  if (!one || !two) {
    const has = (wanted: string) => leads.some(({ name }) => name === wanted);
    if (leads.length > 1 && !limbLeads.every(has)) {
      problems.add('LIMB_LEADS_MISSING', 'leads', 'I or II is missing: the limb leads cannot be derived');
    }
    return [...leads];
  }
  const derive = (name: string, of: (i: number, ii: number) => number): EcgLead => {
    const samples = new Float32Array(Math.min(one.length, two.length));
    for (let at = 0; at < samples.length; at++) samples[at] = of(one[at] ?? Number.NaN, two[at] ?? Number.NaN);
    return { name, samples };
  };
  const missing = [
    derive('III', (i, ii) => ii - i),
    derive('aVR', (i, ii) => -(i + ii) / 2),
    derive('aVL', (i, ii) => i - ii / 2),
    derive('aVF', (i, ii) => ii - i / 2),
  ].filter(({ name }) => !leads.some((lead) => lead.name === name));
  if (missing.length > 0 && missing.length < limbLeads.length) {
    const there = limbLeads.filter((name) => !missing.some((lead) => lead.name === name)).join(', ');
    // Devices store none of the four or all: found by damage that turned the name V2 into one of aVR.
    problems.add(
      'LIMB_LEADS_PARTIAL',
      'leads',
      `${there} is stored, the other derived leads are not: a lead may have a wrong name`,
    );
  }
  return inStandardOrder([...leads, ...missing]);
}

/** Standard leads first in their order, others after them as they came. */
export function inStandardOrder(leads: readonly EcgLead[]): EcgLead[] {
  const rank = ({ name }: EcgLead) => {
    const at = standardOrder.indexOf(name);
    return at < 0 ? standardOrder.length : at;
  };
  return [...leads].sort((a, b) => rank(a) - rank(b));
}
