// Plausible made-up values for the demo's analyzers: mostly inside the reference range, some outside, now and then a critical one.
import type { Dictionaries, InstrumentEntry, RangeRule, TestEntry } from '../../core/lab/dictionary.ts';
import type { SpecimenDocument } from '../../core/lab/model.ts';
import { bloodCount } from './blood-count.ts';

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

const noCriticals = { criticalLow: null, criticalHigh: null };

/** Usual spans of tests for which the catalogue has no reference range. */
const usual: Readonly<Record<string, { low: number; high: number }>> = {
  TT4: { low: 66, high: 181 },
  AFP: { low: 0.9, high: 7 },
  CEA: { low: 0.5, high: 4.7 },
  'RET%': { low: 0.5, high: 1.5 },
  'RET#': { low: 0.024, high: 0.084 },
  'RET-He': { low: 28, high: 35 },
  IRF: { low: 2, high: 12 },
};

function spread(
  { low, high, rule }: { low: number; high: number; rule: Pick<RangeRule, 'criticalLow' | 'criticalHigh'> },
  random: () => number,
): number {
  const width = high - low;
  const chance = random();
  if (chance < 0.006 && rule.criticalHigh !== null) return rule.criticalHigh * 1.04;
  if (chance < 0.01 && rule.criticalLow !== null) return rule.criticalLow * 0.96;
  if (chance < 0.09) return high + width * (0.02 + 0.12 * random());
  if (chance < 0.15) return Math.max(low * 0.8, low - width * (0.02 + 0.1 * random()));
  return low + width * (0.2 + 0.6 * random());
}

function numberOf(test: TestEntry, random: () => number): number {
  const range = adultRange(test) ?? usual[test.code];
  return range ? spread({ rule: noCriticals, ...range }, random) : 1 + random();
}

/** The value of one test, in the catalogue's unit and decimals. */
export function demoValue(test: TestEntry, random: () => number): string {
  if (test.kind === 'text') {
    const [first = test.defaultResult || 'NEG', second] = test.commonResults;
    return second && random() < 0.15 ? second : first;
  }
  return numberOf(test, random).toFixed(test.decimals ?? 2);
}

/** Values that belong together are drawn together; null for a test that stands alone. */
function drawnTogether(dictionaries: Dictionaries, random: () => number): (test: TestEntry) => string | null {
  let drawn: Record<string, number> | null = null;
  const draw = (code: string, fallback: number): number => {
    const test = dictionaries.test[code];
    return test ? numberOf(test, random) : fallback;
  };
  return (test) => {
    if (test.groupId !== 'haematology' || test.kind === 'text') return null;
    drawn ??= bloodCount(
      {
        wbc: draw('WBC', 6),
        rbc: draw('RBC', 4.6),
        mcv: draw('MCV', 89),
        mchc: draw('MCHC', 335),
        plt: draw('PLT', 220),
      },
      random,
    );
    return drawn[test.code]?.toFixed(test.decimals ?? 2) ?? null;
  };
}

/** What an analyzer would report of a specimen's open tests: one channel a test, in the channel's own unit. */
export function analyzerResults(
  document: SpecimenDocument,
  instrument: InstrumentEntry,
  dictionaries: Dictionaries,
  random: () => number,
): { code: string; value: string; unit: string }[] {
  const open = new Set(document.lines.filter((line) => line.currentId === null).map((line) => line.testCode));
  const together = drawnTogether(dictionaries, random);
  // A channel in the catalogue's unit before one that is converted.
  const channels = instrument.channels.toSorted((a, b) => Number(a.factor !== 1) - Number(b.factor !== 1));
  return channels.flatMap((channel) => {
    const test = dictionaries.test[channel.testCode];
    if (!test || channel.ignore || !open.delete(channel.testCode)) return [];
    const value = together(test) ?? demoValue(test, random);
    const sent = channel.factor === 1 ? value : (Number(value) / channel.factor).toFixed(1);
    return [{ code: channel.channel, value: sent, unit: channel.unit ?? test.unit }];
  });
}
