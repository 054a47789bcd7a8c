// Made-up laboratory documents and dictionaries for tests: small, valid, and changed by spreading.
import {
  type Dictionaries,
  type InstrumentEntry,
  openRange,
  type RangeRule,
  type TestEntry,
} from '../../core/lab/dictionary.ts';
import type { InstrumentMessage, InstrumentResult } from '../../core/lab/instrument-message.ts';
import { newLine } from '../../core/lab/lines.ts';
import type { SpecimenDocument } from '../../core/lab/model.ts';

export const NOW = '2026-07-17T07:20:00.000Z';
export const actor = { id: 'u1', name: '李技师' };
export const reviewer = { id: 'u2', name: '王审核' };

/** Ids that are valid, distinct and the same in every run. */
export function idMaker(): () => string {
  let last = 0;
  return () => {
    last += 1;
    return `00000000-0000-4000-8000-${String(last).padStart(12, '0')}`;
  };
}

export function range(part: Partial<RangeRule> = {}): RangeRule {
  return { ...openRange, ...part };
}

export function testEntry(code: string, part: Partial<TestEntry> = {}): TestEntry {
  return {
    code,
    name: code,
    nameEn: code,
    groupId: 'chem',
    unit: 'mmol/L',
    printOrder: 10,
    method: '',
    kind: 'numeric',
    decimals: 2,
    defaultResult: '',
    commonResults: [],
    clinicalMeaning: '',
    negativeIsSuspicious: true,
    formula: null,
    ranges: [],
    enabled: true,
    ...part,
  };
}

export function channel(name: string, testCode: string, part: Partial<InstrumentEntry['channels'][number]> = {}) {
  return { channel: name, testCode, unit: null, factor: 1, decimals: null, ignore: false, ...part };
}

export const instrument: InstrumentEntry = {
  id: 'analyzer',
  name: 'Analyzer',
  driverId: 'generic-lis02',
  groupId: 'chem',
  instrumentGroup: 'chem-line',
  channels: [
    channel('k', 'K', { unit: 'mmol/L' }),
    channel('glu', 'GLU', { unit: 'mmol/L' }),
    channel('glu', 'GLU', { unit: 'mg/dL', factor: 0.0555, decimals: 2 }),
    channel('tp', 'TP', { unit: 'g/L' }),
    channel('alb', 'ALB', { unit: 'g/L' }),
    channel('hiv', 'HIV'),
    channel('index', 'K', { ignore: true }),
  ],
  clockToleranceHours: 24,
  enabled: true,
};

const tests = [
  testEntry('K', { printOrder: 1, ranges: [range({ low: 3.5, high: 5.3, criticalLow: 2.8, criticalHigh: 6.2 })] }),
  testEntry('GLU', { printOrder: 2, ranges: [range({ low: 3.9, high: 6.1, criticalLow: 2.8, criticalHigh: 22.2 })] }),
  testEntry('TP', { printOrder: 3, unit: 'g/L', decimals: 1, ranges: [range({ low: 65, high: 85 })] }),
  testEntry('ALB', { printOrder: 4, unit: 'g/L', decimals: 1, ranges: [range({ low: 40, high: 55 })] }),
  testEntry('GLB', {
    printOrder: 5,
    unit: 'g/L',
    decimals: 1,
    formula: '{TP} - {ALB}',
    ranges: [range({ low: 20, high: 40 })],
  }),
  testEntry('A/G', { printOrder: 6, unit: '', formula: '{ALB} / {GLB}', ranges: [range({ low: 1.2, high: 2.4 })] }),
  testEntry('HIV', {
    printOrder: 7,
    unit: '',
    kind: 'text',
    ranges: [range({ normalTexts: ['阴性'], criticalTexts: ['阳性'] })],
  }),
];

export const dictionaries: Dictionaries = {
  version: 1,
  test: Object.fromEntries(tests.map((test) => [test.code, test])),
  instrument: { analyzer: instrument },
  orderItem: {},
  group: {
    chem: {
      code: 'chem',
      name: '生化',
      nameEn: 'Chemistry',
      enabled: true,
      departmentId: 'lab',
      requireSecondReview: false,
      printOrder: 1,
    },
    double: {
      code: 'double',
      name: '双审',
      nameEn: 'Double',
      enabled: true,
      departmentId: 'lab',
      requireSecondReview: true,
      printOrder: 2,
    },
  },
  specimenType: {},
  container: {},
  rejectionReason: { haemolysis: { code: 'haemolysis', name: '溶血', nameEn: 'Haemolysis', enabled: true } },
  phrase: {},
  reportTemplate: {},
};

/** A received specimen of a man of 45 with lines for these tests and no results. */
export function specimen(
  testCodes: readonly string[] = ['K', 'GLU'],
  part: Partial<SpecimenDocument> = {},
): SpecimenDocument {
  const lines = testCodes.flatMap((code) => {
    const test = dictionaries.test[code];
    return test === undefined ? [] : [newLine(test, 'ordered')];
  });
  return {
    id: '00000000-0000-4000-8000-0000000000a1',
    version: 3,
    barcode: '2607170001',
    sampleNumber: '0001',
    state: 'received',
    urgent: false,
    groupId: 'chem',
    instrumentGroup: 'chem-line',
    specimenType: 'serum',
    container: 'yellow',
    patient: {
      id: '00000000-0000-4000-8000-0000000000b1',
      number: 'P0001',
      name: '张三',
      sex: 'male',
      birthDate: '1981-01-01',
    },
    visit: {
      id: '00000000-0000-4000-8000-0000000000c1',
      kind: 'inpatient',
      number: 'ZY0001',
      departmentId: 'cardiology',
      departmentName: '心内科',
    },
    orderingDoctor: '赵医生',
    clinicalNote: '',
    items: [],
    lines,
    attachments: [],
    milestones: {
      orderedAt: '2026-07-17T00:00:00.000Z',
      labelPrintedAt: null,
      collectedAt: '2026-07-17T01:00:00.000Z',
      receivedAt: '2026-07-17T02:00:00.000Z',
      firstResultAt: null,
      testedAt: null,
      reviewedAt: null,
      releasedAt: null,
      printedAt: null,
    },
    collectedBy: null,
    receivedBy: null,
    firstReview: null,
    secondReview: null,
    rejection: null,
    recall: null,
    reportVersion: 0,
    remark: '',
    ...part,
  };
}

export function sent(code: string, value: string, part: Partial<InstrumentResult> = {}): InstrumentResult {
  return { code, value, flags: [], ...part };
}

export function message(results: InstrumentResult[], part: Partial<InstrumentMessage> = {}): InstrumentMessage {
  return { kind: 'results', specimenId: '2607170001', instrumentTime: '2026-07-17T15:19:00', results, ...part };
}
