// ECG recordings through the real server: whose they are, what people decide, and how they are handed on. Who is told of danger: alarms.

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RecordingDetail } from '../../../core/ecg/flow/recording.ts';
import { unpackSamples } from '../../../core/ecg/flow/samples.ts';
import { readEcg } from '../../../core/ecg/formats/index.ts';
import { dayAfter, hospitalTime } from '../../../core/kernel/hospital-time.ts';
import { ecgFile } from '../../../test/support/ecg-files.ts';
import { type EcgWorld, startEcgWorld } from '../../../test/support/ecg-world.ts';
import { codeOf, command, loggedIn } from '../../../test/support/server.ts';

let world: EcgWorld;
let started: EcgWorld['started'];
let technician: EcgWorld['technician'];
let doctor: EcgWorld['doctor'];
let clinician: EcgWorld['clinician'];
let day: EcgWorld['day'];
let register: EcgWorld['register'];
let upload: EcgWorld['upload'];

beforeAll(async () => {
  world = await startEcgWorld();
  await world.approveDevice();
  ({ started, technician, doctor, clinician, day, register, upload } = world);
}, 60_000);
afterAll(() => world.started.close());

describe('whose it is', () => {
  test("patient number and the day's exam; the exam is acquired, the tracing comes back as it was sent", async () => {
    const exam = await register('P100', '张三');
    const file = ecgFile({ patient: { id: 'P100', name: '张三' }, recordedAt: `${day()}T09:00:00`, seed: 1 });
    const arrival = await upload(file);
    expect(arrival).toMatchObject({ outcome: 'stored', state: 'matched', examId: exam.id });
    const acquired = await technician.api.orders.exam({ examId: exam.id });
    expect(acquired.state).toBe('acquired');
    expect(acquired.objects).toMatchObject([{ kind: 'recording', id: arrival.recordingId, count: 8 }]);
    const detail: RecordingDetail = await doctor.api.ecg.recording({ recordingId: arrival.recordingId });
    expect(detail.recording).toMatchObject({
      matchedBy: 'patientDay',
      accession: exam.accessionNumber,
      format: 'json',
    });
    expect(detail.measurement?.heartRateBpm).toBeCloseTo(75, -1);
    const raw = await doctor.fetch(`/ecg/recordings/${arrival.recordingId}/file`);
    expect(Buffer.from(await raw.arrayBuffer()).equals(Buffer.from(file))).toBe(true);
    const whole = unpackSamples(
      new Uint8Array(await (await doctor.fetch(`/ecg/recordings/${arrival.recordingId}/samples`)).arrayBuffer()),
    );
    const sent = JSON.parse(new TextDecoder().decode(file));
    const [first] = whole.waveforms[0]?.leads ?? [];
    expect(first?.samples[1234]).toBeCloseTo(sent.samples[first?.name ?? ''][1234], 1);
    const part = unpackSamples(
      new Uint8Array(
        await (
          await doctor.fetch(`/ecg/recordings/${arrival.recordingId}/samples?fromMs=1000&toMs=2000&leads=II`)
        ).arrayBuffer(),
      ),
    );
    expect(part.waveforms[0]?.leads.map(({ name, samples }) => [name, samples.length])).toEqual([['II', 500]]);
    expect(part.waveforms[0]?.leads[0]?.samples[7]).toBeCloseTo(sent.samples.II[507], 1);
    expect((await clinician.fetch(`/ecg/recordings/${arrival.recordingId}/samples`)).status).toBe(403);
  });

  test("accession and request numbers lead to their exam; another patient's number never does", async () => {
    const exam = await register('P101', '李四', { requestNumber: 'REQ-7' });
    const other = await upload(
      ecgFile({ patient: { id: 'P100' }, seed: 2 }),
      `/ecg/upload?name=c.json&accession=${exam.accessionNumber}`,
    );
    expect(other.state).toBe('unmatched');
    const right = await upload(ecgFile({ patient: { id: 'P101' }, seed: 3 }), '/ecg/upload?name=c.json&request=REQ-7');
    expect(right).toMatchObject({ state: 'matched', examId: exam.id });
    const waiting = await technician.api.ecg.recordings({ states: ['unmatched'] });
    expect(waiting.find(({ id }) => id === other.recordingId)?.unmatchedReason).toBe('OTHER_PATIENT');
  });

  test('the same file is a duplicate; the same recording with other content is kept and flagged', async () => {
    const facts = { patient: { id: 'P102' }, recordedAt: `${day()}T10:00:00` };
    const first = await upload(ecgFile({ ...facts, seed: 4 }));
    expect(await upload(ecgFile({ ...facts, seed: 4 }))).toMatchObject({
      outcome: 'duplicate',
      recordingId: first.recordingId,
    });
    const second = await upload(ecgFile({ ...facts, seed: 5 }));
    const [shown] = (await technician.api.ecg.recordings({ states: ['unmatched'] })).filter(
      ({ id }) => id === second.recordingId,
    );
    expect(shown?.differsFrom).toBe(first.recordingId);
  });

  test('a person gives it to an exam, takes that back, and makes a walk-in exam of it', async () => {
    const exam = await register('P103', '赵六');
    const { recordingId } = await upload(ecgFile({ patient: { id: 'NOBODY' }, seed: 6 }));
    const given = await technician.api.ecg.assign({
      command: command(started.clock),
      recordingId,
      expectedVersion: 1,
      examId: exam.id,
      reason: '核对腕带',
    });
    expect(given).toMatchObject({ state: 'matched', matchedBy: 'person', patientName: '赵六' });
    const back = await technician.api.ecg.undoAssign({
      command: command(started.clock),
      recordingId,
      expectedVersion: given.version,
      reason: '错了',
    });
    expect(back).toMatchObject({ state: 'unmatched', examId: null });
    expect((await technician.api.orders.exam({ examId: exam.id })).state).toBe('registered');
    expect(
      await codeOf(
        technician.api.ecg.assign({
          command: command(started.clock),
          recordingId,
          expectedVersion: 1,
          examId: exam.id,
          reason: '旧版本',
        }),
      ),
    ).toBe('VERSION_CONFLICT');
    const walkIn = await technician.api.ecg.makeExam({
      command: command(started.clock),
      recordingId,
      expectedVersion: back.version,
      patient: { number: 'W1', name: '钱七', sex: 'female', birthDate: null },
      priority: 'routine',
      knownPatientId: null,
    });
    expect(walkIn.exam).toMatchObject({ state: 'acquired', service: 'ecg' });
    // The person was done already, and stands in no line.
    expect(walkIn.exam.queueNumber).toBeUndefined();
    expect(walkIn.recording.examId).toBe(walkIn.exam.id);
    const again = await upload(
      ecgFile({ patient: { id: 'W1', name: '钱七' }, recordedAt: `${day()}T11:00:00`, seed: 7 }),
    );
    const previous = await doctor.api.ecg.previous({ recordingId: again.recordingId });
    expect(previous.map(({ id }) => id)).toEqual([recordingId]);
    // Handed in last, taken long ago: of this day's two it is the earliest, and both stand beside it with their dates.
    const old = await upload(
      ecgFile({ patient: { id: 'W1', name: '钱七' }, recordedAt: '2020-05-01T11:00:00', seed: 8 }),
    );
    const { recording } = await doctor.api.ecg.recording({ recordingId: old.recordingId });
    await technician.api.ecg.assign({
      command: command(started.clock),
      recordingId: old.recordingId,
      expectedVersion: recording.version,
      examId: walkIn.exam.id,
      reason: '旧图补录',
    });
    const ordered = await doctor.api.ecg.previous({ recordingId: again.recordingId });
    expect(ordered.map(({ id }) => id)).toEqual([recordingId, old.recordingId]);
  });

  test('a number on file is taken for an exam only for the person who was chosen', async () => {
    const { patient: known } = await register('P190', '孙福');
    const { recordingId } = await upload(
      ecgFile({ patient: { id: 'NOBODY-YET' }, recordedAt: `${day()}T12:00:00`, seed: 71 }),
    );
    const typed = { number: known.number, name: known.name, sex: known.sex, birthDate: known.birthDate };
    const make = (knownPatientId: string | null) =>
      technician.api.ecg.makeExam({
        command: command(started.clock),
        ...{ recordingId, expectedVersion: 1, patient: typed, priority: 'routine', knownPatientId },
      });
    const onFile = async (number: string) =>
      (await technician.api.ecg.onFile({ patient: { ...typed, number } })).patient?.id ?? null;
    expect(await onFile(known.number)).toBe(known.id);
    expect(await onFile(`${known.number}X`)).toBeNull();
    expect(await codeOf(make(null))).toBe('IDENTITY_CLASH');
    expect(await codeOf(make(randomUUID()))).toBe('IDENTITY_CLASH');
    expect((await make(known.id)).exam.patient.id).toBe(known.id);
  });

  test('a picture is a document without values; rubbish is parked with its reason', async () => {
    const picture = await upload(new TextEncoder().encode('%PDF-1.4\n%%EOF\n'), '/ecg/upload?name=d.pdf&patient=P9');
    expect(picture).toMatchObject({ outcome: 'stored', level: 'unknown' });
    const parked = await upload(new TextEncoder().encode('no ECG at all'), '/ecg/upload?name=e.bin');
    expect(parked.state).toBe('parked');
    const [shown] = (await technician.api.ecg.recordings({ states: ['parked'] })).filter(
      ({ id }) => id === parked.recordingId,
    );
    expect(shown?.parked?.code).toBe('NOT_RECOGNISED');
    const again = await technician.api.ecg.retry({
      command: command(started.clock),
      recordingId: parked.recordingId,
      expectedVersion: 1,
    });
    expect(again).toMatchObject({ state: 'parked', version: 2 });
  });
});

describe('handing on', () => {
  test('the same samples as aECG and as DICOM, with the patient of the exam; the act is in the trail', async () => {
    const exam = await register('P270', '何<一>');
    const file = ecgFile({ patient: { id: 'P270', name: '何<一>' }, recordedAt: `${day()}T13:00:00`, seed: 27 });
    const { recordingId } = await upload(file);
    expect((await doctor.api.ecg.recording({ recordingId })).recording.examId).toBe(exam.id);
    const original = readEcg(file, { name: 'a.json' });
    const fetched = (as: string) => doctor.fetch(`/ecg/recordings/${recordingId}/standard?as=${as}`);
    for (const as of ['aecg', 'dicom']) {
      const answer = await fetched(as);
      expect(answer.status, await answer.clone().text()).toBe(200);
      const read = readEcg(new Uint8Array(await answer.arrayBuffer()), { name: 'x' });
      expect(read.format).toBe(as);
      expect(read.patient).toMatchObject({ id: 'P270', name: '何<一>', birthDate: '1960-02-03', sex: 'male' });
      for (const { name, samples } of original.waveforms[0]?.leads ?? []) {
        const again = read.waveforms[0]?.leads.find((lead) => lead.name === name)?.samples ?? new Float32Array();
        expect(Math.max(...samples.map((value, at) => Math.abs(value - (again[at] ?? Number.NaN)))), name).toBeLessThan(
          1,
        );
      }
    }
    expect((await fetched('wfdb')).status).toBe(400);
    expect((await clinician.fetch(`/ecg/recordings/${recordingId}/standard?as=aecg`)).status).toBe(403);
    const trail = await started.server.kernel.db
      .selectFrom('audit')
      .select('outcome')
      .where('act', '=', 'ecg.handOn')
      .where('subject', '=', recordingId)
      .execute();
    expect(trail.length).toBeGreaterThanOrEqual(3);
  });
});

// Last: the clock passes midnight, and the sessions of before have ended.
test('registered before midnight, recorded after it: the one exam that waits has it; of two a person decides; off where set so', async () => {
  const { clock, server } = started;
  const midnight = dayAfter(day()).getTime();
  const file = (number: string, name: string, seed: number) =>
    ecgFile({ patient: { id: number, name }, recordedAt: hospitalTime(new Date(midnight + 3 * 60_000)), seed });
  clock.pass(midnight - clock.now().getTime() - 2 * 60_000);
  const desk = await loggedIn(server, 'ecg-technician');
  const { api } = await loggedIn(server, 'ecg-reviewer');
  const exam = await register('P150', '夜班甲', {}, desk);
  await register('P151', '夜班乙', {}, desk);
  const late = await register('P152', '夜班丙', {}, desk);
  clock.pass(4 * 60_000);
  await register('P151', '夜班乙', {}, desk);
  const one = await upload(file('P150', '夜班甲', 151));
  expect(one).toMatchObject({ state: 'matched', examId: exam.id });
  const { recording } = await api.ecg.recording({ recordingId: one.recordingId });
  expect(recording.matchedBy).toBe('patientNight');
  expect(await upload(file('P151', '夜班乙', 152))).toMatchObject({ state: 'unmatched', problems: ['SEVERAL_EXAMS'] });
  expect(await upload(file('P152', '', 153))).toMatchObject({ state: 'unmatched', problems: ['NO_EXAM'] });
  const setHours = async (matchNightHours: number) =>
    api.ecg.saveSettings({ command: command(clock), settings: { ...(await api.ecg.settings()), matchNightHours } });
  await setHours(0);
  expect(await upload(file('P152', '夜班丙', 154))).toMatchObject({ state: 'unmatched', problems: ['NO_EXAM'] });
  await setHours(4);
  expect(await upload(file('P152', '夜班丙', 155))).toMatchObject({ state: 'matched', examId: late.id });
});
