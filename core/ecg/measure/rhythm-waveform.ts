// The part of a recording that is measured: its first rhythm, and of that the leads that carry information of their own.
import type { EcgRecording, EcgWaveform } from '../recording.ts';
import { independentLeads, type NamedLead } from '../signal/limb-leads.ts';
import { leadQuality } from '../signal/quality.ts';

/** Least lead quality that takes part in measuring. */
export const usableQuality = 0.15;

export function rhythmWaveform(recording: EcgRecording): EcgWaveform | undefined {
  return recording.waveforms.find(({ kind, leads }) => kind === 'rhythm' && leads.length > 0);
}

/** Leads that are neither off nor unreadable nor a sum of others; may be none. */
export function measuredLeads(waveform: EcgWaveform): NamedLead[] {
  return independentLeads(
    waveform.leads.filter(({ samples }) => leadQuality(samples, waveform.sampleRateHz).score >= usableQuality),
  );
}
