// The person and the urgency of an exam that is made for a tracing, as the device said them.
import type { z } from 'zod';
import type { RecordingDocument, WalkIn } from '../../../../core/ecg/flow/recording.ts';
import type { ExamDocument } from '../../../../core/orders/exam.ts';

export interface Made {
  patient: z.infer<typeof WalkIn>;
  priority: ExamDocument['priority'];
}

/** What may be critical does not queue behind routine. */
export function walkIn({ patientSaid: said, risk }: Pick<RecordingDocument, 'patientSaid' | 'risk'>): Made {
  return {
    patient: {
      number: said.id,
      name: said.name,
      sex: said.sex === 'male' || said.sex === 'female' ? said.sex : 'unknown',
      birthDate: said.birthDate,
    },
    priority: risk.level === 'critical' ? 'emergency' : 'routine',
  };
}
