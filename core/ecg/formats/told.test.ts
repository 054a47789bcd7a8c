// Whose a recording is, of when, and which leads it has: what damage loses of it is told, never dropped. Found by the fuzz bench.
import { describe, expect, test } from 'vitest';
import { readSeed } from '../../../test/support/ecg-mutation.ts';
import { sealScp } from '../../../test/support/ecg-seals.ts';
import { ecgSeeds } from '../../../test/support/ecg-seeds.ts';
import { readSex } from './person.ts';
import { ProblemList } from './refusal.ts';

const seeds = new Map(ecgSeeds().map((seed) => [seed.format, seed]));

/** Problems of the seed of a format in which a text is another. */
function told(format: string, change: (text: string) => string): string[] {
  const seed = seeds.get(format);
  if (!seed) throw new Error(`no seed of ${format}`);
  const before = Buffer.from(seed.bytes).toString('latin1');
  const after = change(before);
  expect(after).not.toBe(before);
  const bytes = new Uint8Array(Buffer.from(after, 'latin1'));
  return readSeed(seed, format === 'scp' ? sealScp(bytes) : bytes).problems.map(({ code }) => code);
}

describe('a field that is damaged', () => {
  test.each([
    ['aecg', 'GenderCode code="F"', 'GenderCode code="Q"', 'SEX_INVALID'],
    ['aecg', 'birthTime value="19600203"', 'birthTime value="196002.5"', 'DATE_INVALID'],
    ['aecg', 'birthTime value="19600203"', 'birthTime value="196002  "', 'DATE_INVALID'],
    ['dicom', 'DA\x08\x0019600203', 'DA\x08\x00196002  ', 'DATE_INVALID'],
    ['dicom', 'CS\x02\0F', 'CS\x02\0Q', 'SEX_INVALID'],
    ['dicom', 'DA\x08\x0019600203', 'DA\x08\0_z600203', 'DATE_INVALID'],
    ['muse', 'FEMALE', 'FE8ALE', 'SEX_INVALID'],
    ['philips', '<sex>Female', '<sex>Fema1e', 'SEX_INVALID'],
    ['schiller', 'FEMALE', 'FEMyXE', 'SEX_INVALID'],
    ['schiller', '<date>20240309', '<date>2cX40309', 'DATE_INVALID'],
    ['schiller', '<time>102030', '<time>107030', 'DATE_INVALID'],
    ['json', '"sex":"F"', '"sex":"b"', 'SEX_INVALID'],
    ['json', '1960-02-03', '1960-!2-03', 'DATE_INVALID'],
    ['json', '1960-02-03', '1960-02-33', 'DATE_INVALID'],
    ['wfdb', 'Sex: Female', 'Sex: /5male', 'SEX_INVALID'],
    ['wfdb', '09/03/2024', '!9/03/2024', 'DATE_INVALID'],
    ['wfdb', '10:20:30', '10:70:30', 'DATE_INVALID'],
    ['hl7', '|19600203|', '|1960!203|', 'DATE_INVALID'],
    ['hl7', '|19600203|F', '|19600203|b', 'SEX_INVALID'],
    ['hl7', '|P1^', '|~1^', 'ID_INVALID'],
    ['hl7', '|20240309102030', '|202403^9102030', 'DATE_INVALID'],
    ['hl7', '|20240309102030', '|20240309~02030', 'DATE_INVALID'],
    ['scp', '\x1a\x03\0\x0a\x14\x1e', '\x1a\x03\0\x0a\x64\x1e', 'DATE_INVALID'],
  ])('of %s is told: %j to %j', (format, from, to, code) => {
    expect(told(format, (text) => text.replace(from, to))).toEqual([code]);
  });

  test.each([
    ['wfdb', '10:20:30 09/03/2024', '0:0:0 0/0/0'],
    ['json', '"sex":"F"', '"sex":"unknown"'],
    ['hl7', '|20240309102030', '|20240309102030^S'],
    ['hl7', '|19600203|F', '||U'],
    ['dicom', 'DA\x08\x0019600203', 'DA\x0a\x001960.02.03'],
  ])('of %s that nobody knew, or of an older edition, is none: %j to %j', (format, from, to) => {
    expect(told(format, (text) => text.replace(from, to))).toEqual([]);
  });

  test('words for a sex that nobody knows are no damage', () => {
    const problems = new ProblemList();
    for (const word of ['', 'U', 'Unknown', 'undefined', 'x', '未知', '0']) readSex(word, 'x', problems);
    expect(problems.list()).toEqual([]);
  });
});

/** The element of a lead in aECG. */
const sequence = (lead: string) =>
  new RegExp(`<component><sequence classCode="OBS"><code code="MDC_ECG_LEAD_${lead}".*`);

describe('the leads of each other', () => {
  test.each([
    ['a lead whose element is gone', 'aecg', (text: string) => text.replace(sequence('V3'), ''), 'LEAD_MISSING'],
    [
      'a lead that is there again under another name',
      'aecg',
      (text: string) => text.replace(sequence('V3'), (lead) => lead + lead.replace('_V3', '_V7')),
      'LEAD_COPIED',
    ],
    [
      'an event that is there twice',
      'schiller',
      (text: string) => text.replace(/<event>.*<\/event>/, (event) => event + event),
      'WAVEFORM_TWICE',
    ],
    [
      'a lead that says that it begins later than all others',
      'scp',
      (text: string) => text.replace('\x01\0\0\0\x32\0\0\0\x05', '\x11\0\0\0\x32\0\0\0\x05'),
      'LEADS_APART',
    ],
  ])('%s is told', (_, format, change, code) => {
    expect(told(format, change)).toContain(code);
  });

  test('a name that no lead has is told beside the one that is missing', () => {
    expect(told('muse', (text) => text.replace('>V4<', '>V0<'))).toEqual(['LEAD_MISSING', 'LEAD_UNKNOWN']);
  });

  test('electrodes that were put on other places are not missing', () => {
    expect(told('muse', (text) => text.replace('>V4<', '>V4R<').replace('>V3<', '>V3R<'))).toEqual([]);
  });
});
