// The person and the urgency of an exam that is made for a tracing, as the device said them, and whom on file it is. Pure.
import type { z } from 'zod';
import type { RecordingDocument, WalkIn } from '../../../../core/ecg/flow/recording.ts';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import type { PatientBrief } from '../../../../core/patient/model.ts';
import { saysSex } from '../../../../core/patient/sex-code.ts';
import type { Difference } from './candidates.ts';

export interface Made {
  patient: z.infer<typeof WalkIn>;
  priority: ExamDocument['priority'];
  /** Whom the person chose of those on file; null: somebody new. */
  knownPatientId: string | null;
}

/** What may be critical does not queue behind routine. */
export function walkIn({ patientSaid: said, risk }: Pick<RecordingDocument, 'patientSaid' | 'risk'>): Made {
  return {
    patient: {
      number: said.id,
      name: said.name,
      sex: saysSex(said.sex) ? said.sex : 'unknown',
      birthDate: said.birthDate,
    },
    priority: risk.level === 'critical' ? 'emergency' : 'routine',
    knownPatientId: null,
  };
}

/** In what a form contradicts a person on file; what one of them leaves open contradicts nothing. */
export function againstFile({ name, sex, birthDate }: Made['patient'], onFile: PatientBrief): Difference[] {
  const found: Difference[] = [];
  if (name.trim() !== '' && name.trim() !== onFile.name) found.push('name');
  if (saysSex(sex) && saysSex(onFile.sex) && sex !== onFile.sex) found.push('sex');
  if (birthDate && onFile.birthDate && birthDate !== onFile.birthDate) found.push('birthDate');
  return found;
}

/** The form with what is on file of the person who was chosen. */
export function asOnFile(form: Made, { id, number, name, sex, birthDate }: PatientBrief): Made {
  return { ...form, patient: { number, name, sex, birthDate }, knownPatientId: id };
}
