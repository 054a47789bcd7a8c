// The report's states: every act in every state, two persons, corrections, editions, and that nothing signed ever changes.
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { actingAs, personA, personB, reportContent, sampleExam } from '../../test/support/exam-samples.ts';
import { YishuError } from '../kernel/errors.ts';
import { corrections } from './exam-corrections.ts';
import type { ExamReport } from './exam-report.ts';
import { amend, giveBack, recall, release, saveDraft, startDraft, submit, supersede } from './exam-report-flow.ts';
import { headOf, isExamReportUnaltered, seal } from './exam-report-hash.ts';
import { reportSummary } from './exam-summary.ts';

const author = { ...actingAs(personA), picture: null };
const reviewer = { ...actingAs(personB), picture: 'data:image/png;base64,AA' };
const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
const started = () =>
  startDraft({ id: 'r1', examId: 'e1', service: 'radiology', content: reportContent(), edition: 1 }, author);
const inState = (state: ExamReport['state']): ExamReport => ({
  ...submit(started(), reportContent(), author),
  state,
  releasedAt: state === 'final' ? author.now : null,
});

const codeOf = (act: () => unknown): string => {
  try {
    act();
    return 'done';
  } catch (error) {
    return error instanceof YishuError ? error.code : String(error);
  }
};

const acts = {
  save: (report: ExamReport) => saveDraft(report, reportContent({ findings: '新' }), author),
  submit: (report: ExamReport) => submit(report, reportContent(), author),
  giveBack: (report: ExamReport) => giveBack(report, '不完整', reviewer),
  release: (report: ExamReport) => release(report, reportContent(), reviewer, false),
  amend: (report: ExamReport) => amend(report, 'r2', '左右写反', author),
  recall: (report: ExamReport) => recall(report, '错人', reviewer),
} as const;
type Act = keyof typeof acts;

const table: Record<ExamReport['state'], Partial<Record<Act, ExamReport['state']>>> = {
  draft: { save: 'draft', submit: 'submitted' },
  returned: { save: 'returned', submit: 'submitted' },
  submitted: { giveBack: 'returned', release: 'final' },
  final: { amend: 'draft', recall: 'recalled' },
  recalled: { amend: 'draft' },
  superseded: {},
};

describe.each(Object.keys(table) as ExamReport['state'][])('%s', (state) => {
  test.each(Object.keys(acts) as Act[])('%s', (act) => {
    const expected = table[state][act];
    if (expected === undefined) expect(codeOf(() => acts[act](inState(state)))).toBe('STATE_REFUSED');
    else expect(acts[act](inState(state)).state).toBe(expected);
  });
});

describe('signing', () => {
  test('the author alone is refused, and allowed where the hospital says so, from any state before release', () => {
    const submitted = submit(started(), reportContent(), author);
    expect(codeOf(() => release(submitted, reportContent(), author, false))).toBe('SAME_PERSON');
    for (const before of [submitted, started()]) {
      const alone = release(before, reportContent(), author, true);
      expect(alone.signatures.map(({ role, personId }) => [role, personId])).toEqual([
        ['author', personA],
        ['reviewer', personA],
      ]);
    }
    expect(codeOf(() => release(started(), reportContent(), reviewer, true))).toBe('STATE_REFUSED');
  });

  test.each([
    ['no conclusion', { impression: ' ' }, ['impression']],
    ['neither positive nor negative', { positive: null }, ['positive']],
  ])('%s is refused', (_, part, fields) => {
    expect(() => submit(started(), reportContent(part), author)).toThrow(
      expect.objectContaining({ code: 'INPUT_INVALID', detail: { fields } }),
    );
  });

  test('statements are a conclusion too', () => {
    const statements = [{ code: '20', text: '窦性心律', textEn: 'Sinus rhythm', by: 'machine' as const }];
    expect(submit(started(), reportContent({ impression: '', statements }), author).state).toBe('submitted');
  });

  test('giving back takes the signature off and needs a reason', () => {
    const submitted = submit(started(), reportContent(), author);
    expect(codeOf(() => giveBack(submitted, ' ', reviewer))).toBe('REASON_REQUIRED');
    expect(giveBack(submitted, '补充', reviewer)).toMatchObject({
      signatures: [],
      returnReason: '补充',
      submittedAt: null,
    });
  });
});

describe('corrections', () => {
  const said = { by: '乙', at: author.now };
  test('only what differs, with both texts', () => {
    const before = reportContent({ fields: { a: '1', b: '2' } });
    expect(corrections(before, { ...before, fields: { b: '2', a: '1' } }, said)).toEqual([]);
    const after = {
      ...before,
      positive: true,
      fields: { a: '1' },
      measurements: [{ label: '结节', value: '8', unit: 'mm', source: '' }],
    };
    expect(corrections(before, after, said).map(({ part, before: old, after: now }) => [part, old, now])).toEqual([
      ['positive', 'negative', 'positive'],
      ['fields', 'a: 1\nb: 2', 'a: 1'],
      ['measurements', '', '结节: 8 mm'],
    ]);
  });

  test('for any two contents: none when equal, and each entry names a part that differs', () => {
    const content = fc.record({ findings: fc.string(), impression: fc.string(), positive: fc.option(fc.boolean()) });
    fc.assert(
      fc.property(content, content, (one, two) => {
        const [before, after] = [reportContent(one), reportContent(two)];
        const found = corrections(before, after, said);
        const parts = (['findings', 'impression', 'positive'] as const).filter((part) => before[part] !== after[part]);
        expect(found.map(({ part }) => part)).toEqual(parts);
        expect(corrections(before, before, said)).toEqual([]);
      }),
    );
  });
});

test('the hash holds for what was signed, through recall and supersession, and for nothing else', () => {
  const head = headOf(sampleExam(), '示范医院');
  const released = seal(
    release(submit(started(), reportContent(), author), reportContent(), reviewer, false),
    head,
    'CODE',
    hash,
  );
  const later = [released, recall(released, '错人', reviewer), supersede(released)];
  expect(later.map((report) => isExamReportUnaltered(report, head, hash))).toEqual([true, true, true]);
  expect(supersede(recall(released, '错人', reviewer)).state).toBe('recalled');
  const altered = [
    { ...released, content: reportContent({ findings: '别的' }) },
    { ...released, reviewer: '别人' },
    { ...released, verificationCode: 'OTHER' },
  ];
  expect(altered.map((report) => isExamReportUnaltered(report, head, hash))).toEqual([false, false, false]);
  const other = { ...head, patient: { ...head.patient, name: '别人' } };
  expect(isExamReportUnaltered(released, other, hash)).toBe(false);
  expect(isExamReportUnaltered({ ...released, contentHash: '' }, head, () => '')).toBe(false);
});

test('whatever is tried: a released content never changes, editions count up, and one edition at most is in force', () => {
  const names = Object.keys(acts) as Act[];
  const step = fc.record({ act: fc.constantFrom(...names), which: fc.nat({ max: 4 }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      let editions: ExamReport[] = [started()];
      const signed = new Map<number, string>();
      for (const { act, which } of steps) {
        const report = editions[which % editions.length];
        if (!report || (act === 'amend' && report.edition !== editions.length)) continue;
        let after: ExamReport;
        try {
          after = acts[act](report);
        } catch (error) {
          if (!(error instanceof YishuError)) throw error;
          continue;
        }
        if (act === 'amend') editions = [...editions, after];
        else {
          editions = editions.map((one) => (one.edition === after.edition ? after : one));
          if (act === 'release') editions = editions.map((one) => (one.edition < after.edition ? supersede(one) : one));
        }
        for (const one of editions) {
          if (one.releasedAt === null) continue;
          const text = JSON.stringify([one.content, one.signatures, one.corrections]);
          expect(signed.get(one.edition) ?? text).toBe(text);
          signed.set(one.edition, text);
          expect(new Set(one.signatures.map(({ personId }) => personId)).size).toBe(2);
        }
        expect(editions.filter(({ state }) => state === 'final').length).toBeLessThanOrEqual(1);
        expect(editions.map(({ edition }) => edition)).toEqual(editions.map((_, index) => index + 1));
        expect(reportSummary(editions, null).version).toBe(signed.size);
      }
    }),
    { numRuns: 300 },
  );
});
