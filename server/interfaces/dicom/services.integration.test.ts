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
