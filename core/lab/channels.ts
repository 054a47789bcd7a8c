// From an analyzer's code and unit to a test of ours (LAB-82): by what is configured, never by resemblance.
import type { Dictionaries, InstrumentEntry, TestEntry } from './dictionary.ts';
import type { InstrumentResult } from './instrument-message.ts';
import { convertValue, isNoValue } from './numeric.ts';
import { sameUnit } from './unit.ts';

export type Channel = InstrumentEntry['channels'][number];

export type ChannelMatch =
  | { kind: 'mapped'; channel: Channel; test: TestEntry }
  | { kind: 'ignored' }
  /** channel: no such code is configured; unit: the value came in a unit that none of its entries expects; test: not in the dictionary. */
  | { kind: 'unknown'; why: 'channel' | 'unit' | 'test'; note: string };

/**
 * A code may be listed once per unit that the analyzer can be set to, each with its factor. A unit that is not listed is not converted
 * by guess: the result is held.
 */
export function matchChannel(
  instrument: InstrumentEntry,
  result: InstrumentResult,
  dictionaries: Dictionaries,
): ChannelMatch {
  const code = result.code.trim();
  const entries = instrument.channels.filter((channel) => channel.channel === code);
  if (
    entries.length === 0 &&
    instrument.channels.some((channel) => channel.ignore && coversEnding(channel.channel, code))
  ) {
    return { kind: 'ignored' };
  }
  if (entries.some((channel) => channel.ignore)) return { kind: 'ignored' };
  if (entries.length === 0) return { kind: 'unknown', why: 'channel', note: `channel ${code}` };
  const known = entries.flatMap((channel) => {
    const test = dictionaries.test[channel.testCode];
    return test?.enabled ? [{ channel, test }] : [];
  });
  if (known.length === 0)
    return { kind: 'unknown', why: 'test', note: `channel ${code}: test ${entries[0]?.testCode ?? ''}` };
  const sent = (result.unit ?? '').trim();
  const fitting = known.find(({ channel, test }) => expects(channel, test, sent)) ?? withoutUnit(known, result, sent);
  if (fitting !== undefined) return { kind: 'mapped', ...fitting };
  const expected = known.map(({ channel, test }) => channel.unit ?? test.unit).join(' | ');
  return { kind: 'unknown', why: 'unit', note: `channel ${code}: unit ${sent || '-'}, expected ${expected}` };
}

/** `COVPLUS/*` covers every code that begins with `COVPLUS/`; only for what is left out, never for what is reported. */
function coversEnding(pattern: string, code: string): boolean {
  return pattern.endsWith('*') && code.startsWith(pattern.slice(0, -1));
}

function expects(channel: Channel, test: TestEntry, sent: string): boolean {
  if (sent === '') return false;
  if (channel.unit !== null) return sameUnit(channel.unit, sent);
  // With a factor and no unit the administrator said "whatever it sends"; without a factor only the test's own unit is the same number.
  return channel.factor !== 1 || sameUnit(test.unit, sent);
}

/** No unit was sent: a single entry is meant; of several, any will do for a no-value, none for a number. */
function withoutUnit<T>(known: readonly T[], result: InstrumentResult, sent: string): T | undefined {
  if (sent !== '') return undefined;
  return known.length === 1 || result.noValue === true || isNoValue(result.value) ? known[0] : undefined;
}

/** Value in the unit of the test. Exactly as sent where the channel has no factor and no decimals. */
export function convertBy(channel: Channel, test: TestEntry, value: string): string {
  return convertValue(value, channel.factor, channel.decimals ?? (channel.factor === 1 ? null : test.decimals));
}
