// Patient and recording fields of EDF+ (2.1.3.3): `code sex birthdate name` and `Startdate dd-MMM-yyyy code technician equipment`.
import type { EcgPatient } from '../../recording.ts';
import { isoDate, isoTime } from '../dates.ts';
import { readSex } from '../person.ts';
import type { ProblemList } from '../refusal.ts';
import type { EdfHeader } from './header.ts';

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

/** `02-MAY-1951`; X is "unknown". */
function plusDate(text: string | undefined): string | undefined {
  const match = /^(\d{2})-([A-Z]{3})-(\d{4})$/i.exec(text ?? '');
  return match
    ? isoDate(Number(match[3]), months.indexOf(match[2]?.toUpperCase() ?? '') + 1, Number(match[1]))
    : undefined;
}

/** Subfields are parted by spaces; spaces inside are written as underscores, and X is "unknown". */
const subfield = (text: string | undefined): string =>
  text === undefined || text === 'X' ? '' : text.replaceAll('_', ' ');

/** Plain EDF has a free text here: one word is taken for a number, more are left to the remarks. */
export function edfPatient({ kind, patient }: EdfHeader, problems: ProblemList): EcgPatient {
  const [code, sexText, birth, name, ...more] = patient.split(/ +/);
  const isPlus = kind !== 'plain' || /^\S+ [MFX] (X|\d{2}-[A-Z]{3}-\d{4})( |$)/i.test(patient);
  if (!isPlus) return /^[\w.-]{1,64}$/.test(patient) && patient !== 'X' ? { id: patient } : {};
  const sex = readSex(sexText, 'patient', problems);
  // More subfields are allowed, and a name or a date that a space has parted looks the same.
  if (more.length > 0) {
    const text = `More than code, sex, date of birth and name: "${more.join(' ').slice(0, 40)}"`;
    problems.add('PATIENT_DOUBTFUL', 'patient', text);
  }
  const birthDate = plusDate(birth);
  if (!birthDate && subfield(birth))
    problems.add('DATE_INVALID', 'patient', `"${birth?.slice(0, 20)}" is no date of birth`);
  return {
    ...(subfield(code) && { id: subfield(code) }),
    ...(subfield(name) && { name: subfield(name) }),
    ...(sex && { sex }),
    ...(birthDate && { birthDate }),
  };
}

/** The date with four digits of EDF+ where it is there; else two digits, 1985 to 2084 by the standard. Both must be of one day. */
export function edfStart({ recording, startDate, startTime }: EdfHeader, problems: ProblemList): string | undefined {
  const short = /^(\d{2})\.(\d{2})\.(\d{2})$/.exec(startDate);
  const year = Number(short?.[3]);
  const shortDate = short
    ? isoDate(year >= 85 ? 1900 + year : 2000 + year, Number(short[2]), Number(short[1]))
    : undefined;
  const written = /^Startdate (\S+)/.exec(recording)?.[1];
  const long = plusDate(written);
  const no = (text: string, what: string) => problems.add('DATE_INVALID', what, `"${text.slice(0, 20)}" is no ${what}`);
  if (subfield(written) && !long) no(subfield(written), 'start date');
  if (!shortDate && (long || startDate || !written)) no(startDate, 'start date');
  // Years beyond those of two digits are written only in the long form.
  if (long && shortDate && long.slice(2) !== shortDate.slice(2)) {
    problems.add('DATE_DIFFERS', 'start date', `The file says ${long} and ${shortDate}; the first is taken`);
  }
  const date = long ?? shortDate;
  if (!date) return undefined;
  const clock = /^(\d{2})[.:](\d{2})[.:](\d{2})$/.exec(startTime);
  const time = clock && isoTime(Number(clock[1]), Number(clock[2]), Number(clock[3]));
  if (!time && startTime) no(startTime, 'start time');
  return time ? `${date}T${time}` : date;
}

/** Equipment of EDF+; it is the fifth word, and says what the recorder is. */
export function edfEquipment({ recording }: EdfHeader): string {
  const words = recording.split(/ +/);
  return words[0] === 'Startdate' ? subfield(words.slice(4).join(' ')) : '';
}
