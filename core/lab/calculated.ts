// Calculated tests (LAB-34): recomputed whenever an operand changes, withdrawn when one is missing, never made from a bound or a no-value.
import { formatDecimal, parseDecimal, round } from '../kernel/decimal.ts';
import type { Dictionaries, TestEntry } from './dictionary.ts';
import { evaluate, parseFormula } from './formula.ts';
import { currentVersion, findLine, judgeFor, replaceLine } from './lines.ts';
import type { ResultVersion, SpecimenDocument, TestLine } from './model.ts';
import { numericOf, parseReading } from './numeric.ts';
import { addVersion } from './versions.ts';

export interface CalculationContext {
  now: string;
  newId: () => string;
}

const DEFAULT_DECIMALS = 2;

/** The text of the calculated value, or null when it cannot be calculated from what stands in the document. */
export function calculateTest(document: SpecimenDocument, test: TestEntry): string | null {
  const parsed = test.formula === null ? null : parseFormula(test.formula);
  if (parsed === null || !parsed.ok) return null;
  const value = evaluate(parsed.expression, (code) => {
    const line = findLine(document, code);
    const current = line === null ? null : currentVersion(line);
    if (current === null || current.noValue || numericOf(current.value) === null) return null;
    return parseReading(current.value)?.value ?? null;
  });
  return value === null ? null : formatDecimal(round(value, test.decimals ?? DEFAULT_DECIMALS));
}

/**
 * The document with every calculated line up to date. Lines whose current value a person typed or an analyzer measured are left alone.
 * Formulas may use calculated tests; a circle simply never gets a value, because each of its members waits for another.
 */
export function recalculate(
  document: SpecimenDocument,
  dictionaries: Dictionaries,
  context: CalculationContext,
): SpecimenDocument {
  const tests = document.lines.flatMap((line) => {
    const test = dictionaries.test[line.testCode];
    return test?.formula == null ? [] : [test];
  });
  let result = document;
  // Each pass settles at least one more test of a chain, so as many passes as tests are enough.
  for (let pass = 0; pass < tests.length; pass += 1) {
    const before = result;
    for (const test of tests) result = recalculateOne(result, test, dictionaries, context);
    if (result === before) break;
  }
  return result;
}

function recalculateOne(
  document: SpecimenDocument,
  test: TestEntry,
  dictionaries: Dictionaries,
  context: CalculationContext,
): SpecimenDocument {
  const line = findLine(document, test.code);
  if (line === null || !isOwnedByFormula(line)) return document;
  const value = calculateTest(document, test);
  const current = currentVersion(line);
  if (value === null) return current === null ? document : replaceLine(document, { ...line, currentId: null });
  if (current?.value === value) return document;
  const version: ResultVersion = {
    id: context.newId(),
    testCode: test.code,
    value,
    unit: test.unit,
    numeric: parseDecimal(value) === null ? null : Number(value),
    noValue: false,
    ...judgeFor(document, test, value, dictionaries, context.now),
    instrumentFlags: [],
    source: 'calculated',
    instrumentId: null,
    channel: null,
    messageId: null,
    instrumentTime: null,
    clockSuspect: false,
    receivedAt: context.now,
    enteredBy: null,
    supersedes: null,
    reason: line.versions.length === 0 ? null : 'recalculated',
    comments: [],
    qualifiers: {},
  };
  return replaceLine(document, addVersion(line, version, 'replace'));
}

function isOwnedByFormula(line: TestLine): boolean {
  return (
    line.versions.every((version) => version.source === 'calculated') || currentVersion(line)?.source === 'calculated'
  );
}
