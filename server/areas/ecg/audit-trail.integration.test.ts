// Who looked at whose ECG (ECG-55): every door leaves exactly one row with the person and the patient, a refusal too, and no log a name.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import { ecgFile } from '../../../test/support/ecg-files.ts';
import { lookAtTracings } from '../../../test/support/ecg-looks.ts';
import { type EcgWorld, startEcgWorld } from '../../../test/support/ecg-world.ts';
import { content } from '../../../test/support/exam-world.ts';
import { type Browser, codeOf, command, type Station, station } from '../../../test/support/server.ts';
import { systemCaller } from '../../kernel/access.ts';
import { createWorkstation, enrol } from '../identity/module.ts';

const patientName = '欧阳留痕';
let world: EcgWorld;
let exam: ExamDocument;
let recordingId: string;
let reportId: string;

const meta = () => ({ command: command(world.started.clock) });
const db = () => world.started.server.kernel.db;

beforeAll(async () => {
  world = await startEcgWorld();
  await world.approveDevice();
  const { doctor, manager } = world;
  const registered = await world.register('P1', patientName);
  const file = ecgFile({ patient: { id: 'P1', name: patientName }, seed: 1 });
  ({ recordingId } = await world.upload(file, `/ecg/upload?name=a.json&accession=${registered.accessionNumber}`));
  const { lock } = await doctor.api.orders.lock({ ...meta(), examId: registered.id });
  const about = { examId: registered.id, reportId: randomUUID(), expectedVersion: 0, fence: lock?.fence ?? 0 };
  const draft = await doctor.api.examReports.saveDraft({ ...meta(), ...about, content: content() });
  reportId = draft.id;
  await lookAtTracings(registered.id, doctor, manager);
  const submitted = await doctor.api.examReports.submit({
    ...meta(),
    ...{ reportId, expectedVersion: draft.version, content: content() },
  });
  const release = { reportId, expectedVersion: submitted.version, content: content() };
  await manager.api.examReports.release({ ...meta(), ...release });
  exam = await doctor.api.orders.exam({ examId: registered.id });
}, 60_000);
afterAll(() => world.started.close());

/** Rows that a call leaves in the trail. */
async function rowsOf(call: () => Promise<unknown>) {
  const before = await db().selectFrom('audit').select('id').execute();
  await call();
  const known = new Set(before.map(({ id }) => id));
  return (await db().selectFrom('audit').selectAll().execute()).filter(({ id }) => !known.has(id));
}

type Door = (at: Browser) => Promise<unknown>;

const doors = (): Record<string, Door> => {
  const get = (path: string) => (at: Browser) => at.fetch(path).then((answer) => answer.arrayBuffer());
  const tracing = `/ecg/recordings/${recordingId}`;
  return {
    'ecg.recording': (at) => at.api.ecg.recording({ recordingId }),
    'ecg.previous': (at) => at.api.ecg.previous({ recordingId }),
    'ecg.ahead': (at) => at.api.ecg.ahead({ examId: exam.id }),
    'ecg.samples': get(`${tracing}/samples`),
    'ecg.overview': get(`${tracing}/overview?steps=10`),
    'ecg.file': get(`${tracing}/file`),
    'ecg.handOn': get(`${tracing}/standard?as=dicom`),
    'ecg.link': (at) => at.api.ecg.link({ ...meta(), accession: exam.accessionNumber, minutes: 5 }),
    'orders.exam': (at) => at.api.orders.exam({ examId: exam.id }),
    'orders.priors': (at) => at.api.orders.priors({ examId: exam.id }),
    'examReports.ofExam': (at) => at.api.examReports.ofExam({ examId: exam.id }),
    'examReports.pdf': get(`/exam-reports/pdf?id=${reportId}`),
    'examReports.picture': get(`/exam-reports/picture?id=${reportId}&dpi=72`),
    'orders.request': get(`/exam-reports/request?exam=${exam.id}`),
  };
};

test('each door of a tracing and its report leaves one row: act, person, patient', async () => {
  for (const [act, door] of Object.entries(doors())) {
    const rows = await rowsOf(() => door(world.doctor));
    const said = rows.map((row) => [row.act, row.person_name, row.patient_id, row.outcome]);
    expect({ act, said }).toEqual({ act, said: [[act, '某ecg-doctor', exam.patient.id, 'done']] });
  }
});

test('who is refused stands there too, by name, and learns no name', async () => {
  for (const [act, door] of Object.entries(doors())) {
    // Reports that may not be seen are not there, and a request needs a right to be asked for at all.
    if (act === 'examReports.pdf' || act === 'examReports.picture' || act === 'orders.request') continue;
    const rows = await rowsOf(() =>
      door(world.clinician).catch((error: { data: unknown }) => {
        expect(JSON.stringify(error.data)).not.toContain(patientName);
      }),
    );
    expect({ act, said: rows.map((row) => [row.act, row.person_name, row.outcome]) }).toEqual({
      act,
      said: [[act, '病房医生', 'refused']],
    });
  }
});

test('behind a link the row names who gave it; an unknown token leaves none', async () => {
  const { token } = await world.doctor.api.ecg.link({ ...meta(), recordingId, minutes: 5 });
  const paths = {
    'ecg.replay': '/ecg/replay/recording',
    'ecg.replaySamples': '/ecg/replay/samples',
    'ecg.replayOverview': '/ecg/replay/overview?steps=10',
    'ecg.replayReport': '/ecg/replay/report',
    'ecg.replayFile': `/ecg-view/${token}/file`,
    'examReports.linkedPdf': `/ecg-view/${token}/report.pdf`,
    'examReports.linkedPicture': `/ecg-view/${token}/report.jpg`,
  };
  const open = (path: string, key: string) =>
    fetch(`${world.started.server.url}${path}`, { headers: { authorization: `Bearer ${key}` } }).then(
      async (answer) => {
        await answer.arrayBuffer();
        return answer.status;
      },
    );
  for (const [act, path] of Object.entries(paths)) {
    const rows = await rowsOf(async () => expect(await open(path, token)).toBe(200));
    expect({ act, said: rows.map((row) => [row.act, row.patient_id, row.detail]) }).toEqual({
      act,
      said: [[act, exam.patient.id, 'link of ecg-doctor']],
    });
    const none = await rowsOf(() => open(path.replace(token, 'x'.repeat(43)), 'x'.repeat(43)));
    expect(none).toEqual([]);
  }
});

test('a look without the server is told later by its station, also of an account that is shut out since; no browser says so', async () => {
  const { server, clock } = world.started;
  const { kernel } = server;
  const system = systemCaller('test');
  const made = await createWorkstation(kernel, system, {
    ...meta(),
    ...{ name: '心电一号台', departmentId: 'ECGROOM', labGroups: [] },
  });
  const { secret } = await enrol(kernel, system, made.enrolmentCode);
  const desk: Station = station(server.url, made.workstation.id, secret, clock.now);
  const look = () => {
    const { id, at } = command(clock);
    const input = { command: { id, at }, recordingId, outcome: 'done' as const };
    return { id, at, name: 'ecg.recordOffline', input };
  };
  expect(await codeOf(world.doctor.api.ecg.recordOffline(look().input))).toBe('STATION_UNKNOWN');
  const { id: actorId } = await db()
    .selectFrom('person')
    .select('id')
    .where('user_name', '=', 'ecg-doctor')
    .executeTakeFirstOrThrow();
  await db().updateTable('person').set({ enabled: false }).where('id', '=', actorId).execute();
  const rows = await rowsOf(async () => {
    const { replies } = await desk.api.sync.push({ commands: [{ ...look(), actorId }] });
    expect(replies).toMatchObject([{ outcome: 'done' }]);
  });
  expect(rows).toMatchObject([
    {
      act: 'ecg.recording',
      mode: 'queued',
      person_name: '某ecg-doctor',
      workstation: '心电一号台',
      patient_id: exam.patient.id,
    },
  ]);
  // Whatever else the account would do is refused as before.
  const other = { ...command(clock), actorId, name: 'orders.cancel' };
  const input = {
    command: { id: other.id, at: other.at },
    examId: exam.id,
    expectedVersion: exam.version,
    reason: '取消',
  };
  const { replies } = await desk.api.sync.push({ commands: [{ ...other, input }] });
  expect(replies).toMatchObject([{ outcome: 'never', code: 'RIGHT_MISSING' }]);
});

test('nothing that was done here wrote a patient’s name or number into a log', () => {
  expect(world.started.logged.filter((line) => line.includes(patientName) || line.includes('P1'))).toEqual([]);
});
