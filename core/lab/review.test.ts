// Signing: findings stop it, two persons are two, a withdrawn report keeps its number.
import { describe, expect, test } from 'vitest';
import { actor, dictionaries, idMaker, NOW, reviewer, specimen } from '../../test/support/lab.ts';
import type { SpecimenDocument } from './model.ts';
import { enterResults } from './result-entry.ts';
import { markPrinted, recall, review, secondReview, unreview, unreviewRight, withdrawsReport } from './review.ts';

const context = { now: NOW, actor, newId: idMaker(), dictionaries };
const asReviewer = { ...context, actor: reviewer };
const input = { confirmed: false, criticals: [], witness: null };
const own = { reason: '误审', rights: ['lab.unreviewOwn'] as const };
const others = { reason: '误审', rights: ['lab.unreviewOwn', 'lab.unreviewOthers'] as const };

function tested(groupId = 'chem', value = '4.1'): SpecimenDocument {
  return enterResults(specimen(['K'], { groupId }), { results: [{ testCode: 'K', value }] }, context);
}

describe('review', () => {
  test('one person releases where one is enough', () => {
    const released = review(tested(), input, context);
    expect(released).toMatchObject({
      state: 'released',
      reportVersion: 1,
      firstReview: { by: actor },
      secondReview: null,
    });
    expect(released.milestones).toMatchObject({ reviewedAt: NOW, releasedAt: NOW });
    expect(() => review(released, input, context)).toThrow('STATE_REFUSED');
  });

  test('findings are confirmed or settled first', () => {
    expect(() => review(tested('chem', '6.8'), input, context)).toThrow('REVIEW_BLOCKED');
    expect(review(tested('chem', '6.8'), { ...input, confirmed: true }, context).state).toBe('released');
    expect(() => review(specimen(['K'], { state: 'testing' }), { ...input, confirmed: true }, context)).toThrow(
      'REVIEW_BLOCKED',
    );
  });

  test('two persons where two are required', () => {
    const once = review(tested('double'), input, context);
    expect(once).toMatchObject({ state: 'reviewed', reportVersion: 0 });
    expect(() => secondReview(once, context)).toThrow('SAME_PERSON');
    expect(secondReview(once, asReviewer)).toMatchObject({
      state: 'released',
      reportVersion: 1,
      secondReview: { by: reviewer },
    });
  });

  test('a witness at the same screen', () => {
    expect(review(tested('double'), { ...input, witness: reviewer }, context).state).toBe('released');
    expect(() => review(tested('double'), { ...input, witness: actor }, context)).toThrow('SAME_PERSON');
  });
});

describe('taking back', () => {
  test('own and others', () => {
    const once = review(tested('double'), input, context);
    expect(unreviewRight(once, actor)).toBe('lab.unreviewOwn');
    expect(unreviewRight(once, reviewer)).toBe('lab.unreviewOthers');
    expect(unreview(once, own, context)).toMatchObject({ state: 'tested', firstReview: null, recall: null });
    expect(() => unreview(once, own, asReviewer)).toThrow('RIGHT_MISSING');
    expect(unreview(once, others, asReviewer).state).toBe('tested');
    expect(() => unreview(once, { ...own, reason: '' }, context)).toThrow('REASON_REQUIRED');
  });

  test('a released report is withdrawn by it, a printed one only by recall', () => {
    const released = review(tested(), input, context);
    const back = unreview(released, own, context);
    expect(back).toMatchObject({ state: 'recalled', recall: { reportVersion: 1 }, reportVersion: 1 });
    expect(withdrawsReport(released, back)).toBe(true);
    const printed = markPrinted(released, context);
    expect(() => unreview(printed, own, context)).toThrow('STATE_REFUSED');
    expect(recall(printed, { reason: '结果有误' }, context)).toMatchObject({
      state: 'recalled',
      recall: { reason: '结果有误', by: actor },
    });
  });

  test('corrected and released again: the next number', () => {
    const recalled = recall(review(tested(), input, context), { reason: '结果有误' }, context);
    const corrected = enterResults(recalled, { results: [{ testCode: 'K', value: '4.4' }], reason: '更正' }, context);
    expect(corrected.state).toBe('recalled');
    const again = review(corrected, input, context);
    expect(again).toMatchObject({ state: 'released', reportVersion: 2, recall: null });
  });

  test('a review taken back during a correction leaves it a correction', () => {
    const released = secondReview(review(tested('double'), input, context), asReviewer);
    const recalled = recall(released, { reason: '结果有误' }, context);
    expect(unreview(review(recalled, input, context), own, context).state).toBe('recalled');
  });
});

test('printed twice, printed once on record', () => {
  const printed = markPrinted(review(tested(), input, context), context);
  expect(printed.state).toBe('printed');
  expect(markPrinted(printed, { ...context, now: '2026-07-18T00:00:00.000Z' }).milestones.printedAt).toBe(NOW);
});
