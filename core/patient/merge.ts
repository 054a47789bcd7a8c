// Merging two records of one person, and undoing it: what speaks for it, what against it, and who stays. A person decides, never a rule.
import type { Sex } from './model.ts';
import { saysSex } from './sex-code.ts';

/** What the rule looks at in a record. Numbers are compared by their blind index: nobody here sees them. */
export interface MergeSide {
  id: string;
  number: string | null;
  name: string;
  sex: Sex;
  birthDate: string | null;
  /** Equal for equal identity numbers; null when there is none. */
  identityKey: string | null;
  phoneKey: string | null;
  provisional: boolean;
  mergedInto: string | null;
  createdAt: string;
}

export const mergeFindingCodes = [
  'sameRecord',
  'mergedAlready',
  'identityDiffers',
  'sexDiffers',
  'birthDateDiffers',
  'nameDiffers',
  'nothingInCommon',
  'sameIdentity',
  'samePhone',
  'sameNameAndBirthDate',
] as const;
export type MergeFindingCode = (typeof mergeFindingCodes)[number];

/** `blocks`: cannot be merged as they are; `against`: the person must say that they have seen it; `for`: speaks for one person. */
export interface MergeFinding {
  code: MergeFindingCode;
  weight: 'blocks' | 'against' | 'for';
}

/**
 * What a person has to know before two records become one. Two identity numbers that are both known and differ are two people
 * (or a typing error that is to be corrected first); a different name, sex or birthday is a matter of looking.
 */
export function mergeFindings(from: MergeSide, into: MergeSide): MergeFinding[] {
  const found: MergeFinding[] = [];
  const add = (weight: MergeFinding['weight'], code: MergeFindingCode, holds: boolean) => {
    if (holds) found.push({ code, weight });
  };
  const both = (a: string | null, b: string | null) => a !== null && b !== null;
  const sameIdentity = both(from.identityKey, into.identityKey) && from.identityKey === into.identityKey;
  const samePhone = both(from.phoneKey, into.phoneKey) && from.phoneKey === into.phoneKey;
  const sameBirthDate = both(from.birthDate, into.birthDate) && from.birthDate === into.birthDate;
  const sameName = from.name.trim() === into.name.trim();
  add('blocks', 'sameRecord', from.id === into.id);
  add('blocks', 'mergedAlready', from.mergedInto !== null || into.mergedInto !== null);
  add('blocks', 'identityDiffers', both(from.identityKey, into.identityKey) && !sameIdentity);
  add('against', 'sexDiffers', saysSex(from.sex) && saysSex(into.sex) && from.sex !== into.sex);
  add('against', 'birthDateDiffers', both(from.birthDate, into.birthDate) && !sameBirthDate);
  add('against', 'nameDiffers', !sameName);
  add('against', 'nothingInCommon', !sameIdentity && !samePhone && !(sameName && sameBirthDate));
  add('for', 'sameIdentity', sameIdentity);
  add('for', 'samePhone', samePhone);
  add('for', 'sameNameAndBirthDate', sameName && sameBirthDate);
  return found;
}

/** Whether the merge may be carried out: nothing blocks it, and what speaks against it was seen by a person. */
export function mergeAllowed(findings: readonly MergeFinding[], acknowledged: readonly MergeFindingCode[]): boolean {
  return findings.every(
    ({ weight, code }) => weight === 'for' || (weight === 'against' && acknowledged.includes(code)),
  );
}

/** The record that should stay: one that the register of patients knows before a provisional one, then the older one. */
export function suggestedToStay<Side extends Pick<MergeSide, 'id' | 'number' | 'provisional' | 'createdAt'>>(
  a: Side,
  b: Side,
): Side {
  if (a.provisional !== b.provisional) return a.provisional ? b : a;
  if ((a.number === null) !== (b.number === null)) return a.number === null ? b : a;
  if (a.createdAt !== b.createdAt) return a.createdAt < b.createdAt ? a : b;
  return a.id < b.id ? a : b;
}

export type UnmergeRefusal = 'undoneAlready' | 'leadsElsewhere' | null;

/**
 * Whether a merge can be taken back: it stands, and its record still leads where it was led to. What was written for the record that
 * stayed since then stays there; a person looks at it, since nothing in it says whose it is.
 */
export function unmergeRefusal(
  merge: { intoId: string; undoneAt: string | null },
  from: { mergedInto: string | null },
): UnmergeRefusal {
  if (merge.undoneAt !== null) return 'undoneAlready';
  return from.mergedInto === merge.intoId ? null : 'leadsElsewhere';
}
