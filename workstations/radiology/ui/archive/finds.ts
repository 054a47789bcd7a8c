// What a search of archives of others gave, as rows, and why one of them gave nothing.
import type { ExternalFinds, ExternalStudy } from '../../../../core/imaging/external.ts';
import { errorTable, isErrorCode } from '../../../../core/kernel/errors.ts';
import { saysSex } from '../../../../core/patient/sex-code.ts';

export interface FoundStudy extends ExternalStudy {
  source: ExternalFinds['source'];
}

/** Newest first, of all archives together; one that two archives have is listed once, from the first. */
export function foundStudies(finds: readonly ExternalFinds[]): FoundStudy[] {
  const rows = new Map<string, FoundStudy>();
  for (const { source, studies } of finds) {
    for (const study of studies) if (!rows.has(study.uid)) rows.set(study.uid, { ...study, source });
  }
  const when = ({ date, time }: FoundStudy) => `${date}${time}`;
  return [...rows.values()].toSorted((left, right) => when(right).localeCompare(when(left), 'en'));
}

/** The sentence of the error table; what happened in the archive's own terms is for who looks into it. */
export function reasonOf({ code }: NonNullable<ExternalFinds['problem']>, locale: string): string {
  const known = isErrorCode(code) ? errorTable[code] : null;
  return known ? (locale === 'en' ? known.en : known.zh) : code;
}

const letters = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** Whether what can be compared contradicts: a number is given twice by two hospitals more easily than one would think. */
export function mayBeAnother(
  study: Pick<ExternalStudy, 'patientName' | 'birthDate' | 'sex'>,
  patient: { name: string; birthDate: string | null; sex: string },
): boolean {
  const born = patient.birthDate?.replaceAll('-', '') ?? '';
  if (born && study.birthDate && born !== study.birthDate) return true;
  const sex = { M: 'male', F: 'female' }[study.sex];
  if (sex && saysSex(patient.sex) && sex !== patient.sex) return true;
  const groups = study.patientName.split('=').map(letters).filter(Boolean);
  // Names in different scripts say nothing about each other.
  const han = /\p{Script=Han}/u;
  const same = groups.filter((group) => han.test(group) === han.test(patient.name));
  return same.length > 0 && !same.includes(letters(patient.name));
}
