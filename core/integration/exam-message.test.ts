// Messages about exams, field by field: a first report, its correction and recall, a danger raised and taken back.
import { describe, expect, test } from 'vitest';
import { actingAs, personA, personB, reportContent, sampleExam } from '../../test/support/exam-samples.ts';
import { raiseExamCritical } from '../critical/exam.ts';
import { acknowledge, withdraw } from '../critical/flow.ts';
import { setRisk } from '../orders/exam-risk.ts';
import { amend, recall, release, startDraft, submit } from '../reporting/exam-report-flow.ts';
import { examCriticalMessage, examReportMessage, examStateMessage } from './exam-message.ts';

const header = {
  controlId: 'C1',
  time: '20260717100000',
  sendingFacility: 'Demo',
  receivingApplication: 'HIS',
  charset: 'UNICODE UTF-8',
};
const author = { ...actingAs(personA), picture: null };
const reviewer = { ...actingAs(personB), picture: null };
const exam = sampleExam({ requestNumber: 'RX1' });
const content = reportContent({ positive: true });
const draft = startDraft({ id: 'r1', examId: exam.id, service: 'radiology', content, edition: 1 }, author);
const released = release(submit(draft, content, author), content, reviewer, false);
const second = amend(released, 'r2', '左右写反', author);
const corrected = release(submit(second, content, author), content, reviewer, false);

const segment = (text: string, name: string, field: number): string[] =>
  text
    .split('\r')
    .filter((line) => line.startsWith(`${name}|`))
    .map((line) => line.split('|')[field] ?? '');

describe('report', () => {
  test.each([
    ['the first edition', released, 'F', 'F', []],
    ['its correction', corrected, 'C', 'C', ['更正: 左右写反']],
    ['a recalled one', recall(released, '错人', reviewer), 'W', 'R', ['召回: 错人']],
  ] as const)('%s', (_, report, observation, result, notes) => {
    const text = examReportMessage(header, exam, report);
    expect(segment(text, 'OBX', 11)).toEqual([observation, observation]);
    expect(segment(text, 'OBR', 25)).toEqual([result]);
    expect(segment(text, 'NTE', 3)).toEqual(notes);
    expect(segment(text, 'ORC', 2)).toEqual(['RX1']);
    expect(segment(text, 'OBR', 3)).toEqual([exam.accessionNumber]);
    expect(segment(text, 'OBX', 5)).toEqual(['所见', '诊断']);
    expect(segment(text, 'OBX', 8)).toEqual(['', 'A']);
  });

  test('statements that stand in the conclusion already are not said twice', () => {
    const statements = [{ code: '20', text: '窦性心律', textEn: 'Sinus rhythm', by: 'person' as const }];
    const impression = '窦性心律\n请结合临床';
    const text = examReportMessage(header, exam, { ...released, content: { ...content, statements, impression } });
    const conclusion = text.split('\r').find((line) => line.includes('19005-8')) ?? '';
    expect(conclusion.split('窦性心律')).toHaveLength(2);
    expect(conclusion).toContain('请结合临床');
  });

  test('statements are sent coded and as the conclusion', () => {
    const statements = [{ code: '20', text: '窦性心律', textEn: 'Sinus rhythm', by: 'person' as const }];
    const text = examReportMessage(header, exam, { ...released, content: { ...content, statements } });
    expect(segment(text, 'OBX', 5)).toEqual(['所见', expect.stringMatching(/^窦性心律\\.+诊断$/u), '20^窦性心律']);
  });
});

test('structured fields: one OBX each with name and unit, empty ones left out', () => {
  const definition = (key: string, label: string, kind: 'number' | 'choice' | 'text', unit = '') => ({
    ...{ key, label, kind, unit },
    choices: [],
  });
  const fieldDefinitions = [
    definition('size', '结节长径', 'number', 'mm'),
    definition('density', '密度', 'choice'),
    definition('lungRads', 'Lung-RADS分类', 'choice'),
  ];
  const fields = { size: '8.5', density: '', lungRads: '4A', 随访: '3个月' };
  const text = examReportMessage(header, exam, { ...released, content: { ...content, fields, fieldDefinitions } });
  const sent = [2, 3, 5, 6, 11].map((field) => segment(text, 'OBX', field).slice(2));
  expect(sent).toEqual([
    ['NM', 'ST', 'ST'],
    ['size^结节长径^L', 'lungRads^Lung-RADS分类^L', '随访^随访^L'],
    ['8.5', '4A', '3个月'],
    ['mm', '', ''],
    ['F', 'F', 'F'],
  ]);
});

describe('danger', () => {
  const risky = setRisk(exam, { level: 'critical', text: '急性颅内出血' }, author);
  let count = 0;
  const newId = () => {
    count += 1;
    return `id-${count}`;
  };
  const context = { now: author.now, by: '甲', newId };
  const [raised] = raiseExamCritical(risky, [], context);

  test('the same finding is raised once while it stands, another one besides, and again after it was taken back', () => {
    if (!raised) throw new Error('nothing was raised');
    expect(raised).toMatchObject({
      area: 'radiology',
      value: '急性颅内出血',
      barcode: exam.accessionNumber,
      state: 'open',
    });
    expect(raiseExamCritical(risky, [raised], context)).toEqual([]);
    expect(raiseExamCritical(risky, [acknowledge(raised, { note: '' }, context)], context)).toEqual([]);
    expect(raiseExamCritical(risky, [withdraw(raised, '误', context)], context)).toHaveLength(1);
    const other = setRisk(exam, { level: 'critical', text: '脑疝' }, author);
    expect(raiseExamCritical(other, [raised], context)).toHaveLength(1);
  });

  test('raised: P and AA; taken back: W, with the reason', () => {
    if (!raised) throw new Error('nothing was raised');
    const first = examCriticalMessage(header, risky, raised);
    expect([segment(first, 'OBX', 11), segment(first, 'OBX', 8)]).toEqual([['P'], ['AA']]);
    const gone = examCriticalMessage(header, risky, withdraw(raised, '伪影', context));
    expect(segment(gone, 'OBX', 11)).toEqual(['W']);
    expect(segment(gone, 'NTE', 3)).toEqual(['危急值撤销: 伪影']);
  });
});

describe('state', () => {
  const at = '2026-07-17T03:04:05.000Z';
  test.each([
    ['registered', 'SC', 'IP', []],
    ['acquired', 'SC', 'CM', ['已确认执行，不可退费']],
    ['cancelled', 'OC', 'CA', ['取消: 患者放弃', '已取消，可退费']],
    ['reinstated', 'SC', 'IP', ['取消已撤销，检查照做，请勿退费']],
  ] as const)('%s', (state, control, status, notes) => {
    const text = examStateMessage(header, { ...exam, cancelReason: '患者放弃' }, state, at);
    expect(text).toContain('|ORM^O01^ORM_O01|');
    expect([1, 2, 3, 5, 9].map((field) => segment(text, 'ORC', field)[0])).toEqual([
      ...[control, 'RX1', exam.accessionNumber, status],
      expect.stringMatching(/^20260717110405/u),
    ]);
    expect(segment(text, 'OBR', 4)).toEqual([`${exam.procedureCode}^${exam.procedureName}`]);
    expect(segment(text, 'NTE', 3)).toEqual(notes);
  });
});
