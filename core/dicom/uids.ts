// Unique identifiers of PS3.6 annex A: SOP classes, well-known instances, coding schemes, and how UIDs look (PS3.5 9).
import registry from './uid-registry.json' with { type: 'json' };

/** Every keyword of the UID registry, so that a misspelt one does not compile. */
export type UidKeyword = keyof typeof registry;

export interface UidEntry {
  uid: string;
  keyword: UidKeyword;
  /** `SOP Class`, `Transfer Syntax`, `Well-known SOP Instance`, … as PS3.6 table A-1 writes it. */
  type: string;
  name: string;
  retired: boolean;
}

const byUid = new Map<string, UidEntry>();
const byKeyword = new Map<string, string>();
for (const [keyword, text] of Object.entries(registry)) {
  const [uid = '', type = '', name = '', retired] = text.split('|');
  byUid.set(uid, { uid, keyword: keyword as UidKeyword, type, name, retired: retired === 'R' });
  byKeyword.set(keyword, uid);
}

export const uidOf = (keyword: UidKeyword): string => byKeyword.get(keyword) ?? '';
export const uidEntry = (uid: string): UidEntry | undefined => byUid.get(uid);

/** Name for people; the UID itself when the registry does not have it. */
export const uidName = (uid: string): string => byUid.get(uid)?.name ?? uid;

/** PS3.5 9.1: at most 64 characters, digits and dots, no component with a leading zero. */
export const isUid = (text: string): boolean =>
  text.length <= 64 && /^(?:0|[1-9][0-9]*)(?:\.(?:0|[1-9][0-9]*))+$/.test(text);

/** A UID below 2.25 (PS3.5 B.2) from 16 random bytes that the caller brings. */
export function uidFromRandom(bytes: Uint8Array): string {
  const value = bytes.subarray(0, 16).reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  return `2.25.${value}`;
}

/** Storage SOP classes (PS3.4 annexes B and GG), retired ones too: archives keep what they were sent. */
export const storageClasses: readonly UidEntry[] = [...byUid.values()].filter(
  ({ type, keyword }) =>
    type === 'SOP Class' &&
    keyword !== 'MediaStorageDirectoryStorage' &&
    /Storage(?:Trial|ForPresentation|ForProcessing)?$/.test(keyword),
);

const storageUids = new Set(storageClasses.map(({ uid }) => uid));
export const isStorageClass = (uid: string): boolean => storageUids.has(uid);

/** What this program calls itself in the files that it writes (PS3.10 7.1); the UID is made from a UUID (PS3.5 B.2). */
export const implementation = {
  classUid: '2.25.278990573176649603454990274976443631244',
  versionName: 'YISHU_1',
} as const;
