// A rhythm made ready for measuring: the readable leads without hum and spikes, and what was found on the way.
import type { EcgWaveform } from '../recording.ts';
import { independentLeads, type NamedLead } from '../signal/limb-leads.ts';
import { lostSpans } from '../signal/lost.ts';
import { pacingSpikes, withoutSpikes } from '../signal/pacing-spikes.ts';
import type { Span } from '../signal/presence.ts';
import type { LeadQuality } from '../signal/quality.ts';
import { stillSpans } from '../signal/still.ts';
import { qualities, readableLeads } from './rhythm-waveform.ts';

export interface Prepared {
  /** Of every lead of the recording. */
  quality: Record<string, LeadQuality>;
  leads: NamedLead[];
  /** Samples of the pacing spikes that the signal shows. */
  spikes: number[];
  /** Stretches in which nothing was recorded. */
  lost: TimeSpan[];
  /** Shorter ones, in which all leads are missing or exactly still. */
  still: TimeSpan[];
}

interface TimeSpan {
  fromMs: number;
  toMs: number;
}

export function prepare({ leads, sampleRateHz: rate }: EcgWaveform): Prepared {
  const quality = qualities(leads, rate);
  const readable = readableLeads(leads, rate, quality);
  const independent = independentLeads(readable).map(({ samples }) => samples);
  const spikes = pacingSpikes(independent, rate);
  const times = (spans: readonly Span[]) =>
    spans.map(([from, to]) => ({ fromMs: (from * 1000) / rate, toMs: (to * 1000) / rate }));
  const recorded = independentLeads(leads.filter(({ name }) => readable.some((lead) => lead.name === name)));
  return {
    quality,
    leads: readable.map(({ name, samples }) => ({ name, samples: withoutSpikes(samples, rate, spikes) })),
    spikes,
    lost: times(lostSpans(independent, rate)),
    still: times(
      stillSpans(
        recorded.map(({ samples }) => samples),
        rate,
      ),
    ),
  };
}
