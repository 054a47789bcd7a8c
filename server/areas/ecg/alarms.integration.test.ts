// Dangerous recordings through the real server: who is alarmed, who answers, what is taken back, and what follows a tracing to another patient.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import { ecgFile } from '../../../test/support/ecg-files.ts';
import { deviceEntry, type EcgWorld, startEcgWorld } from '../../../test/support/ecg-world.ts';
import { codeOf, command, testPassword } from '../../../test/support/server.ts';
import { createPerson } from '../identity/module.ts';

let world: EcgWorld;
let started: EcgWorld['started'];
let technician: EcgWorld['technician'];
let doctor: EcgWorld['doctor'];
let clinician: EcgWorld['clinician'];
let day: EcgWorld['day'];
let register: EcgWorld['register'];
let upload: EcgWorld['upload'];
let until: EcgWorld['until'];

beforeAll(async () => {
  world = await startEcgWorld();
  await world.approveDevice();
  ({ started, technician, doctor, clinician, day, register, upload, until } = world);
}, 60_000);
afterAll(() => world.started.close());

describe('danger', () => {
  let exam: ExamDocument;
  let alertId: string;

  test('a critical one alarms readers, the recorder and the ward at once and makes the exam critical', async () => {
    exam = await register('P200', '孙八');
    const arrival = await upload(
      ecgFile({ patient: { id: 'P200', name: '孙八' }, recordedAt: `${day()}T12:00:00`, rrS: 2.1, seed: 20 }),
    );
    expect(arrival).toMatchObject({ state: 'matched', level: 'critical' });
    const risky = await doctor.api.orders.exam({ examId: exam.id });
    expect(risky.risk).toMatchObject({ level: 'critical', by: 'machine' });
    const [alert] = (await doctor.api.ecg.alerts({ state: 'mine' })).filter(({ examId }) => examId === exam.id);
    expect(alert).toMatchObject({ state: 'raised', by: 'machine', departmentId: 'CARD' });
    expect(alert?.recipients.map(({ role }) => role)).toEqual(['reader', 'acquisition', 'clinician']);
    expect(alert?.findings[0]?.evidence.length).toBeGreaterThan(0);
    alertId = alert?.id ?? '';
    expect((await clinician.api.ecg.alerts({ state: 'mine' })).map(({ id }) => id)).toEqual([alertId]);
    const criticals = await doctor.api.critical.list({ state: 'open' });
    expect(criticals.rows.filter(({ subjectId }) => subjectId === exam.id)).not.toHaveLength(0);
  });

  test('who saw it and who has it stands on record; nobody answering escalates', async () => {
    const seen = await clinician.api.ecg.alertReached({ command: command(started.clock), alertId });
    expect(seen.recipients.find(({ role }) => role === 'clinician')?.reachedBy).toBe('病房医生');
    started.clock.pass(6 * 60_000);
    const escalated = await until('the escalation', async () =>
      (await doctor.api.ecg.alerts({})).find(({ id, escalations }) => id === alertId && escalations > 0),
    );
    expect(escalated.steps.at(-1)).toMatchObject({ kind: 'escalated' });
    const taken = await doctor.api.ecg.acknowledgeAlert({ command: command(started.clock), alertId, note: '已看' });
    expect(taken).toMatchObject({ state: 'acknowledged' });
  }, 20_000);

  test('a doctor retracts it with a reason: all who were told see that, the critical values are withdrawn', async () => {
    const { version } = (await doctor.api.ecg.alerts({})).find(({ id }) => id === alertId) ?? { version: 0 };
    const input = { alertId, expectedVersion: version, verdict: 'dismissed' as const, level: 'attention' as const };
    expect(await codeOf(doctor.api.ecg.decideAlert({ command: command(started.clock), ...input, reason: ' ' }))).toBe(
      'REASON_REQUIRED',
    );
    const dismissed = await doctor.api.ecg.decideAlert({ command: command(started.clock), ...input, reason: '伪差' });
    expect(dismissed).toMatchObject({ state: 'dismissed', retraction: { reason: '伪差' } });
    expect((await clinician.api.ecg.alerts({ state: 'mine' })).map(({ state }) => state)).toEqual(['dismissed']);
    await clinician.api.ecg.alertReached({ command: command(started.clock), alertId });
    expect(await clinician.api.ecg.alerts({ state: 'mine' })).toEqual([]);
    expect((await doctor.api.orders.exam({ examId: exam.id })).risk).toMatchObject({
      level: 'attention',
      by: 'person',
    });
    const { rows } = await doctor.api.critical.list({ state: 'all' });
    expect(rows.filter(({ subjectId }) => subjectId === exam.id).map(({ state }) => state)).toEqual(
      expect.arrayContaining(['withdrawn']),
    );
  });

  test('critical by hand alarms the same people; the word "attention" takes it back', async () => {
    const quiet = await register('P201', '周九');
    const { examId } = await upload(
      ecgFile({ patient: { id: 'P201', name: '周九' }, recordedAt: `${day()}T12:30:00`, seed: 21 }),
    );
    expect(examId).toBe(quiet.id);
    const before = await doctor.api.orders.exam({ examId: quiet.id });
    const marked = await doctor.api.orders.setRisk({
      command: command(started.clock),
      examId: quiet.id,
      expectedVersion: before.version,
      level: 'critical',
      text: '急性心梗',
      raiseCritical: true,
    });
    const alert = await until('the alarm', async () =>
      (await doctor.api.ecg.alerts({})).find((one) => one.examId === quiet.id),
    );
    expect(alert).toMatchObject({ by: 'person', text: '急性心梗' });
    await doctor.api.orders.setRisk({
      command: command(started.clock),
      examId: quiet.id,
      expectedVersion: marked.version,
      level: 'attention',
      text: '复核后非急性',
      raiseCritical: false,
    });
    await until('the retraction', async () =>
      (await doctor.api.ecg.alerts({ state: 'all' })).find(({ id, state }) => id === alert.id && state === 'dismissed'),
    );
  });

  test('an unmatched critical one alarms too; given to an exam, the ward is told', async () => {
    const late = await register('P202', '吴十');
    const { recordingId } = await upload(ecgFile({ patient: { id: '' }, rrS: 2.1, seed: 22 }));
    const loose = (await doctor.api.ecg.alerts({ state: 'mine' })).find((one) => one.recordingId === recordingId);
    expect(loose).toMatchObject({ examId: null, state: 'raised' });
    await technician.api.ecg.assign({
      command: command(started.clock),
      recordingId,
      expectedVersion: 1,
      examId: late.id,
      reason: '核对',
    });
    const [told] = (await clinician.api.ecg.alerts({ state: 'mine' })).filter(({ id }) => id === loose?.id);
    expect(told).toMatchObject({ examId: late.id, patientName: '吴十' });
  });

  test('confirmed for one patient and then given to another: the first ward sees the retraction, the second is alarmed', async () => {
    const wrong = await register('P204', '郑一');
    const right = await register('P205', '王二');
    const sent = await upload(ecgFile({ patient: { id: 'P204', name: '郑一' }, rrS: 2.1, seed: 25 }));
    expect(sent.examId).toBe(wrong.id);
    const alertOf = async (examId: string) =>
      (await clinician.api.ecg.alerts({ state: 'mine' })).find((alert) => alert.examId === examId);
    const alert = await alertOf(wrong.id);
    const of = { alertId: alert?.id ?? '' };
    await clinician.api.ecg.alertReached({ command: command(started.clock), ...of });
    const { version } = (await doctor.api.ecg.alerts({})).find(({ id }) => id === of.alertId) ?? { version: 0 };
    const verdict = { verdict: 'confirmed' as const, reason: '' };
    await doctor.api.ecg.decideAlert({ command: command(started.clock), ...of, expectedVersion: version, ...verdict });
    const { recording } = await doctor.api.ecg.recording({ recordingId: sent.recordingId });
    const assigned = await technician.api.ecg.assign({
      ...{ command: command(started.clock), recordingId: sent.recordingId, expectedVersion: recording.version },
      ...{ examId: right.id, reason: '电极贴错床' },
    });
    expect(await alertOf(wrong.id)).toMatchObject({ state: 'dismissed', retraction: { reason: '电极贴错床' } });
    expect(await alertOf(right.id)).toMatchObject({ state: 'raised', patientName: '王二' });
    expect((await doctor.api.orders.exam({ examId: wrong.id })).risk).toBeNull();
    // And back again: the first ward is alarmed anew.
    await technician.api.ecg.undoAssign({
      ...{ command: command(started.clock), recordingId: sent.recordingId },
      ...{ expectedVersion: assigned.version, reason: '没有错' },
    });
    const open = (await clinician.api.ecg.alerts({ state: 'mine' })).filter(({ state }) => state === 'raised');
    expect(open.map(({ patientName }) => patientName)).toContain('郑一');
    expect(open.map(({ patientName }) => patientName)).not.toContain('王二');
  });

  test('of a device in a department where nobody records, whoever records in the institution is told, not nobody', async () => {
    const told = async (seed: number) => {
      const { recordingId } = await upload(ecgFile({ patient: { id: '' }, rrS: 2.1, seed }));
      const alerts = await doctor.api.ecg.alerts({ state: 'mine' });
      const alert = alerts.find((one) => one.recordingId === recordingId);
      return alert?.recipients.find(({ role }) => role === 'acquisition')?.place;
    };
    const { server } = started;
    expect(await told(23)).toBe('own');
    await createPerson(server.kernel, {
      user: 'room',
      name: '心电图室技师',
      departmentId: deviceEntry.departmentId,
      roles: ['ecg-technician'],
      extraRights: [],
      labGroups: [],
      enabled: true,
      password: testPassword,
    });
    expect(await told(24)).toBe(deviceEntry.departmentId);
  });
});
