// Wave marks of every beat of a recording: what `yishu ecg delineate` prints.
import { detectRecording } from '../detect/detect-recording.ts';
import { EcgRefusal } from '../formats/refusal.ts';
import { measuredLeads, rhythmWaveform } from '../measure/rhythm-waveform.ts';
import type { EcgRecording, EcgWaveform } from '../recording.ts';
import { chaoticVentricles } from '../rhythm/chaotic-ventricles.ts';
import { fibrillationSpans } from '../rhythm/episodes.ts';
import { fibrillation } from '../rhythm/fibrillation.ts';
import { intervals } from '../rhythm/intervals.ts';
import { pRepeat } from '../rhythm/p-repeat.ts';
import { pacingSpikes, withoutSpikes } from '../signal/pacing-spikes.ts';
import { delineateBeats } from './delineate.ts';
import { inOrder, withinRecord } from './in-order.ts';
import type { BeatMarks } from './marks.ts';
import { delineateTogether } from './together.ts';

export interface RecordingMarks {
  sampleRateHz: number;
  /** Set where only one lead was marked. */
  lead?: string;
  beats: BeatMarks[];
}

export interface LeadMarks extends RecordingMarks {
  /** Marks of every lead by itself, by its name. */
  leads: Record<string, BeatMarks[]>;
}

interface Prepared {
  rate: number;
  /** Marks of all leads together. */
  together: () => BeatMarks[];
  /** Marks of one lead by itself. */
  alone: (lead: EcgWaveform['leads'][number]) => BeatMarks[];
}

/** What all ways to mark a recording share: its beats, and where no P or no QRS can be. */
function prepared(recording: EcgRecording, waveform: EcgWaveform): Prepared | null {
  const detected = detectRecording(recording);
  if (!detected) return null;
  const rate = waveform.sampleRateHz;
  const raw = measuredLeads(waveform).map(({ samples }) => samples);
  const spikes = pacingSpikes(raw, rate);
  const leads = raw.map((lead) => withoutSpikes(lead, rate, spikes));
  const list = intervals(detected.beats, rate);
  const windows = fibrillation(list, (fromMs, toMs) => pRepeat(leads, rate, detected.beats, fromMs, toMs));
  const fibrillating = fibrillationSpans(windows, list);
  const chaotic = chaoticVentricles(leads, rate);
  const inside = (spans: readonly { fromMs: number; toMs: number }[], sample: number) => {
    const ms = (sample * 1000) / rate;
    return spans.some((span) => ms >= span.fromMs && ms <= span.toMs);
  };
  const possible = (all: readonly BeatMarks[]) =>
    withinRecord(all, leads[0]?.length ?? 0).map((beat): BeatMarks => {
      if (inside(chaotic, beat.sample)) return { sample: beat.sample, p: null, qrs: null, t: null };
      return inside(fibrillating, beat.sample) ? { ...beat, p: null } : beat;
    });
  return {
    rate,
    together: () => possible(delineateTogether(leads, rate, detected.beats)),
    alone: ({ samples }) =>
      possible(inOrder(delineateBeats([withoutSpikes(samples, rate, spikes)], rate, detected.beats))),
  };
}

/**
 * `null` for a recording without a rhythm waveform; a wave that is absent is `null` in its beat. In atrial fibrillation no P is reported, in
 * ventricular fibrillation nothing is. With `leadName` the waves are marked on that lead alone, at the beats that all leads together show:
 * the protocol of one lead at a time by which delineators are compared. Throws `EcgRefusal` for a lead that the recording does not have.
 */
export function delineateRecording(recording: EcgRecording, leadName?: string): RecordingMarks | null {
  const waveform = rhythmWaveform(recording);
  const found = waveform && prepared(recording, waveform);
  if (!found) return null;
  if (leadName === undefined) return { sampleRateHz: found.rate, beats: found.together() };
  const lead = leadNamed(waveform, leadName);
  return { sampleRateHz: found.rate, lead: lead.name, beats: found.alone(lead) };
}

/** `delineateRecording` of all leads together and of every lead by itself, in one run: what `--lead` gives for each name. */
export function delineateEachLead(recording: EcgRecording): LeadMarks | null {
  const waveform = rhythmWaveform(recording);
  const found = waveform && prepared(recording, waveform);
  if (!found) return null;
  const leads = Object.fromEntries(waveform.leads.map((lead) => [lead.name, found.alone(lead)]));
  return { sampleRateHz: found.rate, beats: found.together(), leads };
}

function leadNamed(waveform: EcgWaveform, name: string): EcgWaveform['leads'][number] {
  const lead = waveform.leads.find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (lead) return lead;
  const names = waveform.leads.map((one) => one.name).join(', ');
  throw new EcgRefusal('UNSUPPORTED', 'lead', `The recording has no lead ${name}; it has ${names}`);
}
