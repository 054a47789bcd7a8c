// Drawing by a seed, grading without names, closing; limits and months.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { drawSample } from './draw.ts';
import { monthsUntil, rateOf } from './indicators.ts';
import { deadLimits, limitFor, shippedSettings } from './limits.ts';
import { closeSample, gradeItem, type MarkedItem, type QualitySample, sampleState } from './sample.ts';

const candidates = fc.uniqueArray(fc.record({ reportId: fc.uuid(), authorId: fc.constantFrom('a', 'b', 'c', 'd') }), {
  selector: ({ reportId }) => reportId,
  maxLength: 60,
});

describe('drawing', () => {
  test('the same seed gives the same sample in any order of the candidates; nobody has more than his number, none twice', () => {
    fc.assert(
      fc.property(candidates, fc.integer({ min: 1, max: 8 }), fc.nat(), (all, perDoctor, seed) => {
        const drawn = drawSample(all, perDoctor, seed);
        expect(drawSample(all.toReversed(), perDoctor, seed)).toEqual(drawn);
        expect(new Set(drawn.map(({ reportId }) => reportId)).size).toBe(drawn.length);
        for (const author of ['a', 'b', 'c', 'd']) {
          const there = all.filter(({ authorId }) => authorId === author).length;
          expect(drawn.filter(({ authorId }) => authorId === author)).toHaveLength(Math.min(perDoctor, there));
        }
      }),
    );
  });

  test('each of ten reports is drawn about as often as another', () => {
    const all = Array.from({ length: 10 }, (_, index) => ({ reportId: `r${index}`, authorId: 'a' }));
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 4000; seed += 1)
      for (const { reportId } of drawSample(all, 3, seed)) counts.set(reportId, (counts.get(reportId) ?? 0) + 1);
    // 1200 expected, standard deviation about 29.
    for (const count of counts.values()) expect(Math.abs(count - 1200)).toBeLessThan(150);
    expect(counts.size).toBe(10);
  });
});

const by = { personId: 'q', personName: '唐军' };
const context = { now: '2026-07-17T01:00:00.000Z', by, known: new Set(['typing', 'other']) };
const sample: QualitySample = {
  ...{ id: 's', version: 1, state: 'open', seed: 1, candidates: 3, doctors: 1, size: 1, graded: 0, institutionId: '' },
  criteria: { from: '2026-07-01', to: '2026-07-17', modality: '', doctors: [], perDoctor: 1 },
  ...{ drawnBy: by, drawnAt: context.now, closedBy: null, closedAt: null },
};
const item: MarkedItem = { authorId: 'a', reviewerId: 'r', mark: null, former: [] };
const codeOf = (act: () => unknown) => {
  try {
    act();
    return 'done';
  } catch (error) {
    return Object(error).code;
  }
};

describe('grading', () => {
  const grade = { grade: 'B' as const, reasons: ['typing'], note: '' };
  test('nobody grades what he wrote or released; a second thought needs a word and keeps the first', () => {
    expect(codeOf(() => gradeItem(sample, { ...item, authorId: 'q' }, grade, context))).toBe('SAME_PERSON');
    expect(codeOf(() => gradeItem(sample, { ...item, reviewerId: 'q' }, grade, context))).toBe('SAME_PERSON');
    expect(codeOf(() => gradeItem(sample, item, { ...grade, reasons: [] }, context))).toBe('REASON_REQUIRED');
    expect(codeOf(() => gradeItem(sample, item, { ...grade, reasons: ['side'] }, context))).toBe('INPUT_INVALID');
    const first = { ...item, ...gradeItem(sample, item, grade, context) };
    const second = { grade: 'A' as const, reasons: [], note: '' };
    expect(codeOf(() => gradeItem(sample, first, second, context))).toBe('REASON_REQUIRED');
    const changed = gradeItem(sample, first, { ...second, note: '核对后更正' }, context);
    expect(changed.mark?.grade).toBe('A');
    expect(changed.former.map((mark) => mark.grade)).toEqual(['B']);
  });

  test('it is closed when all is graded, and then nothing changes', () => {
    expect(codeOf(() => closeSample(sample, context))).toBe('STATE_REFUSED');
    expect([sampleState(2, 1), sampleState(2, 2)]).toEqual(['open', 'graded']);
    const done = closeSample({ ...sample, graded: 1, state: 'graded' }, context);
    expect(done).toMatchObject({ state: 'done', version: 2, closedBy: by });
    expect(codeOf(() => gradeItem(done, item, grade, context))).toBe('STATE_REFUSED');
  });
});

test.each([
  ['emergency', 'CT', 30],
  ['emergency', 'MR', 30],
  ['routine', 'MR', 1440],
  ['urgent', 'DX', 120],
  ['routine', 'MG', null],
] as const)('%s %s has %s minutes as shipped', (priority, modality, minutes) => {
  expect(limitFor(shippedSettings.limits, { priority, modality })).toBe(minutes);
});

test('a rule that is never asked is found', () => {
  expect(deadLimits(shippedSettings.limits)).toEqual([]);
  const all = { priority: '' as const, modality: '', minutes: 60 };
  expect(deadLimits([all, { priority: 'emergency', modality: 'CT', minutes: 30 }])).toEqual([1]);
});

test('a share of nothing is no rate; months go back over the year', () => {
  expect([rateOf({ counts: 0, of: 0 }), rateOf({ counts: 0, of: 4 }), rateOf({ counts: 1, of: 4 })]).toEqual([
    null,
    0,
    0.25,
  ]);
  expect(monthsUntil('2026-02-28', 4)).toEqual(['2025-11', '2025-12', '2026-01', '2026-02']);
  expect(monthsUntil('2026-03-31', 1)).toEqual(['2026-03']);
});
