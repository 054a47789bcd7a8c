// Grades and repeats: who may, what needs a reason, what the history keeps; any order of acts leaves a record that its history explains.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { YishuError } from '../kernel/errors.ts';
import {
  gradeImages,
  gradeReport,
  type QualityContext,
  recordRepeats,
  requireQualityVersion,
  stateOf,
} from './acts.ts';
import { blankQuality, ExamQuality, ImageGrade } from './model.ts';

const id = (tail: number) => `00000000-0000-4000-8000-${String(tail).padStart(12, '0')}`;
const exam = { id: id(1), state: 'acquired' as const };
const report = { id: id(2), state: 'final' as const, edition: 1, authorId: id(11) };
const known = new Set(['motion', 'noise', 'other']);
const as = (person: number, seconds = 0): QualityContext => ({
  now: new Date(Date.UTC(2026, 6, 17, 1, 0, seconds)).toISOString(),
  by: { personId: id(person), personName: `人${person}` },
  known,
});
const none = { reasons: [], note: '' };
const codeOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof YishuError) return error.code;
    throw error;
  }
  return 'done';
};

describe('images', () => {
  test.each([
    ['A', [], '', 'done'],
    ['A', ['motion'], '', 'INPUT_INVALID'],
    ['B', [], '', 'REASON_REQUIRED'],
    ['B', ['motion'], '', 'done'],
    ['C', ['other'], ' ', 'REASON_REQUIRED'],
    ['C', ['other'], '床旁', 'done'],
    ['reject', ['motion', 'noise'], '', 'done'],
    ['reject', ['unheard-of'], '', 'INPUT_INVALID'],
  ] as const)('%s with %j and note "%s": %s', (grade, reasons, note, code) => {
    expect(codeOf(() => gradeImages(blankQuality(exam.id), exam, { grade, reasons, note }, as(5)))).toBe(code);
  });

  test('not before there are images, not by who took them', () => {
    const given = { ...none, grade: 'A' as const };
    const early = { ...exam, state: 'registered' as const };
    expect(codeOf(() => gradeImages(blankQuality(exam.id), early, given, as(5)))).toBe('STATE_REFUSED');
    const taken = recordRepeats(blankQuality(exam.id), exam, { ...none, count: 0 }, as(7));
    expect(codeOf(() => gradeImages(taken, exam, given, as(7)))).toBe('SAME_PERSON');
    expect(gradeImages(taken, exam, given, as(5)).images?.grade).toBe('A');
  });

  test('a change and its undoing keep who, when and what stood before; the same again is no change', () => {
    const first = gradeImages(blankQuality(exam.id), exam, { ...none, grade: 'A' }, as(5, 1));
    expect(gradeImages(first, exam, { ...none, grade: 'A' }, as(6, 2))).toBe(first);
    const second = gradeImages(first, exam, { grade: 'B', reasons: ['motion'], note: '' }, as(6, 3));
    const third = gradeImages(second, exam, { ...none, grade: null }, as(6, 4));
    expect(third).toMatchObject({ version: 3, images: null });
    expect(third.history.map(({ by, before, after }) => [by.personName, before?.value, after?.value])).toEqual([
      ['人5', undefined, 'A'],
      ['人6', 'A', 'B'],
      ['人6', 'B', undefined],
    ]);
    expect(gradeImages(third, exam, { ...none, grade: null }, as(6, 5))).toBe(third);
  });

  test('a reason that was switched off stays where it was given', () => {
    const first = gradeImages(blankQuality(exam.id), exam, { grade: 'B', reasons: ['noise'], note: '' }, as(5));
    const now = { ...as(5), known: new Set(['motion']) };
    expect(gradeImages(first, exam, { grade: 'C', reasons: ['noise'], note: '' }, now).images?.grade).toBe('C');
    expect(
      codeOf(() => gradeImages(blankQuality(exam.id), exam, { grade: 'C', reasons: ['noise'], note: '' }, now)),
    ).toBe('INPUT_INVALID');
  });
});

describe('repeats', () => {
  test('none is an answer; some need a reason; a colleague who corrects does not become the technician', () => {
    const first = recordRepeats(blankQuality(exam.id), exam, { ...none, count: 0 }, as(7));
    expect(codeOf(() => recordRepeats(first, exam, { ...none, count: 2 }, as(8)))).toBe('REASON_REQUIRED');
    const after = recordRepeats(first, exam, { count: 2, reasons: ['motion'], note: '' }, as(8));
    expect(after.technician?.personName).toBe('人7');
    expect(after.repeats).toMatchObject({ count: 2, by: { personName: '人8' } });
    const cancelled = { ...exam, state: 'cancelled' as const };
    expect(codeOf(() => recordRepeats(first, cancelled, { ...none, count: 0 }, as(7)))).toBe('STATE_REFUSED');
  });
});

describe('reports', () => {
  test('each edition has its own grade; a draft has none, and the author gives none', () => {
    const amended = { ...report, id: id(3), edition: 2 };
    const first = gradeReport(blankQuality(exam.id), report, { ...none, grade: 'A' }, as(5));
    const second = gradeReport(first, amended, { grade: 'C', reasons: ['other'], note: '漏骨折' }, as(5));
    expect(Object.values(second.reports).map(({ edition, grade }) => [edition, grade])).toEqual([
      [1, 'A'],
      [2, 'C'],
    ]);
    expect(second.history.at(-1)).toMatchObject({ part: 'report', edition: 2, before: null });
    expect(codeOf(() => gradeReport(first, report, { ...none, grade: 'A' }, as(11)))).toBe('SAME_PERSON');
    const draft = { ...report, state: 'draft' as const };
    expect(codeOf(() => gradeReport(first, draft, { ...none, grade: 'A' }, as(5)))).toBe('STATE_REFUSED');
  });

  test('another version says who was first and what they said', () => {
    const first = gradeImages(blankQuality(exam.id), exam, { ...none, grade: 'A' }, as(5));
    expect(() => requireQualityVersion(first, 1)).not.toThrow();
    expect(() => requireQualityVersion(first, 0)).toThrow(
      expect.objectContaining({ code: 'VERSION_CONFLICT', detail: expect.objectContaining({ by: '人5', value: 'A' }) }),
    );
  });
});

const act = fc.record({
  who: fc.integer({ min: 5, max: 9 }),
  part: fc.constantFrom('images' as const, 'repeats' as const, 'report' as const),
  grade: fc.option(fc.constantFrom(...ImageGrade.options)),
  count: fc.integer({ min: 0, max: 4 }),
  reasons: fc.subarray(['motion', 'noise', 'other', 'unheard-of']),
  note: fc.constantFrom('', '床旁'),
});

test('after any acts the version is the length of the history, and the last word in it is what stands', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 25 }), (acts) => {
      let quality = blankQuality(exam.id);
      for (const [index, { who, part, grade, count, reasons, note }] of acts.entries()) {
        const context = as(who, index);
        const said = { reasons, note };
        const before = quality;
        try {
          if (part === 'images') quality = gradeImages(quality, exam, { ...said, grade }, context);
          else if (part === 'repeats') quality = recordRepeats(quality, exam, { ...said, count }, context);
          else quality = gradeReport(quality, report, { ...said, grade: grade === 'reject' ? 'C' : grade }, context);
        } catch (error) {
          if (!(error instanceof YishuError)) throw error;
        }
        expect(quality.history.slice(0, before.history.length)).toEqual(before.history);
      }
      ExamQuality.parse(quality);
      expect(quality.version).toBe(quality.history.length);
      const last = (part: string) => quality.history.findLast((change) => change.part === part)?.after ?? null;
      expect(last('images')).toEqual(stateOf(quality.images));
      expect(last('repeats')).toEqual(stateOf(quality.repeats));
      expect(last('report')).toEqual(stateOf(quality.reports[report.id] ?? null));
      if (quality.images && quality.images.grade !== 'A') expect(quality.images.reasons.length).toBeGreaterThan(0);
    }),
  );
});
