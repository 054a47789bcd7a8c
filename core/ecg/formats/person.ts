// Sex and age as files write them.
import type { EcgPatient } from '../recording.ts';
import type { ProblemList } from './refusal.ts';

/** "M", "Male", "男", "F", "FEMALE", "女", "UN", "other"; unknown words and "undefined" give nothing. */
export function sexOf(text: string | undefined): EcgPatient['sex'] | undefined {
  const word = text?.trim().toLowerCase() ?? '';
  if (/^(m|male|男|男性|1)$/.test(word)) return 'male';
  if (/^(f|female|女|女性|2)$/.test(word)) return 'female';
  return /^(o|other|un|undifferentiated|9)$/.test(word) ? 'other' : undefined;
}

/** What writers put where nobody knows. */
const unknownSex =
  /^([xun?]|unk|unknown|un(defined|specified|determined)|not[ _-]?(known|specified|applicable)|a|ambiguous|n\/?a|nan|none|null|-1|0|未知|不详|未说明(的性别)?)?$/i;

/** The sex of a field, and a problem for a word that is neither a sex nor says that nobody knows. */
export function readSex(text: string | undefined, where: string, problems: ProblemList): EcgPatient['sex'] | undefined {
  const sex = sexOf(text);
  if (!sex && !unknownSex.test(text?.trim() ?? ''))
    problems.add('SEX_INVALID', where, `"${text?.trim().slice(0, 20)}" is no sex`);
  return sex;
}

/** Years from a number and the unit that follows it. */
export function yearsOf(value: number | undefined, unit: string | undefined): number | undefined {
  if (value === undefined || value < 0) return undefined;
  const word = (unit ?? 'a').trim().toLowerCase();
  const perYear = /^(a|y|yr|years?|岁)$/.test(word)
    ? 1
    : /^(mo|m|months?|月)$/.test(word)
      ? 12
      : /^(wk|w|weeks?|周)$/.test(word)
        ? 52.1775
        : /^(d|days?|天)$/.test(word)
          ? 365.25
          : /^(h|hours?)$/.test(word)
            ? 8766
            : undefined;
  const years = perYear && value / perYear;
  return years !== undefined && years <= 150 ? Math.round(years * 100) / 100 : undefined;
}

const saysSomething = (text: string | undefined) => text === undefined || /[\p{L}\p{N}]/u.test(text);

/** Without a name or number that is none: dashes, dots or question marks in a field that the device must not leave empty. */
export function withoutPlaceholders(patient: EcgPatient, problems: ProblemList): EcgPatient {
  const { id, name, ...rest } = patient;
  const [hasId, hasName] = [saysSomething(id), saysSomething(name)];
  if (hasId && hasName) return patient;
  if (!hasName) problems.add('NAME_INVALID', 'patient', `"${name?.slice(0, 40)}" holds no name`);
  if (!hasId) problems.add('ID_INVALID', 'patient', `"${id?.slice(0, 40)}" holds no number`);
  return { ...(hasId && id && { id }), ...(hasName && name && { name }), ...rest };
}
