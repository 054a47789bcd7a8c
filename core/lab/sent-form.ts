// The way back from a stored version to what the analyzer sent: what differs from the reported form is kept beside it.
import { resultFingerprint } from './fingerprint.ts';
import type { InstrumentResult } from './instrument-message.ts';
import type { ResultVersion } from './model.ts';

const SENT_VALUE = 'sent.value';
const SENT_UNIT = 'sent.unit';
const SENT_TIME = 'sent.time';
const reserved: readonly string[] = [SENT_VALUE, SENT_UNIT, SENT_TIME];

/** Qualifiers to store: the analyzer's own, and value, unit and time as sent where the reported ones differ. */
export function storedQualifiers(
  result: InstrumentResult,
  reported: { value: string; unit: string; time: string | null },
): Record<string, string> {
  const kept: Record<string, string> = { ...result.qualifiers };
  if (result.value !== reported.value) kept[SENT_VALUE] = result.value;
  if ((result.unit ?? '') !== reported.unit) kept[SENT_UNIT] = result.unit ?? '';
  if ((result.time ?? '') !== (reported.time ?? '')) kept[SENT_TIME] = result.time ?? '';
  return kept;
}

/** Value and unit exactly as the analyzer sent them. */
export function sentForm(version: ResultVersion): { value: string; unit: string } {
  return {
    value: version.qualifiers[SENT_VALUE] ?? version.value,
    unit: version.qualifiers[SENT_UNIT] ?? version.unit,
  };
}

/** The analyzer's own qualifiers (dilution, replicate), without what is kept for the way back. */
export function ownQualifiers(version: ResultVersion): Record<string, string> {
  return Object.fromEntries(Object.entries(version.qualifiers).filter(([name]) => !reserved.includes(name)));
}

/** The fingerprint that the stored version had when it came. */
export function versionFingerprint(specimenId: string, version: ResultVersion): string {
  const sent = sentForm(version);
  return resultFingerprint(specimenId, {
    code: version.channel ?? '',
    value: sent.value,
    unit: sent.unit,
    flags: [],
    time: version.qualifiers[SENT_TIME] ?? version.instrumentTime ?? '',
    qualifiers: ownQualifiers(version),
  });
}
