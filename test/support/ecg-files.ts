// ECG files for tests of the server: synthetic tracings as the JSON that any recorder could send.
import { toEcgJson } from '../../core/ecg/formats/to-json.ts';
import type { EcgPatient, EcgRecording } from '../../core/ecg/recording.ts';
import { asRecording, steady, syntheticEcg } from './synthetic-ecg.ts';

export interface EcgFileFacts {
  patient?: EcgPatient;
  recordedAt?: string;
  /** Seconds from beat to beat; 2.1 is a severe bradycardia, critical by the consensus. */
  rrS?: number;
  /** Another seed is another tracing. */
  seed: number;
}

/** Ten seconds of eight leads. */
export function ecgRecording({ patient = {}, recordedAt, rrS = 0.8, seed }: EcgFileFacts): EcgRecording {
  const ecg = syntheticEcg(steady(Math.floor(9.2 / rrS), rrS), { seconds: 10, seed });
  const time = recordedAt === undefined ? {} : { recordedAt };
  return { ...asRecording(ecg), patient: { ageYears: 45, ...patient }, ...time };
}

export function ecgFile(facts: EcgFileFacts): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(toEcgJson(ecgRecording(facts))));
}
