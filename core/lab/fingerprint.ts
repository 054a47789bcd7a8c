// What makes a result the same result when an analyzer sends it again: not the header's time, not the order of records.

import type { InstrumentMessage, InstrumentResult } from './instrument-message.ts';

/** Text that is equal for the same measurement: specimen, test, qualifiers, time of the result, value. */
export function resultFingerprint(specimenId: string, result: InstrumentResult): string {
  const qualifiers = Object.entries(result.qualifiers ?? {}).sort(([left], [right]) => (left < right ? -1 : 1));
  return JSON.stringify([specimenId, result.code, qualifiers, result.time ?? '', result.value, result.unit ?? '']);
}

/** Text that is equal for two copies of one message, even when the header's time or the order of the results differs. */
export function messageFingerprint(message: InstrumentMessage): string {
  const control = [message.control?.material ?? '', message.control?.lot ?? '', message.control?.level ?? ''];
  const results = message.results.map((result) => resultFingerprint(message.specimenId, result)).sort();
  const asked = [...(message.specimenIds ?? []), ...(message.tests ?? [])];
  return JSON.stringify([message.kind, message.specimenId, control, asked, results]);
}
