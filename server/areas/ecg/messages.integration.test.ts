// An ECG over HL7: an approved device's result becomes a recording of its exam before it is acknowledged; strangers and empty ones are refused and seen.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeAecg } from '../../../core/ecg/formats/aecg/write.ts';
import { ecgRecording } from '../../../test/support/ecg-files.ts';
import { type EcgMessageSpec, ecgMessageBytes, encapsulated } from '../../../test/support/ecg-message.ts';
import { type EcgWorld, startEcgWorld } from '../../../test/support/ecg-world.ts';
import { sendMllp } from '../../../test/support/mllp.ts';
import { addPeople, command, loggedIn } from '../../../test/support/server.ts';

let world: EcgWorld;

beforeAll(async () => {
  world = await startEcgWorld({ hl7Port: 0 });
}, 60_000);
afterAll(() => world.started.close());

const send = (spec: EcgMessageSpec) => sendMllp(world.started.server.listeners.mllp, ecgMessageBytes(spec));
const pid = (number: string, name: string) => `PID|1||${number}^^^H^PI||${name}||19600203|M`;
const tracing = (number: string, seed: number, rrS = 0.8) =>
  writeAecg(ecgRecording({ patient: { id: number }, recordedAt: `${world.day()}T08:00:00`, rrS, seed }), {
    documentId: '61d1a24f-b47e-41aa-ae95-f8ac302f4eeb',
  });
const pdf = '%PDF-1.7\n1 0 obj <<>> endobj\n';

test('a stranger is refused and asks in the register; approved, the same message is carried out again by a person', async () => {
  const { manager, technician, started } = world;
  const spec = { controlId: 'H0', pid: pid('P400', '何一'), results: [encapsulated(tracing('P400', 70), 'XML')] };
  expect(await send(spec)).toMatch(/MSA\|AE\|H0\|RIGHT_MISSING/);
  expect((await manager.api.ecg.devices()).find(({ code }) => code === 'CART-1')).toMatchObject({ state: 'asking' });
  await world.approveDevice();
  await addPeople(started.server, ['lab-manager'], ['haematology']);
  const keeper = await loggedIn(started.server, 'lab-manager');
  const [failed] = await keeper.api.integration.messages({ state: 'failed' });
  expect(failed).toMatchObject({ type: 'ORU^R01', controlId: 'H0', code: 'RIGHT_MISSING' });
  const again = await keeper.api.integration.retry({ command: command(started.clock), messageId: failed?.id ?? '' });
  expect(again.state).toBe('done');
  const [shown] = await technician.api.ecg.recordings({ text: 'H0.hl7' });
  expect(shown).toMatchObject({ state: 'unmatched', format: 'aecg', source: { door: 'hl7', name: '一号机' } });
});

test('acknowledged means stored: it is the exam of OBR-3, with the measurements of the message, and alarms', async () => {
  const { register, doctor } = world;
  const exam = await register('P401', '何二');
  const results = [
    encapsulated(tracing('P401', 71, 2.1), 'XML'),
    'OBX|2|NM|147842^MDC_ECG_HEART_RATE^MDC||29|/min|||||F',
  ];
  const spec = { controlId: 'H1', accession: exam.accessionNumber, pid: pid('P401', '何二'), results };
  expect(await send(spec)).toContain('MSA|AA|H1');
  const [recording] = await doctor.api.ecg.recordings({ examId: exam.id });
  expect(recording).toMatchObject({
    format: 'aecg',
    kind: 'waveform',
    patientSaid: { id: 'P401', name: '何二' },
    risk: { level: 'critical' },
  });
  const detail = await doctor.api.ecg.recording({ recordingId: recording?.id ?? '' });
  expect(detail.vendor.measurements).toContainEqual(expect.objectContaining({ name: 'heartRateBpm', value: 29 }));
  // Sent again under another number and time: known.
  expect(await send({ ...spec, controlId: 'H1b' })).toContain('MSA|AA|H1b');
  expect(await doctor.api.ecg.recordings({ examId: exam.id })).toHaveLength(1);
});

test('a tracing of another patient than the message names is not filed by its numbers: it alarms and waits for a person', async () => {
  const { register, doctor } = world;
  const exam = await register('P409', '何九');
  const results = [encapsulated(tracing('P777', 79, 2.1), 'XML')];
  const spec = { controlId: 'H9', accession: exam.accessionNumber, pid: pid('P409', '何九'), results };
  expect(await send(spec)).toContain('MSA|AA|H9');
  expect(await doctor.api.ecg.recordings({ examId: exam.id })).toEqual([]);
  const [waits] = await world.technician.api.ecg.recordings({ text: 'H9.hl7' });
  expect(waits).toMatchObject({ state: 'unmatched', unmatchedReason: 'PATIENT_DIFFERS', risk: { level: 'critical' } });
});

test('by the number of the request; a PDF beside the tracing is kept as a document that can be opened', async () => {
  const { register, doctor } = world;
  const exam = await register('P402', '何三', { requestNumber: 'REQ-402' });
  const results = [encapsulated(tracing('P402', 72), 'XML'), encapsulated(pdf, 'PDF', 'Base64', 2)];
  expect(await send({ controlId: 'H2', requestNumber: 'REQ-402', pid: pid('P402', '何三'), results })).toContain(
    'MSA|AA|H2',
  );
  const recordings = await doctor.api.ecg.recordings({ examId: exam.id });
  expect(recordings.map(({ kind }) => kind).sort()).toEqual(['document', 'waveform']);
  const document = recordings.find(({ kind }) => kind === 'document');
  const raw = await doctor.fetch(`/ecg/recordings/${document?.id}/file`);
  expect(await raw.text()).toBe(pdf);
});

test('an ECG that cannot be read is parked and acknowledged; a result without an ECG is refused by its name', async () => {
  const { technician } = world;
  const broken = encapsulated('<AnnotatedECG><open></AnnotatedECG>', 'XML');
  expect(await send({ controlId: 'H3', pid: pid('P403', '何四'), results: [broken] })).toContain('MSA|AA|H3');
  const [parked] = await technician.api.ecg.recordings({ text: 'H3.hl7' });
  expect(parked).toMatchObject({ state: 'parked', parked: { code: 'MALFORMED' }, patientSaid: { id: 'P403' } });
  const answer = await send({ controlId: 'H4', results: ['OBX|1|NM|718-7^Hb^LN||130|g/L'] });
  expect(answer).toMatch(/MSA\|AE\|H4\|MESSAGE_UNREADABLE/);
});
