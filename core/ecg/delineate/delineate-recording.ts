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

/**
 * `null` for a recording without a rhythm waveform; a wave that is absent is `null` in its beat. In atrial fibrillation no P is reported, in
 * ventricular fibrillation nothing is. With `leadName` the waves are marked on that lead alone, at the beats that all leads together show:
 * the protocol of one lead at a time by which delineators are compared. Throws `EcgRefusal` for a lead that the recording does not have.
 */
export function delineateRecording(recording: EcgRecording, leadName?: string): RecordingMarks | null {
  const waveform = rhythmWaveform(recording);
  const detected = detectRecording(recording);
  if (!waveform || !detected) return null;
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
  const only = leadName === undefined ? null : leadNamed(waveform, leadName);
  const all = only
    ? inOrder(delineateBeats([withoutSpikes(only.samples, rate, spikes)], rate, detected.beats))
    : delineateTogether(leads, rate, detected.beats);
  const marks = withinRecord(all, leads[0]?.length ?? 0).map((beat): BeatMarks => {
    if (inside(chaotic, beat.sample)) return { sample: beat.sample, p: null, qrs: null, t: null };
    return inside(fibrillating, beat.sample) ? { ...beat, p: null } : beat;
  });
  return { sampleRateHz: rate, ...(only ? { lead: only.name } : {}), beats: marks };
}

function leadNamed(waveform: EcgWaveform, name: string): EcgWaveform['leads'][number] {
  const lead = waveform.leads.find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (lead) return lead;
  const names = waveform.leads.map((one) => one.name).join(', ');
  throw new EcgRefusal('UNSUPPORTED', 'lead', `The recording has no lead ${name}; it has ${names}`);
}
