// The fast lane: what keeps a tracing out of it, what its report says, and the figures that stand beside it.
import { describe, expect, test } from 'vitest';
import type { RecordingDetail } from '../../../../core/ecg/flow/recording.ts';
import { shippedTerms } from '../../../../core/ecg/flow/shipped-terms.ts';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import type { ExamReport } from '../../../../core/reporting/exam-report.ts';
import { laneChapter, laneFigures } from './figures.ts';
import { type LaneCase, laneRefusal, leastLookMs, normalContent } from './lane-rules.ts';

const exam = {
  id: 'e',
  service: 'ecg',
  state: 'acquired',
  priority: 'routine',
  procedureName: '常规心电图',
  risk: { level: 'normal', by: 'machine', reasons: [], at: '' },
  report: { state: 'none' },
  lock: null,
} as unknown as ExamDocument;
const detail = {
  recording: { id: 'r', surelyNormal: true },
  measurement: { confidence: {}, qtc: {}, axisDeg: {} },
  corrections: [],
  vendor: { measurements: [] },
} as unknown as RecordingDetail;
const report = { authorId: 'me', state: 'returned' } as unknown as ExamReport;
const fit: LaneCase = {
  exam,
  detail,
  recordings: 1,
  report: null,
  undone: false,
  personId: 'me',
  terms: shippedTerms,
  shownForMs: leastLookMs,
};

test('what was looked at and is surely normal may be signed', () => expect(laneRefusal(fit)).toBeNull());

test.each<[string, Partial<LaneCase>, string | null]>([
  ['dangerous', { exam: { ...exam, risk: { ...exam.risk, level: 'attention' } } as ExamDocument }, 'group'],
  ['an emergency', { exam: { ...exam, priority: 'emergency' } }, 'group'],
  ['submitted already', { exam: { ...exam, report: { ...exam.report, state: 'submitted' } } }, 'group'],
  ['a draft of one’s own', { report: { ...report, state: 'draft' } }, 'written'],
  ['given back by a reviewer', { report }, 'written'],
  ['taken back in the lane', { report, undone: true }, null],
  ['taken back by another doctor', { report: { ...report, authorId: 'you' }, undone: true }, 'written'],
  ['locked by another doctor', { exam: { ...exam, lock: { personId: 'you' } } as ExamDocument }, 'written'],
  ['two recordings', { recordings: 2 }, 'several'],
  ['nothing read yet', { recordings: 0, detail: null }, 'looking'],
  ['no measurement', { detail: { ...detail, measurement: null } }, 'unmeasured'],
  [
    'not surely normal',
    { detail: { ...detail, recording: { ...detail.recording, surelyNormal: false } } },
    'unmeasured',
  ],
  ['a corrected measurement', { detail: { ...detail, corrections: [{}] } as unknown as RecordingDetail }, 'corrected'],
  ['no such terms', { terms: shippedTerms.filter(({ code }) => code !== '1') }, 'terms'],
  ['not drawn yet', { shownForMs: null }, 'looking'],
  ['seen for one second', { shownForMs: 1000 }, 'looking'],
])('%s', (_, part, refusal) => expect(laneRefusal({ ...fit, ...part })).toBe(refusal));

test('the report says sinus rhythm, normal, negative', () => {
  expect(normalContent(fit, 'bazett', String)).toMatchObject({
    impression: '窦性心律\n正常心电图',
    positive: false,
    statements: [{ code: '20' }, { code: '1' }],
  });
});

describe('the figures', () => {
  test('stand in the guide and are read from it', () => {
    const known = laneFigures();
    expect(known?.figures.abnormal).toBeGreaterThan(0);
    expect(laneChapter()[0]).toBe(known?.sentence);
  });

  test('a guide without them shows none rather than others', () => expect(laneFigures('## 别的')).toBeNull());
});
