// Barcodes and tubes: check digits, grouping of items, labels.
import { describe, expect, test } from 'vitest';
import { dictionaries, NOW, specimen } from '../../test/support/lab.ts';
import { normalizeBarcode } from './barcode.ts';
import { allocateTubes, tubePrompt } from './barcode-groups.ts';
import type { Dictionaries, OrderItemEntry } from './dictionary.ts';
import { tubeLabel } from './label.ts';
import { SpecimenDocument } from './model.ts';
import { oneTube, specimenForTube } from './registration.ts';

test('scanners add what is not on the label', () => {
  expect(normalizeBarcode('\u0002 ２6071700012\r\n')).toBe('26071700012');
});

const item = (code: string, part: Partial<OrderItemEntry>): OrderItemEntry => ({
  code,
  name: code,
  groupId: 'chem',
  testCodes: ['K'],
  specimenType: 'serum',
  container: 'yellow',
  barcodeGroup: 'chem',
  fee: 5,
  enabled: true,
  ...part,
});
const items = [
  item('electrolytes', { testCodes: ['K'] }),
  item('glucose', { testCodes: ['GLU', 'K'] }),
  item('protein', { testCodes: ['TP'], container: 'red' }),
  item('hiv', { testCodes: ['HIV'], barcodeGroup: 'immuno', groupId: 'immuno' }),
  item('old', { enabled: false }),
];
const withItems: Dictionaries = {
  ...dictionaries,
  orderItem: Object.fromEntries(items.map((one) => [one.code, one])),
  container: {
    yellow: {
      code: 'yellow',
      name: '分离胶促凝管',
      nameEn: 'SST',
      enabled: true,
      colour: '#e3b505',
      colourName: '黄色',
    },
  },
  specimenType: { serum: { code: 'serum', name: '血清', nameEn: 'Serum', enabled: true } },
};

describe('tubes', () => {
  test('items that belong together share one, each test once', () => {
    const tubes = allocateTubes(['glucose', 'electrolytes', 'protein', 'hiv', 'glucose'], withItems);
    expect(tubes.map((tube) => [tube.container, tube.groupId, tube.testCodes, tube.instrumentGroup])).toEqual([
      ['yellow', 'chem', ['K', 'GLU'], 'chem-line'],
      ['red', 'chem', ['TP'], 'chem-line'],
      ['yellow', 'immuno', ['HIV'], null],
    ]);
    expect(tubes[0]?.items).toHaveLength(2);
  });

  test('unknown and disabled items are refused; by hand only one tube', () => {
    expect(() => allocateTubes(['nothing'], withItems)).toThrow('INPUT_INVALID');
    expect(() => allocateTubes(['old'], withItems)).toThrow('INPUT_INVALID');
    expect(() => oneTube(['glucose', 'hiv'], withItems)).toThrow('INPUT_INVALID');
    expect(tubePrompt(oneTube(['glucose'], withItems), withItems)).toBe('黄色 · 分离胶促凝管 · 血清');
  });

  test('a specimen of it, and its label', () => {
    const tube = oneTube(['glucose', 'electrolytes'], withItems);
    const { id, patient, visit } = specimen();
    const document = specimenForTube(
      tube,
      {
        specimenId: id,
        barcode: '26071700012',
        patient,
        visit,
        orderingDoctor: '赵医生',
        clinicalNote: '',
        urgent: true,
        orderedAt: NOW,
        orderIdOf: () => id,
      },
      withItems,
    );
    expect(SpecimenDocument.parse(document)).toEqual(document);
    expect(document.lines.map((line) => line.testCode)).toEqual(['K', 'GLU']);
    expect(tubeLabel(document, withItems, { hospital: '示范医院', now: NOW })).toMatchObject({
      barcode: '26071700012',
      patientName: '张三',
      sex: '男',
      age: '45岁',
      specimenType: '血清',
      colourName: '黄色',
      items: 'glucose、electrolytes',
      urgency: '急',
      printedAt: '2026-07-17 15:20',
    });
  });
});
