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
  await addPeople(started.server, ['radiology-manager', 'auditor']);
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
  const registered = (await acts('orders.register')).find(({ subject }) => subject === exam.accessionNumber);
  expect(registered?.subjectName).toBe('');
});
