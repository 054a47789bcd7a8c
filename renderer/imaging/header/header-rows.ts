// The elements of an image's header as lines to read: tag, name, value, items of sequences one step further in.
import type { DicomJson, DicomJsonElement, DicomJsonValue } from '../../../core/dicom/json.ts';

export interface HeaderRow {
  depth: number;
  /** `(0018,0060)` */
  tag: string;
  /** Keyword of PS3.6; empty for private and unknown elements. */
  keyword: string;
  vr: string;
  /** What is stored; empty where the value stands outside of the header. */
  value: string;
}

/** Enhanced multi-frame objects have tens of thousands; so many are read out. */
export const mostRows = 4000;

const isName = (value: object): value is { Alphabetic?: string; Ideographic?: string; Phonetic?: string } =>
  'Alphabetic' in value || 'Ideographic' in value || 'Phonetic' in value;

function shownValue(value: DicomJsonValue): string {
  if (value === null) return '';
  if (typeof value !== 'object') return String(value);
  return isName(value) ? [value.Alphabetic, value.Ideographic, value.Phonetic].filter(Boolean).join(' = ') : '';
}

const shownTag = (hex: string) => `(${hex.slice(0, 4)},${hex.slice(4)})`;

/** @param keywordOf by the eight digits of a tag; empty for an unknown one */
export function headerRows(header: DicomJson, keywordOf: (hex: string) => string): HeaderRow[] {
  const rows: HeaderRow[] = [];
  const add = (hex: string, element: DicomJsonElement, depth: number) => {
    const { vr, Value: values = [] } = element;
    const common = { depth, tag: shownTag(hex), keyword: keywordOf(hex), vr };
    if (vr !== 'SQ') {
      rows.push({ ...common, value: values.map(shownValue).join(' \\ ') });
      return;
    }
    rows.push({ ...common, value: `× ${values.length}` });
    for (const item of values) if (item !== null && typeof item === 'object') walk(item as DicomJson, depth + 1);
  };
  function walk(set: DicomJson, depth: number): void {
    for (const hex of Object.keys(set).sort()) {
      const element = set[hex];
      if (rows.length >= mostRows) return;
      if (element) add(hex, element, depth);
    }
  }
  walk(header, 0);
  return rows;
}

/** How it was made, in the order in which readers ask; each where it stands first, in an enhanced object in the groups of its frames. */
export const techniqueKeywords = [
  'KVP',
  'XRayTubeCurrent',
  'Exposure',
  'ConvolutionKernel',
  'RepetitionTime',
  'EchoTime',
  'InversionTime',
  'FlipAngle',
  'MagneticFieldStrength',
  'SliceThickness',
  'SpacingBetweenSlices',
  'ContrastBolusAgent',
  'PatientPosition',
  'ManufacturerModelName',
] as const;
export type TechniqueKeyword = (typeof techniqueKeywords)[number];

/** Machines write 2002.5166015625 where they mean 2002.5. */
const rounded = (value: string): string =>
  /^-?\d+\.\d{3,}$/.test(value) ? String(Number(Number(value).toFixed(2))) : value;

export function techniqueOf(rows: readonly HeaderRow[]): { keyword: TechniqueKeyword; value: string }[] {
  return techniqueKeywords.flatMap((keyword) => {
    const found = rows.find((row) => row.keyword === keyword && row.value !== '');
    return found ? [{ keyword, value: rounded(found.value) }] : [];
  });
}

/** Rows that have the words in tag, name or value; upper and lower case are one. */
export function rowsWith(rows: readonly HeaderRow[], words: string): readonly HeaderRow[] {
  const wanted = words.trim().toLowerCase();
  if (!wanted) return rows;
  return rows.filter(({ tag, keyword, value }) =>
    [tag, tag.replaceAll(/[(),]/g, ''), keyword, value].some((text) => text.toLowerCase().includes(wanted)),
  );
}
