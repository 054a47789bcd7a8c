// Which certificate a person signs with, whether its name is the person's, and when its end is near. The clock is passed in.
import type { PersonCertificate, SigningPolicy } from './model.ts';
import type { SigningReason } from './reasons.ts';

const warnDays = 30;
const dayMs = 86_400_000;

type Dated = Pick<PersonCertificate, 'state' | 'notBefore' | 'notAfter' | 'importedAt'>;

export type Life = 'notYetValid' | 'valid' | 'endsSoon' | 'expired';

/** Warned of from 30 days before. */
export function lifeOf({ notBefore, notAfter }: Pick<Dated, 'notBefore' | 'notAfter'>, now: Date): Life {
  const [start, end, at] = [Date.parse(notBefore), Date.parse(notAfter), now.getTime()];
  if (at < start) return 'notYetValid';
  if (at > end) return 'expired';
  return end - at <= warnDays * dayMs ? 'endsSoon' : 'valid';
}

/** Whole days until the last moment, rounded down; 0 on the last day. */
export const daysLeft = (notAfter: string, now: Date): number =>
  Math.max(0, Math.floor((Date.parse(notAfter) - now.getTime()) / dayMs));

export type Choice<Certificate> = { use: Certificate } | { reason: SigningReason };

const lifeReason = (life: Life): SigningReason | null => (life === 'expired' || life === 'notYetValid' ? life : null);

/** The newest approved one that is valid now; else why there is none, by the one that is closest to it. */
export function certificateToUse<Certificate extends Dated>(
  all: readonly Certificate[],
  now: Date,
): Choice<Certificate> {
  const newest = [...all].sort((a, b) => (a.importedAt < b.importedAt ? 1 : -1));
  const approved = newest.filter(({ state }) => state === 'approved');
  const use = approved.find((one) => lifeReason(lifeOf(one, now)) === null);
  if (use) return { use };
  if (newest.some(({ state }) => state === 'pending')) return { reason: 'pending' };
  const [late] = approved;
  if (late) return { reason: lifeReason(lifeOf(late, now)) ?? 'none' };
  return { reason: newest.length > 0 ? 'withdrawn' : 'none' };
}

/** What a screen asks for before a signature. */
export type Asking = 'nothing' | 'password' | 'maybePassword' | 'impossible';

export function askingOf(policy: SigningPolicy, usable: boolean, kept: boolean): Asking {
  switch (policy) {
    case 'off':
      return 'nothing';
    case 'optional':
      return !usable || kept ? 'nothing' : 'maybePassword';
    case 'required':
      return !usable ? 'impossible' : kept ? 'nothing' : 'password';
    default:
      return policy satisfies never;
  }
}

/** Identity and staff numbers; the last sign of the former may be an X. */
const identityNumber = /\d{5,}[\dXx]?/g;

const plain = (text: string): string => text.normalize('NFKC').toLowerCase().trim();
const wordsOf = (text: string): string[] =>
  plain(text)
    .replaceAll(identityNumber, ' ')
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== '');

/**
 * Whether a common name names the person: the same name, in any order of its words, alone or beside a number as authorities add one
 * (张三@110…, `Li Ming 0042`). Part of a longer name is another name.
 */
export function isNameOf(commonName: string, personName: string): boolean {
  const [given, wanted] = [wordsOf(commonName), wordsOf(personName)];
  if (wanted.length === 0) return false;
  return [...given].sort().join(' ') === [...wanted].sort().join(' ') || given.join('') === wanted.join('');
}

/** Readers need the doctor, not his number: authorities write identity numbers into names. */
export const withoutNumbers = (subject: string): string =>
  subject.replaceAll(identityNumber, (digits) => '*'.repeat(digits.length));
