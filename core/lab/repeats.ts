// Recognising a result that is already stored (research requirement 2): dropped, but counted and visible.
import { type Channel, convertBy } from './channels.ts';
import type { TestEntry } from './dictionary.ts';
import { resultFingerprint } from './fingerprint.ts';
import type { InstrumentMessage, InstrumentResult } from './instrument-message.ts';
import { currentVersion, findLine } from './lines.ts';
import type { ResultVersion, SpecimenDocument } from './model.ts';
import { isNoValue } from './numeric.ts';
import { ownQualifiers, versionFingerprint } from './sent-form.ts';

function qualifierKey(qualifiers: Record<string, string> | undefined): string {
  return JSON.stringify(Object.entries(qualifiers ?? {}).sort(([left], [right]) => (left < right ? -1 : 1)));
}

/**
 * True when this measurement is stored. Analyzers that send no time of the result can say a value again after they corrected it:
 * without a time only the newest result of the channel counts as the same.
 */
export function isRepeat(
  document: SpecimenDocument,
  instrumentId: string,
  result: InstrumentResult,
  messageId: string,
): boolean {
  const code = result.code.trim();
  const stored = document.lines
    .flatMap((line) => line.versions)
    .filter((version) => version.instrumentId === instrumentId && version.channel === code);
  const fingerprint = resultFingerprint(document.barcode, { ...result, code });
  const same = (version: ResultVersion) => versionFingerprint(document.barcode, version) === fingerprint;
  if (result.time) return stored.some(same);
  const key = qualifierKey(result.qualifiers);
  const comparable = stored.filter((version) => qualifierKey(ownQualifiers(version)) === key);
  const newest = comparable.at(-1);
  return (
    (newest !== undefined && same(newest)) ||
    comparable.some((version) => version.messageId === messageId && same(version))
  );
}

export const isCorrection = (message: InstrumentMessage, result: InstrumentResult): boolean =>
  message.correction === true || result.status === 'C';

/**
 * True when a correction that was inferred says nothing but what the line says already, in the reported form: it corrects nothing. So
 * it is when the settings of a database begin to name its unit or time: its rows come again, and few of them have changed. A new flag
 * or comment is something said; what an analyzer itself calls a correction always is.
 */
export function saysWhatStands(
  document: SpecimenDocument,
  message: InstrumentMessage,
  instrumentId: string,
  { channel, test }: { channel: Channel; test: TestEntry },
  result: InstrumentResult,
): boolean {
  if (message.correctionInferred !== true) return false;
  const line = findLine(document, test.code);
  const stands = line && currentVersion(line);
  if (!stands || stands.instrumentId !== instrumentId || stands.channel !== result.code.trim()) return false;
  const value = convertBy(channel, test, result.value);
  return (
    stands.value === value &&
    stands.unit === test.unit &&
    stands.noValue === (result.noValue === true || isNoValue(value)) &&
    sameWords(stands.instrumentFlags, result.flags) &&
    sameWords(stands.comments, result.comments ?? []) &&
    (result.attachments ?? []).length === 0 &&
    qualifierKey(ownQualifiers(stands)) === qualifierKey(result.qualifiers)
  );
}

const sameWords = (left: readonly string[], right: readonly string[]) => left.join('\n') === right.join('\n');
