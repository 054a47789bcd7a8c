// Plausible made-up values for the demo's analyzers: mostly inside the reference range, some outside, now and then a critical one.
import type { Dictionaries, InstrumentEntry, RangeRule, TestEntry } from '../../core/lab/dictionary.ts';
import type { SpecimenDocument } from '../../core/lab/model.ts';

/** A repeatable random source (mulberry32), 0 <= x < 1. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The adult range of the test, men's where the sexes differ; open ends are closed plausibly. */
function adultRange(test: TestEntry): { low: number; high: number; rule: RangeRule } | null {
  const adult = test.ranges.filter((rule) => (rule.ageBelowDays ?? Number.POSITIVE_INFINITY) > 40 * 365);
  const limited = adult.filter((rule) => rule.low !== null || rule.high !== null);
  const rule = limited.find(({ sex }) => sex === null || sex === 'male') ?? limited[0];
  if (!rule) return null;
  const high = rule.high ?? (rule.low ?? 1) * 1.8;
  return { low: rule.low ?? high * 0.3, high, rule };
}

function spread({ low, high, rule }: { low: number; high: number; rule: RangeRule }, random: () => number): number {
  const width = high - low;
  const chance = random();
  if (chance < 0.006 && rule.criticalHigh !== null) return rule.criticalHigh * 1.04;
  if (chance < 0.01 && rule.criticalLow !== null) return rule.criticalLow * 0.96;
  if (chance < 0.09) return high + width * (0.02 + 0.12 * random());
  if (chance < 0.15) return Math.max(low * 0.8, low - width * (0.02 + 0.1 * random()));
  return low + width * (0.2 + 0.6 * random());
}

/** The value of one test as an analyzer would print it. */
export function demoValue(test: TestEntry, random: () => number): string {
  if (test.kind === 'text') {
    const [first = test.defaultResult || 'NEG', second] = test.commonResults;
    return second && random() < 0.15 ? second : first;
  }
  const range = adultRange(test);
  const value = range ? spread(range, random) : 1 + random();
  return value.toFixed(test.decimals ?? 2);
}

/** What an analyzer would report of a specimen's open tests: one channel a test, in the channel's own unit. */
export function analyzerResults(
  document: SpecimenDocument,
  instrument: InstrumentEntry,
  dictionaries: Dictionaries,
  random: () => number,
): { code: string; value: string; unit: string }[] {
  const open = new Set(document.lines.filter((line) => line.currentId === null).map((line) => line.testCode));
  return instrument.channels.flatMap((channel) => {
    const test = dictionaries.test[channel.testCode];
    if (!test || channel.ignore || channel.factor !== 1 || !open.delete(channel.testCode)) return [];
    return [{ code: channel.channel, value: demoValue(test, random), unit: channel.unit ?? test.unit }];
  });
}
