// Nobody signs an ECG of the normal group whose tracing this very person was not given by the server (ECG-28).
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import type { ExamReport } from '../../../core/reporting/exam-report.ts';
import { ecgFile } from '../../../test/support/ecg-files.ts';
import { type EcgWorld, startEcgWorld } from '../../../test/support/ecg-world.ts';
import { codeOf, command } from '../../../test/support/server.ts';

let world: EcgWorld;

beforeAll(async () => {
  world = await startEcgWorld();
  await world.approveDevice();
}, 60_000);
afterAll(() => world.started.close());

const meta = () => ({ command: command(world.started.clock) });
const content = {
  ...{
    title: '心电图',
    method: '',
    findings: '',
    impression: '正常心电图',
    positive: false,
    fields: {},
    templateId: '',
  },
  ...{ statements: [], measurements: [], keyImages: [] },
};

async function handIn(exam: ExamDocument, seed: number, rrS = 0.8): Promise<string> {
  const answer = await world.technician.fetch(`/ecg/manual?name=a.json&examId=${exam.id}`, {
    method: 'POST',
    headers: { 'x-yishu': '1' },
    body: ecgFile({ patient: { id: exam.patient.number }, seed, rrS }),
  });
  return (await answer.json()).recordingId;
}

async function draftOf({ id: examId }: ExamDocument): Promise<ExamReport> {
  const { fence = 0 } = (await world.doctor.api.orders.lock({ ...meta(), examId })).lock ?? {};
  const about = { examId, reportId: randomUUID(), expectedVersion: 0, fence };
  return world.doctor.api.examReports.saveDraft({ ...meta(), ...about, content });
}

const about = ({ id, version }: ExamReport) => ({ ...meta(), reportId: id, expectedVersion: version, content });
const look = async (who: EcgWorld['doctor'], recordingId: string, more = '/samples') => {
  const answer = await who.fetch(`/ecg/recordings/${recordingId}${more}`);
  expect(answer.status).toBe(200);
  await answer.arrayBuffer();
  return answer;
};

test('author and reviewer each have to open the tracing; facts, cuts and a colleague’s look are no look', async () => {
  const { doctor, manager, technician } = world;
  const exam = await world.register('K1', '甲正常');
  const recordingId = await handIn(exam, 61);
  expect((await doctor.api.orders.exam({ examId: exam.id })).risk?.level).toBe('normal');
  const draft = await draftOf(exam);
  await doctor.api.ecg.recording({ recordingId });
  await look(doctor, recordingId, '/overview');
  await look(doctor, recordingId, '/samples?fromMs=0&toMs=500');
  await look(doctor, recordingId, '/samples?leads=II');
  await look(technician, recordingId);
  expect(await codeOf(doctor.api.examReports.submit(about(draft)))).toBe('TRACING_NOT_SEEN');
  // No browser hands the tracing to the next person without the server.
  expect((await look(doctor, recordingId)).headers.get('cache-control')).toContain('no-store');
  const submitted = await doctor.api.examReports.submit(about(draft));
  expect(await codeOf(manager.api.examReports.release(about(submitted)))).toBe('TRACING_NOT_SEEN');
  await look(manager, recordingId);
  expect((await manager.api.examReports.release(about(submitted))).state).toBe('final');
});

test('a second recording, and one that was read anew, have not been seen', async () => {
  const { doctor, started } = world;
  const exam = await world.register('K2', '乙正常');
  const first = await handIn(exam, 62);
  const draft = await draftOf(exam);
  await look(doctor, first);
  const second = await handIn(exam, 63);
  expect(await codeOf(doctor.api.examReports.submit(about(draft)))).toBe('TRACING_NOT_SEEN');
  await look(doctor, second);
  const { db } = started.server.kernel;
  const { shown } = await db
    .selectFrom('ecg_look')
    .select('shown')
    .where('recording_id', '=', second)
    .executeTakeFirstOrThrow();
  // As a new reading of the file leaves it: other samples.
  await db
    .updateTable('ecg_recording')
    .set({ samples_path: `${shown}-2` })
    .where('id', '=', second)
    .execute();
  expect(await codeOf(doctor.api.examReports.submit(about(draft)))).toBe('TRACING_NOT_SEEN');
  await db.updateTable('ecg_recording').set({ samples_path: shown }).where('id', '=', second).execute();
  expect((await doctor.api.examReports.submit(about(draft))).state).toBe('submitted');
});

test('outside the normal group a report may be signed from what another system drew', async () => {
  const exam = await world.register('K3', '丙心缓');
  await handIn(exam, 64, 2.1);
  expect((await world.doctor.api.examReports.submit(about(await draftOf(exam)))).state).toBe('submitted');
});
