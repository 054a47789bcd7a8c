// Recognising a result that is already stored (research requirement 2): dropped, but counted and visible.
import { resultFingerprint } from './fingerprint.ts';
import type { InstrumentResult } from './instrument-message.ts';
import type { ResultVersion, SpecimenDocument } from './model.ts';
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
