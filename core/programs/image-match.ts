// Whether an image is of the patient that a request names: by the number, and nothing else may speak against it. What is in doubt is parked, never guessed.
import type { Sex } from '../patient/model.ts';
import { saysSex } from '../patient/sex-code.ts';

export interface RequestPatient {
  /** As the institution that asks knows it. */
  number: string;
  birthDate: string | null;
  sex: Sex;
}

/** (0010,0020), (0010,0030), (0010,0040) as they stand in the object. */
export interface ImagePatient {
  patientId: string;
  birthDate: string;
  sex: string;
}

export type ImageDoubt = 'patientIdMissing' | 'patientId' | 'birthDate' | 'sex';

const sexes: Readonly<Record<string, RequestPatient['sex']>> = { M: 'male', F: 'female' };

/** Null when it is the request's patient. Names are left out: they come in pinyin, in characters, with titles. */
export function imageDoubt(request: RequestPatient, image: ImagePatient): ImageDoubt | null {
  const id = image.patientId.trim();
  if (id === '') return 'patientIdMissing';
  if (id !== request.number.trim()) return 'patientId';
  const born = /^(\d{4})(\d{2})(\d{2})$/.exec(image.birthDate.trim());
  if (born && request.birthDate !== null && born.slice(1).join('-') !== request.birthDate) return 'birthDate';
  const sex = sexes[image.sex.trim().toUpperCase()];
  if (sex && saysSex(request.sex) && sex !== request.sex) return 'sex';
  return null;
}
