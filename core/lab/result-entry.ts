// Results by hand: typed values, the choice among reruns, added tests, the remark (LAB-36).
import { fail } from '../kernel/errors.ts';
import { type ActContext, nextVersion, requireReason } from './act.ts';
import type { TestEntry } from './dictionary.ts';
import { currentVersion, findLine, judgeFor, newLine, replaceLine } from './lines.ts';
import type { ResultVersion, SpecimenDocument } from './model.ts';
import { isNoValue, numericOf, sameValue } from './numeric.ts';
import { requireAct } from './specimen-state.ts';
import { addVersion } from './versions.ts';
import { afterResults } from './working.ts';

function testOf(code: string, context: ActContext): TestEntry {
  const test = context.dictionaries.test[code];
  if (test === undefined || !test.enabled) throw fail('INPUT_INVALID', { field: 'testCode', value: code });
  return test;
}

function typed(
  document: SpecimenDocument,
  test: TestEntry,
  value: string,
  reason: string | null,
  context: ActContext,
): ResultVersion {
  const noValue = isNoValue(value);
  const judged = judgeFor(document, test, value, context.dictionaries, context.now);
  return {
    id: context.newId(),
    testCode: test.code,
    value,
    unit: test.unit,
    numeric: numericOf(value),
    noValue,
    abnormality: noValue ? 'unknown' : judged.abnormality,
    range: judged.range,
    instrumentFlags: [],
    source: 'manual',
    instrumentId: null,
    channel: null,
    messageId: null,
    instrumentTime: null,
    clockSuspect: false,
    receivedAt: context.now,
    enteredBy: context.actor,
    supersedes: null,
    reason,
    comments: [],
    qualifiers: {},
  };
}

/**
 * Typed values. A value that replaces another needs a reason and supersedes it; the same value again changes nothing.
 * An empty value takes the result back: it becomes a version without value. Tests without a line get one, as added at the bench.
 */
export function enterResults(
  document: SpecimenDocument,
  input: { results: readonly { testCode: string; value: string }[]; reason?: string },
  context: ActContext,
): SpecimenDocument {
  requireAct(document, 'result');
  let next = document;
  for (const { testCode, value: given } of input.results) {
    const value = given.trim();
    const test = testOf(testCode, context);
    const line = findLine(next, testCode) ?? newLine(test, 'added');
    const current = currentVersion(line);
    if (line.versions.length === 0 && value === '') continue;
    if (current !== null && (value === '' ? current.value === '' : current.value === value)) continue;
    // Another way of writing the same number still replaces what will be printed.
    const replaces = line.versions.length > 0;
    const reason = replaces ? requireReason(next, input.reason) : (input.reason?.trim() ?? null) || null;
    next = replaceLine(next, addVersion(line, typed(next, test, value, reason, context), 'replace'));
  }
  return next === document ? document : afterResults(document, next, context.dictionaries, context);
}

/** Names the version that is reported. Nothing is deleted or rewritten; who chose and why stands in the audit of the command. */
export function chooseResult(
  document: SpecimenDocument,
  input: { testCode: string; resultId: string; reason: string },
  context: ActContext,
): SpecimenDocument {
  requireAct(document, 'result');
  requireReason(document, input.reason);
  const line = findLine(document, input.testCode);
  if (line === null || !line.versions.some((version) => version.id === input.resultId)) {
    throw fail('NOT_FOUND', { specimenId: document.id, testCode: input.testCode, resultId: input.resultId });
  }
  if (line.currentId === input.resultId) return document;
  const next = replaceLine(document, { ...line, currentId: input.resultId });
  return afterResults(document, next, context.dictionaries, context);
}

/** Tests added at the bench; one that came without an order becomes wanted. */
export function addTests(
  document: SpecimenDocument,
  testCodes: readonly string[],
  context: ActContext,
): SpecimenDocument {
  requireAct(document, 'addTest');
  let next = document;
  for (const code of testCodes) {
    const test = testOf(code, context);
    const line = findLine(next, code);
    if (line === null) next = replaceLine(next, newLine(test, 'added'));
    else if (line.origin === 'unordered') next = replaceLine(next, { ...line, origin: 'added' });
  }
  return next === document ? document : afterResults(document, next, context.dictionaries, context, 'addTest');
}

export function setRemark(document: SpecimenDocument, remark: string): SpecimenDocument {
  requireAct(document, 'remark');
  const text = remark.trim();
  return text === document.remark ? document : nextVersion({ ...document, remark: text });
}

/** What the entry field offers: the default first, then the common results, each once (LAB-36). */
export function offeredResults(test: TestEntry): string[] {
  const offered = [test.defaultResult, ...test.commonResults].filter((text) => text !== '');
  return offered.filter((text, index) => offered.findIndex((other) => sameValue(other, text)) === index);
}
