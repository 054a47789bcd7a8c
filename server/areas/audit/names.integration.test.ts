// The trail says what people call the things that it names by id, and is found by the number that stands on the paper.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chestExam } from '../../../test/support/chest-film.ts';
import {
  addPeople,
  type Browser,
  command,
  loggedIn,
  startTestServer,
  type TestServer,
} from '../../../test/support/server.ts';

let started: TestServer;
let auditor: Browser;
let desk: Browser;

beforeAll(async () => {
  started = await startTestServer();
  await addPeople(started.server, ['radiology-manager', 'ecg-technician', 'auditor']);
  desk = await loggedIn(started.server, 'radiology-manager');
  auditor = await loggedIn(started.server, 'auditor');
});
afterAll(() => started.close());

test('an exam that was looked at stands under its number, its patient under the patient number; both find it', async () => {
  const exam = await desk.api.orders.register({
    command: command(started.clock),
    exam: chestExam('P-AUDIT-1', '秦审计'),
  });
  await desk.api.orders.exam({ examId: exam.id });
  await desk.api.orders.priors({ examId: exam.id });
  const acts = async (text: string) => {
    const rows = await auditor.api.audit.list({ text });
    return rows.map(({ act, subject, subjectName, patientNumber }) => ({ act, subject, subjectName, patientNumber }));
  };
  const looked = {
    act: 'orders.exam',
    subject: exam.id,
    subjectName: exam.accessionNumber,
    patientNumber: 'P-AUDIT-1',
  };
  expect(await acts(exam.accessionNumber)).toContainEqual(looked);
  expect(await acts('P-AUDIT-1')).toContainEqual(looked);
  // Who read this patient's data is asked by the patient, not by exam; a refused look counts.
  const other = await loggedIn(started.server, 'ecg-technician');
  await expect(other.api.orders.exam({ examId: exam.id })).rejects.toMatchObject({ code: 'RIGHT_MISSING' });
  await desk.api.examReports.ofExam({ examId: exam.id });
  await desk.api.orders.earlierRequests({ examId: exam.id });
  await desk.api.quality.ofExam({ examId: exam.id });
  const rows = await started.server.kernel.db
    .selectFrom('audit')
    .select(['act', 'outcome'])
    .where('patient_id', '=', exam.patient.id)
    .where('act', 'not in', ['orders.register'])
    .orderBy('at')
    .execute();
  const read = rows.map(({ act, outcome }) => `${act} ${outcome}`);
  expect(read).toEqual(
    expect.arrayContaining([
      'orders.exam done',
      'orders.priors done',
      'orders.exam refused',
      'examReports.ofExam done',
      'orders.earlierRequests done',
      'quality.ofExam done',
    ]),
  );
  const registered = (await acts('orders.register')).find(({ subject }) => subject === exam.accessionNumber);
  expect(registered?.subjectName).toBe('');
});
