// What stands for a UID, for a patient and for the distance by which dates move: made from a secret, equal for equal input.
import { uidEntry, uidFromRandom } from '../uids.ts';

export interface Pseudonyms {
  uid(uid: string): string;
  /** Name and ID of a patient, one text. */
  patient(person: string): string;
  /** Days by which this person's dates move, into the past. */
  days(person: string): number;
}

/** At least a season, at most ten years: a date of an export is never the true one. */
const fewestDays = 90;
const mostDays = 3650;

/** @param keyedHash of a text, at least 16 bytes, under the secret of the export: without it nobody can go back */
export function makePseudonyms(keyedHash: (text: string) => Uint8Array): Pseudonyms {
  const made = new Map<string, string>();
  return {
    uid(uid) {
      // Well-known UIDs name a class, a syntax or a coding scheme, no examination.
      if (uidEntry(uid)) return uid;
      const known = made.get(uid);
      if (known) return known;
      const other = uidFromRandom(keyedHash(`uid ${uid}`));
      made.set(uid, other);
      return other;
    },
    patient(person) {
      const bytes = keyedHash(`patient ${person}`).subarray(0, 6);
      return `ANON-${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
    },
    days(person) {
      const bytes = keyedHash(`days ${person}`);
      const number = ((bytes[0] ?? 0) << 16) | ((bytes[1] ?? 0) << 8) | (bytes[2] ?? 0);
      return -(fewestDays + (number % (mostDays - fewestDays + 1)));
    },
  };
}
