// Lead names: spellings of vendors and standards to one name, and what is none of them untouched.
import { describe, expect, test } from 'vitest';
import { dicomLeadCode, leadName, leadOfCode, mdcLeadCode, scpLeadName, standardOrder, twelveLeads } from './leads.ts';

describe('leads', () => {
  test.each([
    ['MDC_ECG_LEAD_AVR', 'aVR'],
    ['Lead I (Einthoven)', 'I'],
    ['LEAD V4R', 'V4R'],
    ['AVL', 'aVL'],
    ['avf', 'aVF'],
    ['v1', 'V1'],
    ['DIII', 'III'],
    ['C5', 'V5'],
    ['ECG II', 'II'],
    ['EKG-V1', 'V1'],
    ['ECG LA-RA', 'I'],
    ['-aVR', '-aVR'],
    ['MDC_ECG_LEAD_AVRneg', '-aVR'],
    ['MLII', 'MLII'],
    ['ECG 1', 'ECG 1'],
    [' RESP ', 'RESP'],
  ])('%s is %s', (text, name) => {
    expect(leadName(text)).toBe(name);
  });

  test('every standard lead comes back from its MDC and DICOM code', () => {
    for (const name of standardOrder) expect(leadName(mdcLeadCode(name))).toBe(name);
    for (const name of twelveLeads) expect(leadOfCode(dicomLeadCode(name) ?? '', 'MDC')).toBe(name);
  });

  test('SCP-ECG numbers: 61 is III, 11 is V3R; unknown ones keep their number', () => {
    expect([1, 2, 3, 8, 9, 11, 61, 64, 200].map(scpLeadName)).toEqual([
      'I',
      'II',
      'V1',
      'V6',
      'V7',
      'V3R',
      'III',
      'aVF',
      'SCP 200',
    ]);
    expect(leadOfCode('5.6.3-9-62', 'SCPECG')).toBe('aVR');
    expect(leadOfCode('131073', 'MDC')).toBe('I');
    expect(['2:65', '2:15', '2:69'].map((code) => leadOfCode(code, 'MDC'))).toEqual(['-aVR', 'V7R', 'V9R']);
    expect(leadOfCode('2:1', 'SCPECG')).toBeUndefined();
  });
});
