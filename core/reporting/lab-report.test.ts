// The report as data: complete, marked, hashed; and that nothing in it can change unseen.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { actor, dictionaries, idMaker, NOW, reviewer, specimen } from '../../test/support/lab.ts';
import type { Dictionaries } from '../lab/dictionary.ts';
import type { SpecimenDocument } from '../lab/model.ts';
import { enterResults } from '../lab/result-entry.ts';
import { recall, review } from '../lab/review.ts';
import { canonicalContent, canonicalJson, isUnaltered } from './canonical.ts';
import { buildLabReport, type LabReportOptions, signersOf, templateFor } from './lab-report.ts';
import { LabReport } from './model.ts';
import { printedCode, readCode, verificationCode } from './verification-code.ts';

const newId = idMaker();
const context = { now: NOW, actor, newId, dictionaries };
/** Stands in for SM3: any function of the text does for these tests. */
const hash = (text: string) =>
  [...text].reduce((sum, char) => (sum * 31 + (char.codePointAt(0) ?? 0)) >>> 0, 7).toString(16);
const options: LabReportOptions = {
  id: newId(),
  hospital: '示范医院',
  verificationCode: '7K3M0QXA9TZ2',
  signatureOf: (id) => (id === reviewer.id ? 'data:image/png;base64,AAAA' : null),
  hash,
};
const template = {
  title: '检验报告单',
  paper: 'A5' as const,
  doubleColumnFrom: 20,
  showHistograms: true,
  footer: '仅供参考',
  enabled: true,
  nameEn: '',
};
const withTemplates: Dictionaries = {
  ...dictionaries,
  specimenType: { serum: { code: 'serum', name: '血清', nameEn: 'Serum', enabled: true } },
  reportTemplate: {
    general: { ...template, code: 'general', name: '通用', groupId: null },
    chem: { ...template, code: 'chem', name: '生化', groupId: 'chem', title: '生化报告单', paper: 'A4' },
    off: { ...template, code: 'a', name: '停用', groupId: 'chem', enabled: false },
  },
};

function released(part: Partial<SpecimenDocument> = {}, value = '6.8'): SpecimenDocument {
  const filled = enterResults(
    specimen(['K', 'GLU', 'TP'], part),
    {
      results: [
        { testCode: 'K', value },
        { testCode: 'GLU', value: '5.20' },
      ],
    },
    context,
  );
  return review(filled, { confirmed: true, criticals: [], witness: reviewer }, context);
}

const histogram = {
  kind: 'histogram' as const,
  code: '15000',
  name: 'WBC',
  mediaType: 'application/octet-stream',
  encoding: 'base64' as const,
  data: 'AAECAw==',
  messageId: 'm',
  receivedAt: NOW,
};

describe('content', () => {
  const report = buildLabReport(
    released({ attachments: [histogram, { ...histogram, code: 'path', encoding: 'reference', data: 'x.png' }] }),
    withTemplates,
    options,
  );

  test('is what was released, in words', () => {
    expect(LabReport.parse(report)).toEqual(report);
    expect(report).toMatchObject({
      version: 1,
      state: 'released',
      title: '生化报告单',
      paper: 'A4',
      specimenType: '血清',
      patient: { name: '张三', age: '45岁' },
      visit: { kind: '住院', departmentName: '心内科', bed: '' },
      testedBy: actor.name,
      reviewedBy: reviewer.name,
      testedBySignature: null,
      reviewedBySignature: 'data:image/png;base64,AAAA',
    });
  });

  test('lines with values only, as typed, with their mark', () => {
    expect(report.lines.map((line) => [line.testCode, line.value, line.mark, line.range])).toEqual([
      ['K', '6.8', 'criticalHigh', '3.50–5.30'],
      ['GLU', '5.20', '', '3.90–6.10'],
    ]);
  });

  test('curves that can be drawn', () => {
    expect(report.histograms).toEqual([
      { name: 'WBC', kind: 'histogram', mediaType: 'application/octet-stream', picture: null, counts: [0, 1, 2, 3] },
    ]);
  });

  test('only of what is released', () => {
    expect(() => buildLabReport(specimen(), withTemplates, options)).toThrow('STATE_REFUSED');
  });
});

test('template and signers', () => {
  expect(templateFor('chem', withTemplates)?.code).toBe('chem');
  expect(templateFor('blood', withTemplates)?.code).toBe('general');
  expect(templateFor('blood', dictionaries)).toBeNull();
  const single = { ...released(), secondReview: null, firstReview: { by: reviewer, at: NOW } };
  expect(signersOf(single)).toEqual({ testedBy: actor, reviewedBy: reviewer });
});

describe('hash', () => {
  const report = buildLabReport(released(), withTemplates, options);

  test('state and recall may come later, nothing else may', () => {
    expect(isUnaltered(report, hash)).toBe(true);
    expect(isUnaltered({ ...report, state: 'recalled', recall: { reason: 'x', by: 'y', at: NOW } }, hash)).toBe(true);
    const [first] = report.lines;
    if (first === undefined) throw new Error('no line');
    expect(isUnaltered({ ...report, lines: [{ ...first, value: '4.1' }] }, hash)).toBe(false);
    expect(isUnaltered({ ...report, reviewedBy: '他人' }, hash)).toBe(false);
  });

  test('the order of members does not matter, every value does', () => {
    const shuffled = LabReport.parse(Object.fromEntries(Object.entries(report).reverse()));
    expect(canonicalContent(shuffled)).toBe(canonicalContent(report));
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const json = value as Parameters<typeof canonicalJson>[0];
        return canonicalJson(JSON.parse(canonicalJson(json))) === canonicalJson(json);
      }),
    );
    expect(() => canonicalJson(Number.NaN)).toThrow(RangeError);
    expect(canonicalJson({ b: 1, a: [true, null], c: undefined })).toBe('{"a":[true,null],"b":1}');
  });
});

describe('verification code', () => {
  test('twelve characters without look-alikes, read back in any form', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 8, maxLength: 8 }), (random) => {
        const code = verificationCode(random);
        expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{12}$/u);
        expect(readCode(printedCode(code).toLowerCase())).toBe(code);
        expect(readCode(code.replaceAll('0', 'O').replaceAll('1', 'l'))).toBe(code);
      }),
    );
  });

  test('differs when the random bytes do', () => {
    const code = (last: number) => verificationCode(Uint8Array.of(0, 1, 2, 3, 4, 5, 6, last));
    expect(code(0)).not.toBe(code(16));
    expect(printedCode('7K3M0QXA9TZ2')).toBe('7K3M-0QXA-9TZ2');
    expect(readCode('7K3M0QXA9TZ')).toBeNull();
    expect(readCode('7K3M0QXA9TZU')).toBeNull();
    expect(() => verificationCode(new Uint8Array(7))).toThrow(RangeError);
  });
});

test('a corrected report is the second version, with the corrected values and the added ones', () => {
  const first = released();
  const recalled = recall(first, { reason: '结果有误' }, context);
  const corrected = enterResults(
    recalled,
    {
      results: [
        { testCode: 'K', value: '4.4' },
        { testCode: 'TP', value: '70' },
      ],
      reason: '更正',
    },
    context,
  );
  const second = review(corrected, { confirmed: true, criticals: [], witness: reviewer }, context);
  const before = buildLabReport(first, withTemplates, options);
  const after = buildLabReport(second, withTemplates, options);
  expect(after.version).toBe(2);
  const values = ({ lines }: LabReport) => lines.map(({ testCode, value }) => [testCode, value]);
  expect(values(before)).toContainEqual(['K', '6.8']);
  expect(values(after)).toEqual(
    expect.arrayContaining([
      ['K', '4.4'],
      ['TP', '70'],
    ]),
  );
});
