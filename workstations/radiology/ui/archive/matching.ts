// Which exams a study without one may belong to (RAD-07): what agrees, what speaks against it, best first. Pure.
import type { z } from 'zod';
import type { ArchivedStudy } from '../../../../core/imaging/contract.ts';
import { comparable, comparableNumber } from '../../../../core/kernel/text.ts';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { saysSex } from '../../../../core/patient/sex-code.ts';

export type Study = z.infer<typeof ArchivedStudy>;

export type Agreement = 'accession' | 'patientId' | 'name' | 'birthDate' | 'sex' | 'modality' | 'date';
export type Contradiction = 'name' | 'birthDate' | 'sex' | 'modality' | 'hasImages' | 'cancelled';

export interface Proposal {
  exam: ExamDocument;
  agrees: Agreement[];
  contradicts: Contradiction[];
  score: number;
}

const weight: Record<Agreement, number> = {
  accession: 50,
  patientId: 25,
  name: 15,
  birthDate: 8,
  sex: 2,
  modality: 6,
  date: 6,
};
const against: Record<Contradiction, number> = {
  name: 20,
  birthDate: 12,
  sex: 10,
  modality: 8,
  hasImages: 4,
  cancelled: 30,
};
const dayMs = 86_400_000;

/** `ZHANG^SAN=张^三` in all its writings, without separators. */
function namesOf(written: string): string[] {
  return written
    .split('=')
    .map((group) => comparable(group.replaceAll('^', ' ')).replaceAll(' ', ''))
    .filter(Boolean);
}

export function sameKind(studyModalities: readonly string[], ordered: string): boolean {
  const alike = (modality: string) => (['CR', 'DX', 'DR', 'RF'].includes(modality) ? 'DX' : modality);
  return studyModalities.some((each) => alike(each) === alike(ordered));
}

/** `20260717` as an instant at noon in UTC, null when it is no date. */
function dayOf(text: string): number | null {
  const match = /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  return match ? Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3]), 4) : null;
}

export function propose(study: Study, exams: readonly ExamDocument[]): Proposal[] {
  return exams
    .map((exam) => compare(study, exam))
    .filter(
      (proposal) =>
        proposal.score > 0 && proposal.agrees.some((each) => each !== 'modality' && each !== 'sex' && each !== 'date'),
    )
    .sort((left, right) => right.score - left.score || (left.exam.id < right.exam.id ? -1 : 1))
    .slice(0, 8);
}

function compare(study: Study, exam: ExamDocument): Proposal {
  const agrees: Agreement[] = [];
  const contradicts: Contradiction[] = [];
  if (study.accession && comparableNumber(study.accession) === comparableNumber(exam.accessionNumber))
    agrees.push('accession');
  if (study.patientId && comparableNumber(study.patientId) === comparableNumber(exam.patient.number))
    agrees.push('patientId');
  const names = namesOf(study.patientName);
  const name = comparable(exam.patient.name).replaceAll(' ', '');
  if (names.includes(name)) agrees.push('name');
  // A name in letters only says nothing against one in characters.
  else if (names.some((each) => /\p{Script=Han}/u.test(each)) && /\p{Script=Han}/u.test(name)) contradicts.push('name');
  const born = exam.patient.birthDate?.replaceAll('-', '');
  if (born && study.birthDate) (born === study.birthDate ? agrees : contradicts).push('birthDate');
  const sex = { M: 'male', F: 'female' }[study.sex];
  if (sex && saysSex(exam.patient.sex)) (sex === exam.patient.sex ? agrees : contradicts).push('sex');
  if (study.modalities.length > 0) (sameKind(study.modalities, exam.modality) ? agrees : contradicts).push('modality');
  const taken = dayOf(study.date);
  const when = Date.parse(exam.registeredAt ?? exam.scheduledAt ?? exam.requestedAt);
  if (taken !== null && Math.abs(when - taken) < 1.5 * dayMs) agrees.push('date');
  if (exam.objects.length > 0) contradicts.push('hasImages');
  if (exam.state === 'cancelled') contradicts.push('cancelled');
  const score =
    agrees.reduce((sum, each) => sum + weight[each], 0) - contradicts.reduce((sum, each) => sum + against[each], 0);
  return { exam, agrees, contradicts, score };
}
