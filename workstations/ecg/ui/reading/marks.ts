// Marks of the stored median beat in milliseconds, as the machine set them or as a person corrected them.
import type { RecordingDetail, StoredMeasurement } from '../../../../core/ecg/flow/recording.ts';
import type { BeatMarks } from '../../../../core/ecg/paper/mark-values.ts';
import type { MedianBeatData } from '../../../../renderer/ecg/median-beat.tsx';
import { latestCorrection } from '../panel/values.ts';

type StoredBeat = NonNullable<StoredMeasurement['medianBeat']>;

export function machineMarks(beat: StoredBeat): BeatMarks {
  const ms = (index: number | undefined) => (index === undefined ? null : (index * 1000) / beat.sampleRateHz);
  const { p, qrs, t } = beat.waves;
  return {
    pOnMs: ms(p?.onset),
    pOffMs: ms(p?.offset),
    qrsOnMs: ms(qrs?.onset),
    qrsOffMs: ms(qrs?.offset),
    tOffMs: ms(t?.offset),
  };
}

export function storedMarks(detail: RecordingDetail): BeatMarks | null {
  const beat = detail.measurement?.medianBeat;
  if (!beat) return null;
  return latestCorrection(detail)?.marks ?? machineMarks(beat);
}

export function beatData(beat: StoredBeat): MedianBeatData {
  return {
    sampleRateHz: beat.sampleRateHz,
    beats: beat.beats,
    leads: beat.leads.map((lead) => ({
      name: lead.name,
      samples: Float32Array.from(lead.samples, (value) => value ?? Number.NaN),
    })),
  };
}
