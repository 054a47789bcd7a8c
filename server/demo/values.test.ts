// Made-up results that a haematologist would believe: percentages of a hundred, counts and indices that follow from one another.
import { expect, test } from 'vitest';
import { shippedDictionaries } from '../../core/lab/catalogue/index.ts';
import type { SpecimenDocument } from '../../core/lab/model.ts';
import { testSpecimen } from '../../test/support/lab-fixtures.ts';
import { analyzerResults, seededRandom } from './values.ts';

const dictionaries = { version: 1, ...shippedDictionaries };
const template = testSpecimen('1', 'received');
const [line] = template.lines;

/** A received blood count without a result. */
function bloodCount(): SpecimenDocument {
  if (!line) throw new Error('the fixture has no line');
  const codes = dictionaries.orderItem.CBC?.testCodes ?? [];
  return { ...template, lines: codes.map((testCode) => ({ ...line, testCode, currentId: null, versions: [] })) };
}

test.each(['sysmex-xn-550', 'mindray-bc-5380'])('%s: a whole blood count that holds together', (id) => {
  const instrument = dictionaries.instrument[id];
  if (!instrument) throw new Error(id);
  const random = seededRandom(7);
  for (let round = 0; round < 200; round += 1) {
    const document = bloodCount();
    const results = analyzerResults(document, instrument, dictionaries, random);
    const testOf = (code: string, unit: string) =>
      instrument.channels.find((channel) => channel.channel === code && (channel.unit ?? unit) === unit)?.testCode ??
      '';
    const values = new Map(results.map(({ code, unit, value }) => [testOf(code, unit), Number(value)]));
    expect([...values.keys()].sort()).toEqual(document.lines.map(({ testCode }) => testCode).sort());
    const of = (code: string) => values.get(code) ?? Number.NaN;
    const kinds = ['NEUT', 'LYMPH', 'MONO', 'EO', 'BASO'];
    expect(kinds.reduce((sum, kind) => sum + Math.round(of(`${kind}%`) * 10), 0)).toBe(1000);
    for (const kind of kinds) {
      expect(of(`${kind}%`)).toBeGreaterThanOrEqual(0);
      expect(of(`${kind}#`)).toBeCloseTo((of('WBC') * of(`${kind}%`)) / 100, 1);
    }
    expect(Math.abs(of('HGB') / of('RBC') - of('MCH'))).toBeLessThan(0.4);
  }
});
