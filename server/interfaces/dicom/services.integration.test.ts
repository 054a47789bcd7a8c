// Worklist, performed procedure step and storage commitment, from the device's side of the association.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DataSet } from '../../../core/dicom/data-set.ts';
import { readDataSet } from '../../../core/dicom/read.ts';
import { explicitLittleEndian } from '../../../core/dicom/transfer-syntax.ts';
import { uidOf } from '../../../core/dicom/uids.ts';
import { writeDataSet } from '../../../core/dicom/write.ts';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import { addPeople, command, loggedIn, startTestServer, type TestServer } from '../../../test/support/server.ts';
import { hasSharedData, sharedDataPath } from '../../../test/support/shared-data.ts';
import { examById } from '../../areas/orders/module.ts';
import { insertExam } from '../../areas/orders/store.ts';
import { systemCaller } from '../../kernel/access.ts';
import type { DicomServices } from './dimse/services.ts';
import { openClient } from './scu/client.ts';
import { fileInstance } from './scu/file.ts';
import { studyUidOf } from './services/worklist.ts';
import { systemTimers } from './ul/timers.ts';

const worklistClass = uidOf('ModalityWorklistInformationModelFind');
const mppsClass = uidOf('ModalityPerformedProcedureStep');
const commitmentClass = uidOf('StorageCommitmentPushModel');

let started: TestServer;
let exam: ExamDocument;

beforeAll(async () => {
  started = await startTestServer({ dicom: { port: 0, aet: 'YISHU', anyLoopback: true } });
  await addPeople(started.server, ['radiographer']);
  const desk = await loggedIn(started.server, 'radiographer');
  exam = await desk.api.orders.register({
    command: command(started.clock),
    exam: {
      service: 'radiology',
      patient: { number: 'P1001', name: '欧阳小明', sex: 'male', birthDate: '1980-05-01' },
      visit: null,
      modality: 'CT',
      bodyPart: '头部',
      procedureCode: 'CT-HEAD',
      procedureName: '颅脑CT平扫',
      method: '平扫',
      clinicalDiagnosis: '头痛',
      history: '',
      purpose: '',
      priority: 'emergency',
      requestedBy: '李医生',
      requestNumber: 'R-1',
      room: 'CT1',
      deviceId: '',
      scheduledAt: null,
    },
  });
});
afterAll(() => started.close());

function connect(abstractSyntaxes: readonly string[], services?: DicomServices) {
  const port = Number(started.server.listeners.dicom?.split(':')[1]);
  return openClient({
    host: '127.0.0.1',
    port,
    calledAe: 'YISHU',
    callingAe: 'CT1',
    timers: systemTimers,
    contexts: abstractSyntaxes.map((abstractSyntax) => ({ abstractSyntax, transferSyntaxes: [explicitLittleEndian] })),
    ...(services ? { services } : {}),
  });
}

const bytesOf = (dataSet: DataSet) => writeDataSet(dataSet, { transferSyntax: explicitLittleEndian });
const read = (bytes: Uint8Array) => readDataSet(bytes, explicitLittleEndian).dataSet;

async function ask(step: DataSet, keys: (asked: DataSet) => void = () => {}): Promise<DataSet[]> {
  const client = await connect([worklistClass]);
  const asked = new DataSet()
    .set('AccessionNumber', '')
    .set('PatientName', '')
    .set('PatientID', '')
    .set('PatientBirthDate', '')
    .set('StudyInstanceUID', '')
    .set('ScheduledProcedureStepSequence', [step]);
  keys(asked);
  const found: DataSet[] = [];
  for await (const { identifier } of client.find(worklistClass, bytesOf(asked))) found.push(read(identifier));
  await client.release();
  return found;
}

describe('modality worklist', () => {
  test('the registered person is there, in Chinese, with the UID that the device shall use', async () => {
    const [item] = await ask(new DataSet().set('Modality', 'CT').set('ScheduledProcedureStepDescription', ''));
    expect(item?.string('PatientName')).toContain('欧阳小明');
    expect(item?.string('PatientID')).toBe('P1001');
    expect(item?.string('AccessionNumber')).toBe(exam.accessionNumber);
    expect(item?.string('StudyInstanceUID')).toBe(studyUidOf(exam.id));
    const step = item?.item('ScheduledProcedureStepSequence');
    expect(step?.string('ScheduledProcedureStepDescription')).toBe('颅脑CT平扫');
    expect(step?.has('ScheduledStationAETitle')).toBe(false);
  });

  test.each([
    ['another modality', new DataSet().set('Modality', 'MR'), () => {}, 0],
    ['the name by its beginning', new DataSet(), (asked: DataSet) => asked.set('PatientName', '欧阳*'), 1],
    ['another name', new DataSet(), (asked: DataSet) => asked.set('PatientName', '王*'), 0],
    ['a day long past', new DataSet().set('ScheduledProcedureStepStartDate', '20200101-20200102'), () => {}, 0],
    ['the number', new DataSet(), (asked: DataSet) => asked.set('PatientID', 'P1001'), 1],
  ] as const)('%s', async (_what, step, keys, count) => {
    expect(await ask(step, (asked) => void keys(asked))).toHaveLength(count);
  });
});

describe('a worklist is what the peer is registered for', () => {
  const accessions = async (step: DataSet) => (await ask(step)).map((item) => item.string('AccessionNumber'));
  const ofModality = (modality: string) => new DataSet().set('Modality', modality);
  const peer = (scope: { institution_id?: string; service?: 'radiology' | 'ecg' }) =>
    started.server.kernel.db
      .insertInto('dicom_peer')
      .values({
        ...{ aet: 'CT1', host: '127.0.0.1', port: 104, acts: ['worklist', 'mpps'], description: '', active: true },
        ...scope,
      })
      .onConflict((conflict) => conflict.column('aet').doUpdateSet({ institution_id: '', service: '', ...scope }))
      .execute()
      // A change holds a moment later.
      .then(() => started.clock.pass(3_000));
  let town: string;
  let ecg: string;
  beforeAll(async () => {
    const other = (part: Partial<ExamDocument>) =>
      started.server.kernel.command(
        systemCaller('test'),
        { ...command(started.clock), name: 'test.inside', right: null, subject: 'test' },
        (work) => insertExam(work, { ...exam, id: work.newId(), deviceId: '', ...part }),
      );
    town = (await other({ institutionId: 'town-a', accessionNumber: 'TOWN-CT' })).accessionNumber;
    ecg = (await other({ service: 'ecg', modality: 'ECG', accessionNumber: 'OWN-ECG' })).accessionNumber;
    // However it was named, an electrocardiogram is none of radiology's.
    await other({ service: 'ecg', modality: 'CT', accessionNumber: 'ODD-ECG' });
  });
  afterAll(async () => {
    const { db } = started.server.kernel;
    await db.deleteFrom('dicom_peer').execute();
    await db.deleteFrom('exam').where('accession', 'in', ['TOWN-CT', 'OWN-ECG', 'ODD-ECG']).execute();
    started.clock.pass(3_000);
  });

  test('by default: by the modality that it asks for, electrocardiograms for nobody else', async () => {
    await peer({});
    expect((await accessions(ofModality('CT'))).toSorted()).toEqual([exam.accessionNumber, town].toSorted());
    expect((await accessions(new DataSet())).toSorted()).toEqual([exam.accessionNumber, town].toSorted());
    expect(await accessions(ofModality('ECG'))).toEqual([ecg]);
  });

  test('of one institution', async () => {
    await peer({ institution_id: 'town-a' });
    expect(await accessions(ofModality('CT'))).toEqual([town]);
    expect(await accessions(ofModality('ECG'))).toEqual([]);
  });

  test('of no institution: what is done at one with devices of its own is offered there alone', async () => {
    const { db } = started.server.kernel;
    const there = (change: { active?: boolean; acts?: ('worklist' | 'store')[]; service?: 'radiology' | 'ecg' | '' }) =>
      db.updateTable('dicom_peer').set(change).where('aet', '=', 'TOWN-CT').execute();
    await peer({});
    const device = {
      aet: 'TOWN-CT',
      host: '10.0.0.9',
      port: 104,
      acts: ['worklist' as const],
      description: '',
      active: true,
    };
    await db
      .insertInto('dicom_peer')
      .values({ ...device, institution_id: 'town-a' })
      .execute();
    const offered = async () => (await accessions(ofModality('CT'))).includes(town);
    expect(await offered()).toBe(false);
    expect(await accessions(ofModality('CT'))).toEqual([exam.accessionNumber]);
    await there({ service: 'ecg' });
    expect(await offered()).toBe(true);
    await there({ service: 'radiology', acts: ['store'] });
    expect(await offered()).toBe(true);
    await there({ acts: ['worklist'], active: false });
    expect(await offered()).toBe(true);
    await db.deleteFrom('dicom_peer').where('aet', '=', 'TOWN-CT').execute();
  });

  test('of one service', async () => {
    await peer({ service: 'radiology' });
    expect(await accessions(ofModality('ECG'))).toEqual([]);
    await peer({ service: 'ecg' });
    expect((await accessions(new DataSet())).toSorted()).toEqual(['ODD-ECG', ecg]);
  });

  test('a step about the exam of another institution is kept and changes nothing', async () => {
    await peer({ institution_id: 'town-a' });
    const client = await connect([mppsClass]);
    const scheduled = new DataSet().set('AccessionNumber', exam.accessionNumber);
    const { status } = await client.attributes({
      operation: 'N-CREATE',
      sopClassUid: mppsClass,
      sopInstanceUid: '2.25.200',
      dataSet: bytesOf(
        new DataSet()
          .set('PerformedProcedureStepStatus', 'IN PROGRESS')
          .set('ScheduledStepAttributesSequence', [scheduled]),
      ),
    });
    await client.release();
    expect(status).toBe(0);
    const { db } = started.server.kernel;
    const [kept] = await db.selectFrom('dicom_mpps').select('exam_id').where('sop_uid', '=', '2.25.200').execute();
    expect(kept).toEqual({ exam_id: null });
    await db.deleteFrom('dicom_mpps').where('sop_uid', '=', '2.25.200').execute();
  });
});

describe('performed procedure step', () => {
  const uid = '2.25.77';
  const made = (state: string) =>
    new DataSet()
      .set('PerformedProcedureStepStatus', state)
      .set('PerformedStationAETitle', 'CT1')
      .set('ScheduledStepAttributesSequence', [
        new DataSet().set('AccessionNumber', exam.accessionNumber).set('StudyInstanceUID', studyUidOf(exam.id)),
      ]);
  async function step(operation: 'N-CREATE' | 'N-SET', dataSet: DataSet): Promise<number> {
    const client = await connect([mppsClass]);
    const outcome = await client.attributes({
      operation,
      sopClassUid: mppsClass,
      sopInstanceUid: uid,
      dataSet: bytesOf(dataSet),
    });
    await client.release();
    return outcome.status;
  }

  test('begins once, ends once, and belongs to its exam', async () => {
    expect(await step('N-CREATE', made('COMPLETED'))).toBe(0x0106);
    expect(await step('N-CREATE', made('IN PROGRESS'))).toBe(0);
    expect(await step('N-CREATE', made('IN PROGRESS'))).toBe(0x0111);
    const end = new DataSet().set('PerformedProcedureStepStatus', 'COMPLETED');
    expect(await step('N-SET', end)).toBe(0);
    expect(await step('N-SET', end)).toBe(0x0110);
    const row = await started.server.kernel.db
      .selectFrom('dicom_mpps')
      .select(['status', 'exam_id'])
      .executeTakeFirstOrThrow();
    expect(row).toEqual({ status: 'COMPLETED', exam_id: exam.id });
  });
});

describe('what a step does to its exam', () => {
  async function step(operation: 'N-CREATE' | 'N-SET', uid: string, dataSet: DataSet): Promise<number> {
    const client = await connect([mppsClass]);
    const sent = { operation, sopClassUid: mppsClass, sopInstanceUid: uid, dataSet: bytesOf(dataSet) } as const;
    const { status } = await client.attributes(sent);
    await client.release();
    return status;
  }
  const begins = (scheduled: DataSet, patientId = '') =>
    new DataSet()
      .set('PerformedProcedureStepStatus', 'IN PROGRESS')
      .set('PerformedStationAETitle', 'CT1')
      .set('PatientID', patientId)
      .set('ScheduledStepAttributesSequence', [scheduled]);
  const ends = (status: string) => new DataSet().set('PerformedProcedureStepStatus', status);
  const ordered = (requestNumber: string, state: 'requested' | 'registered') =>
    started.server.kernel.command(
      systemCaller('test'),
      { ...command(started.clock), name: 'test.inside', right: null, subject: 'test' },
      async (work) => {
        const { id: _id, version: _version, ...rest } = exam;
        const made = { ...rest, id: work.newId(), version: 1, requestNumber, deviceId: '', state };
        const registeredAt = state === 'requested' ? null : exam.registeredAt;
        return insertExam(work, { ...made, registeredAt, accessionNumber: `${requestNumber}-ACC` });
      },
    );
  const now = async (id: string) => {
    const found = await examById(started.server.kernel.db, id);
    if (!found) throw new Error('no exam');
    return found;
  };
  const told = async (accession: string) => {
    const rows = await started.server.kernel.db
      .selectFrom('outgoing_message')
      .select('payload')
      .where('subject', '=', accession)
      .orderBy('at')
      .execute();
    return rows.map(({ payload }) => (payload as { state?: string }).state);
  };

  test('begun, the person is here; completed, it is carried out without any image, and the HIS hears it once', async () => {
    const { id, accessionNumber } = await ordered('MPPS-1', 'requested');
    const uid = '2.25.101';
    expect(await step('N-CREATE', uid, begins(new DataSet().set('AccessionNumber', accessionNumber), 'P1001'))).toBe(0);
    expect(await now(id)).toMatchObject({ state: 'registered', deviceId: 'CT1' });
    expect(await step('N-SET', uid, ends('IN PROGRESS'))).toBe(0);
    expect(await now(id)).toMatchObject({ state: 'registered', version: 2 });
    expect(await step('N-SET', uid, ends('COMPLETED'))).toBe(0);
    const done = await now(id);
    expect(done).toMatchObject({ state: 'acquired', objects: [], confirmed: { by: 'CT1' } });
    expect(await step('N-SET', uid, ends('COMPLETED'))).toBe(0x0110);
    // A second step of the same exam: nothing is said twice.
    expect(await step('N-CREATE', '2.25.102', begins(new DataSet().set('AccessionNumber', accessionNumber)))).toBe(0);
    expect(await step('N-SET', '2.25.102', ends('COMPLETED'))).toBe(0);
    expect((await now(id)).version).toBe(done.version);
    expect(await told(accessionNumber)).toEqual(['registered', 'acquired']);
  });

  test('given up, it waits again, and why stands in the trail', async () => {
    const { id, accessionNumber } = await ordered('MPPS-2', 'requested');
    // Some devices name the scheduled step alone.
    const scheduled = new DataSet().set('ScheduledProcedureStepID', accessionNumber);
    expect(await step('N-CREATE', '2.25.103', begins(scheduled))).toBe(0);
    const given = ends('DISCONTINUED').set('PerformedProcedureStepDiscontinuationReasonCodeSequence', [
      new DataSet().set('CodeValue', '110513').set('CodingSchemeDesignator', 'DCM').set('CodeMeaning', 'wrong patient'),
    ]);
    expect(await step('N-SET', '2.25.103', given)).toBe(0);
    expect(await now(id)).toMatchObject({ state: 'requested', registeredAt: null });
    const trail = await started.server.kernel.db
      .selectFrom('audit')
      .select(['patient_id', 'detail'])
      .where('act', '=', 'dicom.mppsSet')
      .where('subject', '=', accessionNumber)
      .execute();
    expect(trail).toEqual([{ patient_id: exam.patient.id, detail: 'CT1 DISCONTINUED wrong patient' }]);
  });

  test('given up while another step goes on, or registered by a person: the person stays here', async () => {
    const { id, accessionNumber } = await ordered('MPPS-3', 'requested');
    const scheduled = new DataSet().set('AccessionNumber', accessionNumber);
    expect(await step('N-CREATE', '2.25.104', begins(scheduled))).toBe(0);
    expect(await step('N-CREATE', '2.25.105', begins(scheduled))).toBe(0);
    expect(await step('N-SET', '2.25.104', ends('DISCONTINUED'))).toBe(0);
    expect((await now(id)).state).toBe('registered');
    expect(await step('N-SET', '2.25.105', ends('DISCONTINUED'))).toBe(0);
    expect((await now(id)).state).toBe('registered');
  });

  test('a step of nobody, or of another patient, is kept and changes nothing', async () => {
    const { id, accessionNumber } = await ordered('MPPS-4', 'requested');
    const scheduled = new DataSet().set('AccessionNumber', accessionNumber);
    expect(await step('N-CREATE', '2.25.106', begins(scheduled, 'SOMEBODY-ELSE'))).toBe(0);
    expect(await step('N-SET', '2.25.106', ends('COMPLETED'))).toBe(0);
    expect(await step('N-CREATE', '2.25.107', begins(new DataSet().set('AccessionNumber', 'NOBODY-1')))).toBe(0);
    expect(await step('N-SET', '2.25.107', ends('COMPLETED'))).toBe(0);
    expect(await now(id)).toMatchObject({ state: 'requested', version: 1 });
    const kept = await started.server.kernel.db
      .selectFrom('dicom_mpps')
      .select(['status', 'exam_id'])
      .where('sop_uid', 'in', ['2.25.106', '2.25.107'])
      .execute();
    expect(kept).toEqual(Array(2).fill({ status: 'COMPLETED', exam_id: null }));
  });
});

describe.skipIf(!hasSharedData)('storage commitment', () => {
  test('what is stored is safe, what is not is named with its reason', async () => {
    const instance = await fileInstance(sharedDataPath('imaging/single/CT_small.dcm'));
    const reported = Promise.withResolvers<{ eventTypeId: number; dataSet: DataSet }>();
    const client = await connect([instance.sopClassUid, commitmentClass], {
      async nEventReport(request) {
        reported.resolve({ eventTypeId: request.eventTypeId, dataSet: read(request.dataSet ?? new Uint8Array()) });
        return { status: 0 };
      },
    });
    expect((await client.store(instance)).status).toBe(0);
    const reference = (sopInstanceUid: string) =>
      new DataSet().set('ReferencedSOPClassUID', instance.sopClassUid).set('ReferencedSOPInstanceUID', sopInstanceUid);
    const outcome = await client.attributes({
      operation: 'N-ACTION',
      sopClassUid: commitmentClass,
      sopInstanceUid: uidOf('StorageCommitmentPushModelInstance'),
      actionTypeId: 1,
      dataSet: bytesOf(
        new DataSet()
          .set('TransactionUID', '2.25.99')
          .set('ReferencedSOPSequence', [reference(instance.sopInstanceUid), reference('2.25.404')]),
      ),
    });
    expect(outcome.status).toBe(0);
    const { eventTypeId, dataSet } = await reported.promise;
    expect(eventTypeId).toBe(2);
    expect(dataSet.string('TransactionUID')).toBe('2.25.99');
    expect(dataSet.item('ReferencedSOPSequence')?.string('ReferencedSOPInstanceUID')).toBe(instance.sopInstanceUid);
    expect(dataSet.item('FailedSOPSequence')?.number('FailureReason')).toBe(0x0112);
    await client.release();
  });
});
