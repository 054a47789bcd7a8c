// Patterns of the median beat's form: the delta wave of pre-excitation, and S in I with Q and inverted T in III.
import type { Measured } from '../../measure/measurement.ts';
import type { StandardLead } from '../../signal/limb-leads.ts';
import type { LungPattern, Preexcitation } from './facts.ts';

const leads: readonly StandardLead[] = ['I', 'II', 'III', 'aVL', 'aVF', 'V1', 'V2', 'V3', 'V4', 'V5', 'V6'];
const fewestLeads = 3;

/** Loose limits: the rule set has its own. P must be there, else a short PR means nothing. */
export function preexcitation(measured: Measured): Preexcitation | null {
  const { prMs, qrsMs, medianBeat, rhythm } = measured;
  if (prMs === null || qrsMs === null || !medianBeat || prMs > 140 || qrsMs < 100) return null;
  if (rhythm === 'paced-rhythm' || (measured.confidence.prMs ?? 0) < 0.4) return null;
  const slurred = leads.filter((lead) => {
    const samples = medianBeat.leads.find(({ name }) => name === lead)?.samples;
    return samples !== undefined && isSlurred(samples, medianBeat.sampleRateHz, measured);
  });
  return slurred.length >= fewestLeads ? { prMs, qrsMs, leads: slurred } : null;
}

/** The first 35 ms of the QRS rise, the same way as the main deflection, at less than a third of its greatest slope. */
function isSlurred(samples: Float32Array, rate: number, { medianBeat }: Measured): boolean {
  const qrs = medianBeat?.waves.qrs;
  if (!qrs) return false;
  const at = (index: number) => samples[index] ?? 0;
  const ms = (value: number) => Math.round((value * rate) / 1000);
  let peak = qrs.onset;
  for (let i = qrs.onset; i <= qrs.offset; i++)
    if (Math.abs(at(i) - at(qrs.onset)) > Math.abs(at(peak) - at(qrs.onset))) peak = i;
  const height = at(peak) - at(qrs.onset);
  if (Math.abs(height) < 400 || peak - qrs.onset < ms(45)) return false;
  const step = Math.max(1, ms(10));
  let steepest = 0;
  for (let i = qrs.onset; i + step <= peak; i++)
    steepest = Math.max(steepest, (Math.sign(height) * (at(i + step) - at(i))) / step);
  const early = ms(35);
  const risen = (Math.sign(height) * (at(qrs.onset + early) - at(qrs.onset))) / Math.abs(height);
  const slope = (Math.sign(height) * (at(qrs.onset + early) - at(qrs.onset))) / early;
  return risen > 0.06 && slope < 0.34 * steepest;
}

/** S in I, Q in III, T inverted in III; alone it is a variant, so a fast rate or inverted T in V2 and V3 must stand beside it. */
export function s1q3t3(measured: Measured): LungPattern | null {
  const { amplitudes, qrsMs, heartRateBpm, rhythm } = measured;
  if (qrsMs === null || rhythm === 'paced-rhythm' || rhythm === 'wide-tachycardia') return null;
  const sI = -(amplitudes.I?.s ?? 0);
  const qIII = -(amplitudes.III?.q ?? 0);
  const tIII = amplitudes.III?.t ?? 0;
  if (sI < 100 || qIII < 100 || tIII > -50) return null;
  const inverted = (['V1', 'V2', 'V3'] as const).filter((lead) => (amplitudes[lead]?.t ?? 0) <= -50);
  const support = [
    ...(heartRateBpm !== null && heartRateBpm > 100 ? [`${Math.round(heartRateBpm)}/min`] : []),
    ...(inverted.includes('V2') && inverted.includes('V3') ? [`T- ${inverted.join(' ')}`] : []),
  ];
  return support.length > 0 ? { sI, qIII, tIII, support } : null;
}
