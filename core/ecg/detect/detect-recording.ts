// Beats of a recording with their classes: what `yishu ecg detect` prints.
import { measuredLeads, rhythmWaveform } from '../measure/rhythm-waveform.ts';
import type { EcgRecording } from '../recording.ts';
import { chaoticVentricles } from '../rhythm/chaotic-ventricles.ts';
import { pacingSpikes, withoutSpikes } from '../signal/pacing-spikes.ts';
import { withoutAtrialWaves } from './atrial-waves.ts';
import { type ClassifiedBeat, classifyBeats } from './classes.ts';
import { deviceMarks } from './paced.ts';
import { detectQrs } from './qrs.ts';

export interface RecordingBeats {
  sampleRateHz: number;
  beats: ClassifiedBeat[];
}

/**
 * `null` for a recording without a rhythm waveform. The crests of ventricular flutter and fibrillation are no beats and left out. Samples
 * count from the start of that waveform.
 */
export function detectRecording(recording: EcgRecording): RecordingBeats | null {
  const waveform = rhythmWaveform(recording);
  if (!waveform) return null;
  const rate = waveform.sampleRateHz;
  const raw = measuredLeads(waveform).map(({ samples }) => samples);
  const spikes = pacingSpikes(raw, rate);
  const leads = raw.map((lead) => withoutSpikes(lead, rate, spikes));
  const chaotic = chaoticVentricles(leads, rate);
  const beats = withoutAtrialWaves(leads, rate, detectQrs(leads, rate).beats).filter(({ sample }) => {
    const ms = (sample * 1000) / rate;
    return !chaotic.some(({ fromMs, toMs }) => ms >= fromMs && ms <= toMs);
  });
  const device = deviceMarks(recording.vendorPacingMs, waveform);
  return { sampleRateHz: rate, beats: classifyBeats(leads, rate, beats, { seen: spikes, device }) };
}
