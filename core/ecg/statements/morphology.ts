// Statements on form: bundle branches, hypertrophy, voltage, ST and T; from amplitudes of the median beat.
import type { LeadAmplitudes } from '../measure/amplitudes.ts';
import type { Measured } from '../measure/measurement.ts';
import type { StandardLead } from '../signal/limb-leads.ts';
import type { Finding } from './suggest.ts';

const limb = ['I', 'II', 'III', 'aVR', 'aVL', 'aVF'] as const;
const chest = ['V1', 'V2', 'V3', 'V4', 'V5', 'V6'] as const;

export function morphologyFindings(measured: Measured): Finding[] {
  const { qrsMs, rhythm } = measured;
  if (qrsMs === null || rhythm === 'paced-rhythm' || rhythm === 'ventricular-fibrillation') return [];
  const at = (lead: StandardLead): LeadAmplitudes | undefined => measured.amplitudes[lead];
  const found: Finding[] = [];
  const trust = measured.confidence.qrsMs ?? 0.5;
  if (qrsMs >= 120) found.push(wide(at, qrsMs, trust));
  const peakToPeak = (lead: LeadAmplitudes) => (lead.r ?? 0) - Math.min(lead.q ?? 0, lead.s ?? 0);
  const all = (leads: readonly StandardLead[], limit: number) =>
    leads.every((lead) => {
      const here = at(lead);
      return here !== undefined && peakToPeak(here) < limit;
    });
  if (all(limb, 500) || all(chest, 1000)) found.push(['125', 0.7 * trust]);
  // Sokolow-Lyon: S in V1 and R in V5 or V6 of 3.5 mV together; Cornell: R in aVL and S in V3 of 2.8 mV.
  const sokolow = -(at('V1')?.s ?? at('V1')?.q ?? 0) + Math.max(at('V5')?.r ?? 0, at('V6')?.r ?? 0);
  const cornell = (at('aVL')?.r ?? 0) - (at('V3')?.s ?? 0);
  if (qrsMs < 120 && (sokolow >= 3500 || cornell >= 2800)) {
    const value =
      sokolow >= 3500 ? `Sokolow-Lyon ${(sokolow / 1000).toFixed(1)} mV` : `Cornell ${(cornell / 1000).toFixed(1)} mV`;
    found.push(['142', 0.6 * trust, value]);
  }
  if (qrsMs < 120) found.push(...repolarisation(measured, at, trust));
  return found;
}

function wide(at: (lead: StandardLead) => LeadAmplitudes | undefined, qrsMs: number, trust: number): Finding {
  const v1 = at('V1');
  const lateral = at('V6') ?? at('I');
  const width = `QRS ${Math.round(qrsMs)} ms`;
  const terminal = (v1?.r ?? 0) + (v1?.s ?? 0);
  if (v1 && terminal > 0 && (lateral?.s ?? 0) < 0) return ['106', 0.7 * trust, width];
  if (v1 && terminal < 0 && (lateral?.r ?? 0) > 0 && lateral?.q === null) return ['104', 0.6 * trust, width];
  return ['107', 0.6 * trust, width];
}

function repolarisation(
  measured: Measured,
  at: (lead: StandardLead) => LeadAmplitudes | undefined,
  trust: number,
): Finding[] {
  const found: Finding[] = [];
  const shifted = [...limb, ...chest].filter((lead) => {
    if (lead === 'aVR') return false;
    const st = at(lead)?.stJ80;
    const right = lead === 'V1' || lead === 'V2' || lead === 'V3';
    return st !== null && st !== undefined && (st <= -60 || st >= (right ? 250 : 120));
  });
  if (shifted.length >= 2) found.push(['145', 0.6 * trust, shifted.join(' ')]);
  const flat = (['I', 'II', 'V4', 'V5', 'V6'] as const).filter((lead) => {
    const here = at(lead);
    return here !== undefined && here.t !== null && (here.r ?? 0) > 300 && here.t < 0.1 * (here.r ?? 0);
  });
  if (measured.medianBeat?.waves.t && flat.length >= 2) found.push(['147', 0.6 * trust, flat.join(' ')]);
  return found;
}
