// Which exams a person is offered for a recording that found none by itself, likeliest first, and in what they differ from the device's words.
import type { RecordingDocument } from '../../../../core/ecg/flow/recording.ts';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { saysSex } from '../../../../core/patient/sex-code.ts';

type Said = RecordingDocument['patientSaid'];
export type Difference = 'number' | 'name' | 'sex' | 'birthDate';

/** What the device said otherwise than the exam. What it did not say differs from nothing. */
export function differencesOf(said: Said, { patient }: Pick<ExamDocument, 'patient'>): Difference[] {
  const found: Difference[] = [];
  if (said.id !== '' && said.id !== patient.number) found.push('number');
  if (said.name !== '' && said.name !== patient.name) found.push('name');
  if (saysSex(said.sex) && saysSex(patient.sex) && said.sex !== patient.sex) found.push('sex');
  if (said.birthDate !== null && patient.birthDate !== null && said.birthDate !== patient.birthDate)
    found.push('birthDate');
  return found;
}

const likeness = (said: Said, accession: string, exam: ExamDocument): number =>
  (accession !== '' && accession === exam.accessionNumber ? 4 : 0) +
  (said.id !== '' && said.id === exam.patient.number ? 3 : 0) +
  (said.name !== '' && said.name === exam.patient.name ? 2 : 0) -
  differencesOf(said, exam).length;

/** Open exams, those without a tracing first among the equally like; `sought` is a part of name, patient's or exam's number. */
export function candidatesOf(
  recording: Pick<RecordingDocument, 'patientSaid' | 'accessionSaid'>,
  exams: readonly ExamDocument[],
  sought: string,
): ExamDocument[] {
  const part = sought.trim().toLowerCase();
  return exams
    .filter((exam) => exam.state !== 'cancelled')
    .filter(
      ({ patient, accessionNumber, requestNumber, visit }) =>
        part === '' ||
        [patient.name, patient.number, accessionNumber, requestNumber, visit?.number ?? ''].some((each) =>
          each.toLowerCase().includes(part),
        ),
    )
    .map((exam) => ({ exam, like: likeness(recording.patientSaid, recording.accessionSaid, exam) }))
    .toSorted((a, b) => b.like - a.like || a.exam.objects.length - b.exam.objects.length)
    .map(({ exam }) => exam);
}
