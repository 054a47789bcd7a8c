// Request numbers of reported exams: found, given one by one or from a list, told to the HIS as a correction, kept in the history and the trail.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hospitalDay } from '../../../core/kernel/hospital-time.ts';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import { detailOf, type ExamWorld, startExamWorld } from '../../../test/support/exam-world.ts';
import { addPeople, type Browser, codeOf, loggedIn } from '../../../test/support/server.ts';
import { composeExamMessage } from '../../interfaces/hl7/exam-subjects.ts';
import { Payload } from '../../interfaces/hl7/subjects.ts';
import { sheet, workbookOf } from '../../kernel/workbook.ts';

let world: ExamWorld;
let manager: Browser;
const header = {
  ...{ controlId: 'C1', time: '20260717100000', sendingFacility: 'Demo', receivingApplication: 'HIS' },
  charset: 'UNICODE UTF-8',
};

beforeAll(async () => {
  world = await startExamWorld();
  await addPeople(world.running.server, ['radiology-manager'], []);
  manager = await loggedIn(world.running.server, 'radiology-manager');
});
afterAll(() => world.close());

const today = () => hospitalDay(world.running.clock.now());
const gaps = (text = '') =>
  manager.api.orders.requestNumberGaps({ service: 'radiology', from: '2020-01-01', to: today(), text });

async function reported(requestNumber = ''): Promise<ExamDocument> {
  const exam = await world.acquired({ requestNumber });
  await world.released(exam);
  return world.reload(exam);
}

const give = (exam: ExamDocument, requestNumber: string, reason = '', by = manager) =>
  by.api.orders.setRequestNumber({ ...world.target(exam), requestNumber, reason });

const told = async (exam: ExamDocument) =>
  (
    await world.running.server.kernel.db
      .selectFrom('outgoing_message')
      .select(['peer', 'payload'])
      .where('subject', '=', exam.accessionNumber)
      .orderBy('arrival')
      .execute()
  ).flatMap(({ payload }) => {
    const read = Payload.parse(payload);
    return read.kind === 'examReport' && read.renumbered ? [read] : [];
  });

test('a reported exam without a number is found, gets it, and is told again as corrected', async () => {
  const exam = await reported();
  expect((await gaps()).rows.map(({ accessionNumber }) => accessionNumber)).toContain(exam.accessionNumber);
  const [before] = await manager.api.examReports.ofExam({ examId: exam.id });
  const after = await give(exam, 'SQ1001');
  expect(after).toMatchObject({ requestNumber: 'SQ1001', version: exam.version + 1 });
  expect((await gaps()).rows.map(({ accessionNumber }) => accessionNumber)).not.toContain(exam.accessionNumber);
  // What is signed is not touched.
  expect((await manager.api.examReports.ofExam({ examId: exam.id }))[0]).toEqual(before);
  expect(await manager.api.examReports.verify({ code: before?.verificationCode ?? '' })).toMatchObject({ valid: true });
  const [again] = await told(exam);
  if (!again) throw new Error('nobody was told');
  const message = (await composeExamMessage(world.running.server.kernel, again, header)) ?? '';
  expect(message).toContain('ORC|RE|SQ1001|');
  expect(message).toContain('申请单号: 无 → SQ1001');
  expect(message).toMatch(/^OBX\|1\|.*\|C\|/mu);
  const trail = await world.running.server.kernel.db
    .selectFrom('audit')
    .select(['detail', 'outcome'])
    .where('act', '=', 'orders.setRequestNumber')
    .where('subject', '=', exam.accessionNumber)
    .execute();
  expect(trail).toEqual([{ detail: '- -> SQ1001', outcome: 'done' }]);
});

describe('refused', () => {
  test('a number that another exam has (named), another number without a reason, a version that is over, no report', async () => {
    const first = await give(await reported(), 'SQ2001');
    const second = await reported();
    expect(await detailOf(give(second, 'SQ2001'))).toMatchObject({
      code: 'DUPLICATE',
      accessionNumber: first.accessionNumber,
    });
    expect(await codeOf(give(first, 'SQ2002'))).toBe('REASON_REQUIRED');
    const corrected = await give(first, 'SQ2002', '录入有误');
    expect(await codeOf(give(first, 'SQ2003', '过期'))).toBe('VERSION_CONFLICT');
    expect(await codeOf(give(await world.acquired(), 'SQ2004'))).toBe('STATE_REFUSED');
    expect(await manager.api.orders.requestNumberHistory({ examId: corrected.id })).toMatchObject([
      { before: '', after: 'SQ2001', reason: '', source: 'person' },
      { before: 'SQ2001', after: 'SQ2002', reason: '录入有误', by: expect.stringContaining('radiology-manager') },
    ]);
    expect((await gaps(corrected.accessionNumber)).rows).toMatchObject([{ requestNumber: 'SQ2002' }]);
  });

  test('whoever does not keep the archive', async () => {
    const exam = await reported();
    expect(await codeOf(give(exam, 'SQ2101', '', world.technician))).toBe('RIGHT_MISSING');
    expect(
      await codeOf(
        world.radiologist.api.orders.requestNumberGaps({ service: 'radiology', from: '2020-01-01', to: today() }),
      ),
    ).toBe('RIGHT_MISSING');
    expect(await codeOf(world.technician.api.orders.requestNumberHistory({ examId: exam.id }))).toBe('RIGHT_MISSING');
  });
});

describe.each(['csv', 'xlsx'])('a list as %s', (kind) => {
  const file = async (rows: string[][]) => {
    const bytes =
      kind === 'csv'
        ? Buffer.from(['检查号,申请单号', ...rows.map((cells) => cells.join(','))].join('\r\n'))
        : await workbookOf([sheet('单', ['检查号', '申请单号'], rows)]);
    return { service: 'radiology' as const, name: `list.${kind}`, content: bytes.toString('base64') };
  };

  test('is checked first, the good rows are applied each by itself, and the whole again changes nothing', async () => {
    const [good, other, named, bare] = [
      await reported(),
      await reported(),
      await reported(`OLD-${kind}`),
      await world.acquired(),
    ];
    const list = await file([
      [good.accessionNumber, `L1-${kind}`],
      [named.accessionNumber, `L2-${kind}`],
      [bare.accessionNumber, `L3-${kind}`],
      ['NOSUCH', `L4-${kind}`],
      [other.accessionNumber, `L5-${kind}`],
      [other.accessionNumber, `L6-${kind}`],
    ]);
    const checked = await manager.api.orders.checkRequestNumbers(list);
    expect(checked.map(({ verdict }) => verdict)).toEqual([
      ...['apply', 'otherNumber', 'notReported', 'unknown', 'apply', 'doubled'],
    ]);
    // Somebody else is quicker with one of them.
    await give(other, `QUICK-${kind}`);
    const rows = checked.flatMap(({ verdict, requestNumber, exam }) =>
      verdict === 'apply' && exam
        ? [{ ...world.meta(), examId: exam.examId, expectedVersion: exam.version, requestNumber }]
        : [],
    );
    const outcome = await manager.api.orders.fillRequestNumbers({ rows });
    expect(outcome.map(({ code }) => code)).toEqual(['done', 'VERSION_CONFLICT']);
    expect((await manager.api.orders.fillRequestNumbers({ rows })).map(({ code }) => code)).toEqual([
      ...['done', 'VERSION_CONFLICT'],
    ]);
    expect(await world.reload(good)).toMatchObject({ requestNumber: `L1-${kind}`, version: good.version + 1 });
    expect(await told(good)).toHaveLength(1);
    expect(await manager.api.orders.requestNumberHistory({ examId: good.id })).toMatchObject([{ source: 'list' }]);
    expect((await manager.api.orders.checkRequestNumbers(list)).map(({ verdict }) => verdict)).toEqual([
      ...['same', 'otherNumber', 'notReported', 'unknown', 'otherNumber', 'doubled'],
    ]);
  });

  test('that is none is refused', async () => {
    const content = Buffer.from('PK\u0003\u0004 nothing').toString('base64');
    expect(await codeOf(manager.api.orders.checkRequestNumbers({ service: 'radiology', name: 'x', content }))).toBe(
      'INPUT_INVALID',
    );
  });
});
