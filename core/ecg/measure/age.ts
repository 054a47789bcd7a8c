// The patient's age when the recording was made, which the limits of the heart rate go by.
import type { EcgRecording } from '../recording.ts';

/**
 * Years, from the date of birth where the file has one and says when it was recorded, else as the device gave it; `undefined` where neither is
 * known. The date goes first: devices write an age of 0 for one that nobody entered, so that 0 alone is no infant. An infant's has its days.
 */
export function ageOf({ patient, recordedAt }: Pick<EcgRecording, 'patient' | 'recordedAt'>): number | undefined {
  const born = dayOf(patient.birthDate);
  const then = dayOf(recordedAt?.slice(0, 10));
  const told = patient.ageYears === 0 ? undefined : patient.ageYears;
  if (!born || !then) return told;
  const years = then.year - born.year - (then.monthDay < born.monthDay ? 1 : 0);
  return years >= 0 && years <= 130 ? years : told;
}

/** Of `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; what is not given is the first. */
function dayOf(text: string | undefined): { year: number; monthDay: number } | null {
  const match = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(text ?? '');
  if (!match) return null;
  return { year: Number(match[1]), monthDay: 100 * Number(match[2] ?? 1) + Number(match[3] ?? 1) };
}
