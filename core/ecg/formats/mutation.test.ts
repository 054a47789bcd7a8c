// Damaged files of every format: refused or read with problems, never a crash, an invented wave or a silently lost lead.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { damaged } from '../../../test/support/ecg-damage.ts';
import { judge, readSeed } from '../../../test/support/ecg-mutation.ts';
import { ecgSeeds } from '../../../test/support/ecg-seeds.ts';

const seeds = ecgSeeds().map((seed) => [seed.format, seed] as const);

/** Microvolts of the top of lead I: stored as 40 in each, at the scale of the format. */
const top: Record<string, number> = { philips: 200, schiller: 40 };

test.each(seeds.filter(([, { leastBits }]) => Number.isFinite(leastBits)))(
  'the whole file of %s gives its wave',
  (format, seed) => {
    const [rhythm] = readSeed(seed).waveforms;
    expect(rhythm?.sampleRateHz).toBe(500);
    expect(rhythm?.leads.find(({ name }) => name === 'I')?.samples[20]).toBe(top[format] ?? 100);
  },
);

describe('damaged', () => {
  test.each(seeds)('%s', (_, seed) => {
    const whole = readSeed(seed);
    expect(whole.problems.filter(({ code }) => code !== 'DOCUMENT_ONLY')).toEqual([]);
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat()), (numbers) => {
        const pick = (limit: number) => (numbers.next().value ?? 0) % limit;
        judge(seed, damaged(seed, pick), whole);
      }),
      { numRuns: 300, seed: 7 },
    );
  });
});

test('a damaged name that makes a chest lead a limb lead is pointed out', () => {
  const muse = ecgSeeds().find(({ format }) => format === 'muse');
  if (!muse) throw new Error('no MUSE seed');
  const bytes = new TextEncoder().encode(new TextDecoder().decode(muse.bytes).replace('>V2<', '>Vr<'));
  expect(readSeed(muse, bytes).problems).toMatchObject([{ code: 'LIMB_LEADS_PARTIAL' }, { code: 'LEAD_MISSING' }]);
});
