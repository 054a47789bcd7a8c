// Coded entries (PS3.3 8.8): how a code is written into an item and read back, and how two codes are compared.
import { DataSet } from '../../dicom/data-set.ts';

export interface Code {
  value: string;
  /** Coding Scheme Designator: DCM, SCT, UCUM … */
  scheme: string;
  meaning: string;
}

/** Private codes of this program; described in the Coding Scheme Identification Sequence of what it writes. */
export const ownScheme = '99YISHU';

export const dcm = (value: string, meaning: string): Code => ({ value, scheme: 'DCM', meaning });
export const sct = (value: string, meaning: string): Code => ({ value, scheme: 'SCT', meaning });
export const own = (value: string, meaning: string): Code => ({ value, scheme: ownScheme, meaning });

/** What LO and SH cannot hold: backslashes separate values, control characters are forbidden. */
export const plainText = (text: string, most: number): string =>
  [...text.replaceAll(/[\\\p{Cc}]/gu, ' ')].slice(0, most).join('');

/** An item of a code sequence; values over 16 characters go into Long Code Value (0008,0119). */
export function codeItem({ value, scheme, meaning }: Code): DataSet {
  const item = new DataSet();
  if (value.length <= 16) item.set('CodeValue', value);
  item.set('CodingSchemeDesignator', scheme).set('CodeMeaning', plainText(meaning, 64).trim() || value.slice(0, 64));
  if (value.length > 16) item.set('LongCodeValue', value);
  return item;
}

/** Undefined when the item names neither a value nor a meaning. */
export function readCode(item: DataSet | undefined): Code | undefined {
  if (!item) return undefined;
  const value = item.string('CodeValue') ?? item.string('LongCodeValue') ?? item.string('URNCodeValue') ?? '';
  const meaning = item.string('CodeMeaning') ?? '';
  if (value === '' && meaning === '') return undefined;
  return { value, scheme: item.string('CodingSchemeDesignator') ?? '', meaning };
}

export const isCode = (code: Code | undefined, other: Code): boolean =>
  code !== undefined && code.value === other.value && code.scheme === other.scheme;
