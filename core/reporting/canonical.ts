// The one text form of a report's content: what is hashed at release and hashed again whenever somebody verifies it (LAB-60).
import type { LabReport } from './model.ts';

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

/** JSON with sorted keys and no spaces; absent and undefined members are left out. Numbers must be finite. */
export function canonicalJson(value: Json): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new RangeError(`not a finite number: ${value}`);
    return JSON.stringify(value);
  }
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = Object.keys(value)
    .sort()
    .flatMap((key) => {
      const member = value[key];
      return member === undefined ? [] : [`${JSON.stringify(key)}:${canonicalJson(member)}`];
    });
  return `{${members.join(',')}}`;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** Everything that is signed: all but the state, its recall and the hash itself, which come later. */
export function canonicalContent(report: LabReport): string {
  const { state: _state, recall: _recall, contentHash: _hash, ...content } = report;
  return canonicalJson(content);
}

/** `hash` is SM3 in hex over UTF-8, passed in because the core has no cryptography of its own. */
export function contentHash(report: LabReport, hash: (text: string) => string): string {
  return hash(canonicalContent(report));
}

/** False when anything that was signed is not as it was signed. */
export function isUnaltered(report: LabReport, hash: (text: string) => string): boolean {
  return contentHash(report, hash) === report.contentHash;
}
