// Beats of a recording with their classes: what `yishu ecg detect` prints.
import { measuredLeads, rhythmWaveform } from '../measure/rhythm-waveform.ts';
import type { EcgRecording } from '../recording.ts';
import { pacingSpikes, withoutSpikes } from '../signal/pacing-spikes.ts';
import { type ClassifiedBeat, classifyBeats } from './classes.ts';
import { deviceMarks } from './paced.ts';
import { detectQrs } from './qrs.ts';

export interface RecordingBeats {
  sampleRateHz: number;
  beats: ClassifiedBeat[];
}

/** `null` for a recording without a rhythm waveform. Samples count from the start of that waveform. */
export function detectRecording(recording: EcgRecording): RecordingBeats | null {
  const waveform = rhythmWaveform(recording);
  if (!waveform) return null;
  const rate = waveform.sampleRateHz;
  const raw = measuredLeads(waveform).map(({ samples }) => samples);
  const spikes = pacingSpikes(raw, rate);
  const leads = raw.map((lead) => withoutSpikes(lead, rate, spikes));
  const { beats } = detectQrs(leads, rate);
  const device = deviceMarks(recording.vendorPacingMs, waveform);
  return { sampleRateHz: rate, beats: classifyBeats(leads, rate, beats, { seen: spikes, device }) };
}
