// What the paper draws: one block of leads on one clock, in microvolts, with pacing marks apart from the signal.
import type { EcgLead, EcgRecording } from '../recording.ts';
import { standardLeads, standardName } from '../signal/limb-leads.ts';

export interface Tracing {
  sampleRateHz: number;
  /** Clock of the recording at the first sample: 0, or later for a part of a long record. */
  startMs: number;
  /** Of the whole recording, also where only a part is here. */
  durationMs: number;
  /** By the name that is printed. */
  leads: EcgLead[];
  /** Pacing marks on the same clock: the device's claim, never part of the curve. */
  pacingMs: number[];
}

/** The rhythm of a recording with missing limb leads derived; null when the file carries no waveform (an image, an empty file). */
export function tracingOf(recording: Pick<EcgRecording, 'waveforms' | 'vendorPacingMs'>): Tracing | null {
  const rhythm = recording.waveforms.find((waveform) => waveform.kind === 'rhythm');
  const longest = Math.max(0, ...(rhythm?.leads.map((lead) => lead.samples.length) ?? []));
  if (!rhythm || longest === 0 || !(rhythm.sampleRateHz > 0)) return null;
  const began = rhythm.startMs;
  return {
    sampleRateHz: rhythm.sampleRateHz,
    startMs: 0,
    durationMs: (longest * 1000) / rhythm.sampleRateHz,
    leads: withDerived(rhythm.leads),
    pacingMs: recording.vendorPacingMs.map((ms) => ms - began),
  };
}

/** A part of the tracing and some more to both sides, for filters; the samples are views, not copies. */
export function partOf(tracing: Tracing, fromMs: number, toMs: number, marginMs = 5000): Tracing {
  const perMs = tracing.sampleRateHz / 1000;
  const first = Math.max(0, Math.floor((fromMs - marginMs - tracing.startMs) * perMs));
  const end = Math.max(first, Math.ceil((toMs + marginMs - tracing.startMs) * perMs));
  return {
    ...tracing,
    startMs: tracing.startMs + first / perMs,
    leads: tracing.leads.map((lead) => ({ name: lead.name, samples: lead.samples.subarray(first, end) })),
  };
}

/** The leads as they are, and the limb leads that follow from two others. */
export function withDerived(leads: readonly EcgLead[]): EcgLead[] {
  const named = leads.map((lead) => ({ name: standardName(lead.name) ?? lead.name, samples: lead.samples }));
  // Lead names of Holter recorders (MLII, V5) stay single: two channels give no Einthoven triangle of a resting ECG.
  const own = new Set(named.map((lead) => lead.name));
  if (!own.has('I') && !own.has('III')) return leads.map((lead) => ({ ...lead }));
  const derived = [...standardLeads(leads)]
    .filter(([name]) => !own.has(name))
    .map(([name, samples]) => ({ name, samples }));
  return [...named, ...derived];
}
