// Who adds, reads and removes the documents of a request, and until when: a table of sides and states.
import { describe, expect, test } from 'vitest';
import { actingAs, personA, personB, sampleExam, sampleStudy } from '../../test/support/exam-samples.ts';
import { YishuError } from '../kernel/errors.ts';
import { attachmentName, readingDuties, requireMayAttach, requireMayRemove } from './attachment.ts';
import type { ExamDocument } from './exam.ts';
import { acquire } from './exam-flow.ts';
import { lockExam } from './exam-lock.ts';
import { decideRemote, requestRemote } from './exam-remote.ts';

const codeOf = (act: () => void): string => {
  try {
    act();
    return 'done';
  } catch (error) {
    if (error instanceof YishuError) return error.code;
    throw error;
  }
};

const ask = {
  toInstitutionId: 'centre',
  toInstitutionName: '中心',
  preliminaryFindings: '',
  preliminaryImpression: '',
};
const fresh = acquire(sampleExam(), sampleStudy, actingAs(personA));
const asked = requestRemote(fresh, ask, actingAs(personA));
const accepted = decideRemote(asked, 'accept', '', actingAs(personB, { institutionId: 'centre' }));
const withdrawn = decideRemote(asked, 'withdraw', '', actingAs(personA));
const withReport = (state: ExamDocument['report']['state'], version = 0): ExamDocument => ({
  ...accepted,
  report: { ...accepted.report, state, version },
});

describe('adding', () => {
  test.each([
    ['before it is sent', fresh, 'own', 'done'],
    ['while it waits', asked, 'own', 'done'],
    ['while it is read', withReport('draft'), 'own', 'done'],
    ['once it is released', withReport('final', 1), 'own', 'STATE_REFUSED'],
    ['after a recall', withReport('recalled', 1), 'own', 'done'],
    ['to a cancelled exam', { ...fresh, state: 'cancelled' as const }, 'own', 'STATE_REFUSED'],
    ['by the centre', accepted, 'centre', 'RIGHT_MISSING'],
    ['by somebody else', asked, 'other', 'RIGHT_MISSING'],
  ])('%s', (_when, exam, institutionId, code) =>
    expect(codeOf(() => requireMayAttach(exam, actingAs(personA, { institutionId })))).toBe(code),
  );
});

describe('removing', () => {
  const attachment = { id: 'a', addedById: personA, removed: null };
  const reader = actingAs(personB, { institutionId: 'centre' });
  test.each([
    ['by who added it', asked, attachment, personA, '传错了', 'done'],
    ['by a colleague', asked, attachment, personB, '传错了', 'RIGHT_MISSING'],
    ['without a reason', asked, attachment, personA, ' ', 'REASON_REQUIRED'],
    ['twice', asked, { ...attachment, removed: { at: '', reason: '' } }, personA, '传错了', 'STATE_REFUSED'],
    ['once accepted, nobody writes', accepted, attachment, personA, '传错了', 'done'],
    ['once somebody writes', lockExam(accepted, undefined, reader), attachment, personA, '传错了', 'STATE_REFUSED'],
    ['once a draft is there', withReport('draft'), attachment, personA, '传错了', 'STATE_REFUSED'],
    ['after a recall', withReport('recalled', 1), attachment, personA, '传错了', 'STATE_REFUSED'],
  ])('%s', (_when, exam, one, person, reason, code) =>
    expect(codeOf(() => requireMayRemove(exam, one, reason, actingAs(person, { seconds: 60 })))).toBe(code),
  );
});

test('each side reads with its own duties, nobody else does', () => {
  expect(readingDuties(fresh, 'own')).toEqual(['view']);
  expect(readingDuties(fresh, 'centre')).toBeNull();
  expect(readingDuties(asked, 'centre')).toEqual(['write', 'review', 'dispatch']);
  expect(readingDuties(withdrawn, 'centre')).toBeNull();
  expect(readingDuties(asked, 'other')).toBeNull();
});

test.each([
  ['C:\\Users\\a\\入院记录.pdf', '入院记录.pdf'],
  ['../../etc/passwd', 'passwd'],
  ['a\u0000b\u202Efdp.exe\n', 'abfdp.exe'],
  ['', 'document'],
  [`${'长'.repeat(200)}.pdf`, `${'长'.repeat(115)}….pdf`],
])('%j is kept as %s', (given, kept) => expect(attachmentName(given)).toBe(kept));
