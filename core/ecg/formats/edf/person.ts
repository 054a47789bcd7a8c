// Patient and recording fields of EDF+ (2.1.3.3): `code sex birthdate name` and `Startdate dd-MMM-yyyy code technician equipment`.
import type { EcgPatient } from '../../recording.ts';
import { isoDate, isoTime } from '../dates.ts';
import { sexOf } from '../person.ts';
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
export function edfPatient({ kind, patient }: EdfHeader): EcgPatient {
  const [code, sexText, birth, name] = patient.split(/ +/);
  const isPlus = kind !== 'plain' || /^\S+ [MFX] (X|\d{2}-[A-Z]{3}-\d{4})( |$)/i.test(patient);
  if (!isPlus) return /^[\w.-]{1,64}$/.test(patient) && patient !== 'X' ? { id: patient } : {};
  const sex = sexOf(sexText);
  const birthDate = plusDate(birth);
  return {
    ...(subfield(code) && { id: subfield(code) }),
    ...(subfield(name) && { name: subfield(name) }),
    ...(sex && { sex }),
    ...(birthDate && { birthDate }),
  };
}

/** The date with four digits of EDF+ where it is there; else two digits, 1985 to 2084 by the standard. */
export function edfStart({ recording, startDate, startTime }: EdfHeader, problems: ProblemList): string | undefined {
  const short = /^(\d{2})\.(\d{2})\.(\d{2})$/.exec(startDate);
  const year = Number(short?.[3]);
  const date =
    plusDate(/^Startdate (\S+)/.exec(recording)?.[1]) ??
    (short ? isoDate(year >= 85 ? 1900 + year : 2000 + year, Number(short[2]), Number(short[1])) : undefined);
  if (!date) {
    problems.add('DATE_INVALID', 'start date', `"${startDate}" is no date`);
    return undefined;
  }
  const clock = /^(\d{2})[.:](\d{2})[.:](\d{2})$/.exec(startTime);
  const time = clock && isoTime(Number(clock[1]), Number(clock[2]), Number(clock[3]));
  return time ? `${date}T${time}` : date;
}

/** Equipment of EDF+; it is the fifth word, and says what the recorder is. */
export function edfEquipment({ recording }: EdfHeader): string {
  const words = recording.split(/ +/);
  return words[0] === 'Startdate' ? subfield(words.slice(4).join(' ')) : '';
}
