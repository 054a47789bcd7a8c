// The data dictionary of PS3.6: keyword, VR and multiplicity of every public element, repeating groups included.
import entries from './dictionary.json' with { type: 'json' };
import { isGroupLength, isPrivate, isPrivateCreator, type Tag } from './tag.ts';
import { type Vr, vrNamed } from './vr.ts';

/** Every keyword of PS3.6, so that a misspelt one does not compile. */
export type Keyword = keyof typeof entries;

/** A tag, or the keyword that stands for it. */
export type TagOrKeyword = Tag | Keyword;

export interface DictionaryEntry {
  keyword: Keyword;
  /** In order of PS3.6: one, or the choices that other elements decide (`US/SS`, `OB/OW`). */
  vrs: readonly Vr[];
  /** As PS3.6 writes it: `1`, `1-n`, `2-2n`. */
  multiplicity: string;
  retired: boolean;
}

const byTag = new Map<Tag, DictionaryEntry>();
const byKeyword = new Map<string, Tag>();
const repeating: { mask: number; bits: number; entry: DictionaryEntry }[] = [];

for (const [keyword, text] of Object.entries(entries)) {
  const [hex = '', vrs = '', multiplicity = '', retired] = text.split(' ');
  const entry: DictionaryEntry = {
    keyword: keyword as Keyword,
    vrs: vrs.split('/').flatMap((name) => vrNamed(name) ?? []),
    multiplicity,
    retired: retired === 'R',
  };
  const bits = Number.parseInt(hex.replaceAll('x', '0'), 16);
  byKeyword.set(keyword, bits);
  if (!hex.includes('x')) byTag.set(bits, entry);
  else repeating.push({ mask: Number.parseInt(hex.replaceAll(/[^x]/g, 'F').replaceAll('x', '0'), 16), bits, entry });
}

/** Entry of a public element; undefined for private and unknown ones. Curves and overlays: groups 50xx and 60xx. */
export function entryOf(tag: Tag): DictionaryEntry | undefined {
  const exact = byTag.get(tag);
  if (exact || isPrivate(tag)) return exact;
  return repeating.find(({ mask, bits }) => (tag & mask) >>> 0 === bits)?.entry;
}

/** Tag of a keyword; for a repeating one that of its first group. */
export function tagOf(key: TagOrKeyword): Tag {
  return typeof key === 'number' ? key : (byKeyword.get(key) ?? 0);
}

/** Tag of a text that may be a keyword, as DICOMweb queries name elements; undefined when it is none. */
export const tagNamed = (keyword: string): Tag | undefined => byKeyword.get(keyword);

export const keywordOf = (tag: Tag): Keyword | undefined => entryOf(tag)?.keyword;

/**
 * VR of an element in an implicit VR data set (PS3.5 A.1). `signed` says whether Pixel Representation is 1: it decides
 * `US/SS`. Lookup tables and pixels are OW. Unknown elements are UN.
 */
export function implicitVr(tag: Tag, signed: boolean): Vr {
  const entry = entryOf(tag);
  if (entry === undefined) {
    if (isGroupLength(tag)) return 'UL';
    return isPrivateCreator(tag) ? 'LO' : 'UN';
  }
  const [first = 'UN', second] = entry.vrs;
  if (second === undefined) return first;
  if (entry.vrs.includes('OW')) return 'OW';
  return signed ? 'SS' : 'US';
}
