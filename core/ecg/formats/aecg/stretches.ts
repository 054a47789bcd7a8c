// An aECG cannot say that samples are missing, but each of its sequence sets has a time of its own: leads recorded in turn.
import type { EcgLead, EcgWaveform } from '../../recording.ts';
import { EcgRefusal } from '../refusal.ts';

/** First sample of a lead and the one after its last; `undefined` for a lead without any. Throws for one with a gap inside. */
function extentOf({ name, samples }: EcgLead): { from: number; to: number } | undefined {
  const from = samples.findIndex((value) => !Number.isNaN(value));
  if (from < 0) return undefined;
  const to = samples.findLastIndex((value) => !Number.isNaN(value)) + 1;
  const gap = samples.subarray(from, to).findIndex((value) => Number.isNaN(value));
  if (gap < 0) return { from, to };
  const text = 'An aECG cannot say that samples are missing; DICOM can';
  throw new EcgRefusal('UNSUPPORTED', `lead ${name}, sample ${from + gap}`, text);
}

/**
 * The waveform as waveforms without a gap: leads of one extent together, in order of time, the longest first. Throws EcgRefusal
 * `UNSUPPORTED` for a lead with a gap inside, or a beat that does not begin with the others.
 */
export function stretches(waveform: EcgWaveform): EcgWaveform[] {
  const { kind, sampleRateHz, startMs } = waveform;
  const made = new Map<string, { from: number; to: number; leads: EcgLead[] }>();
  for (const lead of waveform.leads) {
    const extent = extentOf(lead);
    if (!extent) continue;
    const { from, to } = extent;
    if (kind === 'median' && from > 0)
      throw new EcgRefusal('UNSUPPORTED', `lead ${lead.name}`, 'The beat of this lead begins later than the others');
    const one = made.get(`${from} ${to}`) ?? { from, to, leads: [] };
    one.leads.push({ name: lead.name, samples: lead.samples.subarray(from, to) });
    made.set(`${from} ${to}`, one);
  }
  return [...made.values()]
    .sort((a, b) => a.from - b.from || b.to - a.to)
    .map(({ from, leads }) => ({ kind, sampleRateHz, startMs: startMs + (from * 1000) / sampleRateHz, leads }));
}
