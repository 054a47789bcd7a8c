// Header lines: names, several values, person names, items of sequences, what stands outside, and finding.
import { expect, test } from 'vitest';
import type { DicomJson } from '../../../core/dicom/json.ts';
import { headerRows, mostRows, rowsWith, techniqueOf } from './header-rows.ts';

const names: Record<string, string> = { '00100010': 'PatientName', '00180060': 'KVP', '00180080': 'RepetitionTime' };
const keywordOf = (hex: string) => names[hex] ?? '';

const header: DicomJson = {
  '7FE00010': { vr: 'OW', BulkDataURI: 'x' },
  '00180060': { vr: 'DS', Value: [120] },
  '00080008': { vr: 'CS', Value: ['ORIGINAL', 'PRIMARY'] },
  '00100010': { vr: 'PN', Value: [{ Alphabetic: 'Zhang^San', Ideographic: '张^三' }] },
  '00081140': { vr: 'SQ', Value: [{ '00180080': { vr: 'DS', Value: [500.123456] } }, {}] },
};

test('in the order of the tags, items one step further in', () => {
  expect(headerRows(header, keywordOf)).toEqual([
    { depth: 0, tag: '(0008,0008)', keyword: '', vr: 'CS', value: 'ORIGINAL \\ PRIMARY' },
    { depth: 0, tag: '(0008,1140)', keyword: '', vr: 'SQ', value: '× 2' },
    { depth: 1, tag: '(0018,0080)', keyword: 'RepetitionTime', vr: 'DS', value: '500.123456' },
    { depth: 0, tag: '(0010,0010)', keyword: 'PatientName', vr: 'PN', value: 'Zhang^San = 张^三' },
    { depth: 0, tag: '(0018,0060)', keyword: 'KVP', vr: 'DS', value: '120' },
    { depth: 0, tag: '(7FE0,0010)', keyword: '', vr: 'OW', value: '' },
  ]);
});

test('the technique by its names, wherever it stands', () => {
  expect(techniqueOf(headerRows(header, keywordOf))).toEqual([
    { keyword: 'KVP', value: '120' },
    { keyword: 'RepetitionTime', value: '500.12' },
  ]);
});

test('found by tag with and without its marks, by name and by value', () => {
  const rows = headerRows(header, keywordOf);
  for (const words of ['0018,0060', '00180060', 'kvp'])
    expect(rowsWith(rows, words).map(({ value }) => value)).toEqual(['120']);
  expect(rowsWith(rows, '张').length).toBe(1);
  expect(rowsWith(rows, ' ')).toBe(rows);
});

test('a header without an end ends', () => {
  const item: DicomJson = { '00180080': { vr: 'DS', Value: [1] } };
  const long: DicomJson = { '52009230': { vr: 'SQ', Value: Array.from({ length: mostRows * 2 }, () => item) } };
  expect(headerRows(long, keywordOf).length).toBe(mostRows);
});
