// The part of a recording that is measured: its first rhythm, and of that the leads that carry information of their own.
import type { EcgRecording, EcgWaveform } from '../recording.ts';
import { independentLeads, type NamedLead } from '../signal/limb-leads.ts';
import { withoutMains } from '../signal/mains.ts';
import { type LeadQuality, leadQuality } from '../signal/quality.ts';

/** Least lead quality that takes part in measuring. */
export const usableQuality = 0.15;

export function rhythmWaveform(recording: EcgRecording): EcgWaveform | undefined {
  return recording.waveforms.find(({ kind, leads }) => kind === 'rhythm' && leads.length > 0);
}

/** Leads that are neither off nor unreadable nor a sum of others, without mains hum; may be none. */
export function measuredLeads({ leads, sampleRateHz }: EcgWaveform): NamedLead[] {
  return independentLeads(readableLeads(leads, sampleRateHz, qualities(leads, sampleRateHz)));
}

export function qualities(leads: readonly NamedLead[], sampleRateHz: number): Record<string, LeadQuality> {
  return Object.fromEntries(leads.map(({ name, samples }) => [name, leadQuality(samples, sampleRateHz)]));
}

/** The leads worth measuring, those that hum without the hum. */
export function readableLeads(
  leads: readonly NamedLead[],
  sampleRateHz: number,
  quality: Readonly<Record<string, LeadQuality>>,
): NamedLead[] {
  return leads.flatMap(({ name, samples }) => {
    const own = quality[name];
    if (!own || own.score < usableQuality) return [];
    return [{ name, samples: own.mainsHz ? withoutMains(samples, sampleRateHz, own.mainsHz) : samples }];
  });
}
