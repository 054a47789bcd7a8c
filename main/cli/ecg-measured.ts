// What `yishu ecg measure` prints: the machine's values beside the vendor's, without the samples of the median beat.
import { toEcgJson } from '../../core/ecg/formats/to-json.ts';
import type { RecordingMeasurement } from '../../core/ecg/measure/measure-recording.ts';
import type { EcgRecording } from '../../core/ecg/recording.ts';

export function measuredJson(measured: RecordingMeasurement, recording: EcgRecording): Record<string, unknown> {
  const { medianBeat, beats, ...values } = measured;
  // Only what was seen in the recording; its samples are what `convert` prints.
  const { vendorMeasurements, vendorStatements } = toEcgJson({ ...recording, waveforms: [] });
  return {
    ...values,
    beatCount: beats.length,
    medianBeat: medianBeat && {
      beats: medianBeat.beats,
      sampleRateHz: medianBeat.sampleRateHz,
      waves: medianBeat.waves,
    },
    format: recording.format,
    vendorMeasurements,
    vendorStatements,
    problems: recording.problems,
  };
}
