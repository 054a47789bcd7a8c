// Which test a channel of an instrument stands for, by its dictionary.
import type { Dictionaries, TestEntry } from '../../../../core/lab/dictionary.ts';

export function testOfChannel(
  dictionaries: Dictionaries | null,
  instrumentId: string,
  channel: string,
): TestEntry | null {
  const mapped = dictionaries?.instrument[instrumentId]?.channels.find((entry) => entry.channel === channel);
  return (mapped && dictionaries?.test[mapped.testCode]) ?? null;
}

/** Channels of these results that no test is known for, each once. */
export function unknownChannels(
  dictionaries: Dictionaries | null,
  instrumentId: string,
  codes: readonly string[],
): string[] {
  return [...new Set(codes)].filter((code) => testOfChannel(dictionaries, instrumentId, code) === null);
}
