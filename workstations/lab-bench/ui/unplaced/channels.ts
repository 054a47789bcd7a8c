// Which test a channel of an instrument stands for, by its dictionary.
import { matchChannel } from '../../../../core/lab/channels.ts';
import type { Dictionaries, TestEntry } from '../../../../core/lab/dictionary.ts';

/** A test, `ignored` for a channel that is left out on purpose, null for one that nobody has mapped. */
export function testOfChannel(
  dictionaries: Dictionaries | null,
  instrumentId: string,
  channel: string,
): TestEntry | 'ignored' | null {
  const instrument = dictionaries?.instrument[instrumentId];
  if (!dictionaries || !instrument) return null;
  if (matchChannel(instrument, { code: channel, value: '', flags: [] }, dictionaries).kind === 'ignored')
    return 'ignored';
  const mapped = instrument.channels.find((entry) => entry.channel === channel);
  return (mapped && dictionaries.test[mapped.testCode]) ?? null;
}

/** Channels of these results that no test is known for, each once. */
export function unknownChannels(
  dictionaries: Dictionaries | null,
  instrumentId: string,
  codes: readonly string[],
): string[] {
  return [...new Set(codes)].filter((code) => testOfChannel(dictionaries, instrumentId, code) === null);
}
