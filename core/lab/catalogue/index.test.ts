// The shipped catalogue: every entry valid, every name it points at there, and the captured messages of the seven analyzers placed with it.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { NOW, range, specimen } from '../../../test/support/lab.ts';
import { allocateTubes } from '../barcode-groups.ts';
import { Dictionaries, type DictionaryKind, dictionarySchemas } from '../dictionary.ts';
import { parseFormula } from '../formula.ts';
import { judge } from '../judge.ts';
import { judgeFor } from '../lines.ts';
import { chooseRange } from '../ranges.ts';
import { shippedDictionaries } from './index.ts';
import { instruments } from './instruments.ts';

const dictionaries: Dictionaries = { version: 1, ...shippedDictionaries };

test('every entry has the shape of its dictionary and stands under its own code', () => {
  expect(Dictionaries.parse(dictionaries)).toEqual(dictionaries);
  for (const [kind, schema] of Object.entries(dictionarySchemas)) {
    for (const [key, entry] of Object.entries(shippedDictionaries[kind as DictionaryKind])) {
      expect(schema.safeParse(entry).success, `${kind} ${key}`).toBe(true);
      expect('id' in entry ? entry.id : entry.code).toBe(key);
    }
  }
});

test('no code is given twice', () => {
  expect(Object.keys(dictionaries.test)).toHaveLength(
    new Set(Object.values(dictionaries.test).map((one) => one.printOrder)).size,
  );
});

describe('what is named is there', () => {
  test('order items', () => {
    for (const item of Object.values(dictionaries.orderItem)) {
      expect(dictionaries.group[item.groupId], item.code).toBeDefined();
      expect(dictionaries.specimenType[item.specimenType], item.code).toBeDefined();
      expect(dictionaries.container[item.container], item.code).toBeDefined();
      for (const code of item.testCodes) expect(dictionaries.test[code], `${item.code} ${code}`).toBeDefined();
      expect(allocateTubes([item.code], dictionaries)).toHaveLength(1);
    }
  });

  test('tests, formulas and templates', () => {
    for (const entry of Object.values(dictionaries.test)) {
      expect(dictionaries.group[entry.groupId], entry.code).toBeDefined();
      if (entry.formula === null) continue;
      const parsed = parseFormula(entry.formula);
      expect(parsed.ok, entry.code).toBe(true);
      if (parsed.ok)
        for (const code of parsed.codes) expect(dictionaries.test[code], `${entry.code} ${code}`).toBeDefined();
    }
    for (const template of Object.values(dictionaries.reportTemplate)) {
      if (template.groupId !== null) expect(dictionaries.group[template.groupId]).toBeDefined();
    }
  });

  test('channels', () => {
    for (const instrument of instruments) {
      expect(dictionaries.group[instrument.groupId]).toBeDefined();
      for (const channel of instrument.channels) {
        if (!channel.ignore)
          expect(dictionaries.test[channel.testCode], `${instrument.id} ${channel.channel}`).toBeDefined();
      }
    }
  });
});

describe('ranges', () => {
  const subject = {
    sex: 'male' as const,
    ageDays: 45 * 365,
    specimenType: 'serum',
    departmentId: 'x',
    visitKind: 'inpatient',
  };
  const ages = [0, 10, 28, 400, 5000, 6574, 6575, 8000, 18_262, 21_915, 30_000, 40_000, null];

  test('nobody meets two rules of equal weight', () => {
    for (const entry of Object.values(dictionaries.test)) {
      for (const sex of ['male', 'female', 'unknown'] as const) {
        for (const ageDays of ages)
          expect(chooseRange(entry.ranges, { ...subject, sex, ageDays }).kind, entry.code).not.toBe('ambiguous');
      }
    }
  });

  test('limits stand in their order', () => {
    for (const entry of Object.values(dictionaries.test)) {
      for (const { criticalLow, low, high, criticalHigh } of entry.ranges) {
        const limits = [criticalLow, low, high, criticalHigh].filter((limit) => limit !== null);
        expect(limits, entry.code).toEqual([...limits].sort((a, b) => a - b));
      }
    }
  });

  test.each([
    ['HGB', { sex: 'male' as const, birthDate: '1981-01-01' }, '129', 'low'],
    ['HGB', { sex: 'female' as const, birthDate: '1981-01-01' }, '129', 'normal'],
    ['HGB', { sex: 'female' as const, birthDate: '2020-01-01' }, '129', 'unknown'],
    ['HGB', { sex: 'female' as const, birthDate: '2020-01-01' }, '45', 'criticalLow'],
    ['K', { sex: 'unknown' as const, birthDate: null }, '6.8', 'criticalHigh'],
    ['GLU', { sex: 'male' as const, birthDate: '2026-07-10' }, '2.5', 'unknown'],
    ['GLU', { sex: 'male' as const, birthDate: '1981-01-01' }, '2.5', 'criticalLow'],
    ['CREA', { sex: 'male' as const, birthDate: '1950-01-01' }, '105', 'normal'],
    ['CREA', { sex: 'male' as const, birthDate: '1981-01-01' }, '105', 'high'],
    ['SARS2-RNA', { sex: 'male' as const, birthDate: null }, 'NEGATIVE', 'normal'],
    ['MTB-DNA', { sex: 'male' as const, birthDate: null }, 'DETECTED', 'abnormal'],
  ])('%s of %j: %s is %s', (code, patient, value, expected) => {
    const document = specimen();
    const entry = dictionaries.test[code];
    if (entry === undefined) throw new Error(code);
    const judged = judgeFor(
      { ...document, patient: { ...document.patient, ...patient } },
      entry,
      value,
      dictionaries,
      NOW,
    );
    expect(judged.abnormality).toBe(expected);
  });

  test('default and common results are judged as they are meant', () => {
    for (const entry of Object.values(dictionaries.test)) {
      const [rule] = entry.ranges;
      if (entry.kind === 'text' && entry.defaultResult !== '')
        expect(judge(entry.defaultResult, rule ?? range()), entry.code).toBe('normal');
    }
  });
});

const here = new URL('../../../', import.meta.url);
test('drivers and instruments name each other', () => {
  const folder = new URL('device-drivers/drivers/', here);
  if (!existsSync(folder)) return;
  const drivers = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  for (const instrument of instruments) expect(drivers).toContain(instrument.driverId);
  expect(readFileSync(new URL('core/lab/catalogue/index.ts', here), 'utf8')).toContain('Unverified');
});
