// Queries by what stands in Request Attributes Sequence (0040,0275): the request that a series was made for (PS3.18 table 10.6.1-5, PS3.4 C.6).
import { type RawBuilder, sql } from 'kysely';
import { entryOf, type Keyword, tagOf } from '../../../../core/dicom/dictionary.ts';
import { hasWildcard, likePattern } from './wildcards.ts';

const sequence = 'RequestAttributesSequence' satisfies Keyword;

export type RequestKey = `${typeof sequence}.${Keyword}`;
/** An attribute, or one within an item of Request Attributes Sequence. */
export type QueryKey = Keyword | RequestKey;

/** VRs whose values are compared as text. */
const texts = new Set(['SH', 'LO', 'CS', 'UI', 'AE']);

const vrOf = (keyword: Keyword): string => entryOf(tagOf(keyword))?.vrs[0] ?? '';

/** Null where nothing is found by an attribute in that sequence. */
export function requestKey(of: Keyword, keyword: Keyword): RequestKey | null {
  return of === sequence && texts.has(vrOf(keyword)) ? `${sequence}.${keyword}` : null;
}

function inItem(keyword: Keyword, value: string): { where: RawBuilder<boolean>; exactly: string | null } {
  const tag = tagHex(keyword);
  const stored = sql`item -> ${sql.lit(tag)} -> 'Value' ->> 0`;
  const values = vrOf(keyword) === 'UI' ? value.split(/[\\,]/).filter(Boolean) : [value.trim()];
  const [one = '', ...more] = values;
  if (more.length > 0) return { where: sql<boolean>`(${stored}) = any(${values}::text[])`, exactly: null };
  if (hasWildcard(one)) return { where: sql<boolean>`(${stored}) like ${likePattern(one)}`, exactly: null };
  return { where: sql<boolean>`(${stored}) = ${one}`, exactly: one };
}

const tagHex = (keyword: Keyword): string => tagOf(keyword).toString(16).toUpperCase().padStart(8, '0');

/**
 * All that is asked has to stand in one item. On the alias `s` of imaging_series; null when nothing is asked.
 * @returns `isNamed`: found by the index of requests (migration 0302)
 */
export function requestAttributes(
  keys: ReadonlyMap<QueryKey, string>,
): { where: RawBuilder<boolean>; isNamed: boolean } | null {
  const asked = [...keys].flatMap(([key, value]) => {
    const [of, keyword] = key.split('.');
    // The key was made by `requestKey`.
    return of === sequence && keyword && value !== '' && !/^\*+$/.test(value)
      ? [[keyword as Keyword, value] as const]
      : [];
  });
  if (asked.length === 0) return null;
  const parts = asked.map(([keyword, value]) => ({ keyword, ...inItem(keyword, value) }));
  const together = sql<boolean>`exists (select from jsonb_array_elements(s.main -> '00400275' -> 'Value') item
    where ${sql.join(
      parts.map(({ where }) => where),
      sql` and `,
    )})`;
  const named = parts.filter(({ exactly }) => exactly !== null);
  if (named.length === 0) return { where: together, isNamed: false };
  const item = Object.fromEntries(named.map(({ keyword, exactly }) => [tagHex(keyword), { Value: [exactly] }]));
  const contained = JSON.stringify({ Value: [item] });
  return {
    where: sql<boolean>`(s.main ? '00400275' and s.main -> '00400275' @> ${contained}::jsonb and ${together})`,
    isNamed: true,
  };
}
