// Electrodes on the wrong limb leave known traces in the frontal leads; a hint for the technician, never a correction.
import type { StandardLead } from '../signal/limb-leads.ts';
import type { LeadAmplitudes } from './amplitudes.ts';
import type { RecordingQuality } from './measurement.ts';

/**
 * Arms exchanged: P, QRS and T of lead I all upside down while V6 is upright (AHA/ACC/HRS 2007 part I). Right arm and left leg: the same
 * in lead II with aVF and III. Right arm and right leg: lead II almost flat. `range` is the span of each lead on the median beat.
 */
export function leadReversal(
  amplitudes: Partial<Record<StandardLead, LeadAmplitudes>>,
  range: Partial<Record<StandardLead, number>>,
): RecordingQuality['leadReversal'] {
  const { I, II, V6, aVF } = amplitudes;
  if (!I || !II) return null;
  const net = (lead: LeadAmplitudes) => (lead.r ?? 0) + Math.min(lead.q ?? 0, lead.s ?? 0);
  const flat = range.II !== undefined && range.I !== undefined && range.III !== undefined;
  if (flat && (range.II ?? 0) < 100 && (range.I ?? 0) > 300 && (range.III ?? 0) > 300) {
    return { hint: 'right-arm-right-leg', confidence: 0.7 };
  }
  const inverted = (lead: LeadAmplitudes) => net(lead) < -100 && (lead.p ?? 0) < -25;
  if (inverted(I) && (I.t ?? 0) < 0 && V6 && net(V6) > 200) return { hint: 'left-right-arm', confidence: 0.7 };
  if (inverted(II) && (II.t ?? 0) < 0 && aVF && inverted(aVF)) return { hint: 'right-arm-left-leg', confidence: 0.5 };
  return null;
}
