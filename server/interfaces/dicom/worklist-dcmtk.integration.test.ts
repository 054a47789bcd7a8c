// The modality worklist beside dcmtk's: the same orders, the same queries of findscu, the same matches with the same values.
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DataSet } from '../../../core/dicom/data-set.ts';
import { readPart10 } from '../../../core/dicom/read.ts';
import { isoFromHl7Time } from '../../../core/hl7/index.ts';
import { instantAt } from '../../../core/kernel/hospital-time.ts';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import { hasTool, type RunningTool, runTool, startTool } from '../../../test/support/dicom-tools.ts';
import { addPeople, command, loggedIn, startTestServer, type TestServer } from '../../../test/support/server.ts';
import { hasSharedData, sharedDataPath } from '../../../test/support/shared-data.ts';
import { inflate } from '../../areas/imaging/module.ts';

const able = hasTool('findscu') && hasTool('wlmscpfs') && hasTool('dcmodify') && hasSharedData;
const step = (key: string) => `ScheduledProcedureStepSequence[0].${key}`;
/** The keys that the worklist files hold and that an exam of ours has too; dcmtk's file set has no query files of its own. */
const returned = ['PatientName', 'PatientID', 'PatientBirthDate', 'PatientSex', 'AccessionNumber'] as const;
const returnedOfStep = [
  'Modality',
  'ScheduledStationAETitle',
  'ScheduledProcedureStepStartDate',
  'ScheduledProcedureStepStartTime',
  'ScheduledProcedureStepDescription',
  'ScheduledProcedureStepID',
  'ScheduledProcedureStepLocation',
] as const;

function readFile(path: string): DataSet {
  return readPart10(new Uint8Array(readFileSync(path)), { inflate }).dataSet;
}

/** What one match says, with nothing that only one of the two servers knows. */
function shown(item: DataSet): Record<string, string> {
  const inner = item.item('ScheduledProcedureStepSequence');
  const facts = returned.map((key) => [key, item.string(key) ?? '']);
  return Object.fromEntries([...facts, ...returnedOfStep.map((key) => [key, inner?.string(key) ?? ''])]);
}

/** A local time of the hospital from DA and TM. */
const instantOf = (date: string, time: string): string => instantAt(isoFromHl7Time(`${date}${time}`) ?? '') ?? '';

describe.skipIf(!able)('findscu -W (skipped where dcmtk or the data is absent)', () => {
  let started: TestServer;
  let theirs: RunningTool;
  let folder: string;
  let ours: string;
  let asked = 0;

  async function answers(port: string, called: string, keys: readonly string[]): Promise<Record<string, string>[]> {
    asked += 1;
    const into = join(folder, `answers-${asked}`);
    mkdirSync(into);
    const all = [...returned, ...returnedOfStep.map(step)].filter(
      (key) => !keys.some((one) => one.startsWith(`${key}=`)),
    );
    const { code, output } = await runTool('findscu', [
      ...['-W', '-X', '-od', into, '-aec', called, '127.0.0.1', port],
      ...[...all, ...keys].flatMap((key) => ['-k', key]),
    ]);
    expect(code, output).toBe(0);
    const found = readdirSync(into).map((name) => shown(readFile(join(into, name))));
    return found.sort((one, other) => ((one.AccessionNumber ?? '') < (other.AccessionNumber ?? '') ? -1 : 1));
  }

  /** The exam that says what a worklist file says; its number of the exam is also that of its step, as ours always is. */
  async function order(item: DataSet): Promise<void> {
    const inner = item.item('ScheduledProcedureStepSequence');
    const text = (key: (typeof returned)[number]) => item.string(key) ?? '';
    const textOf = (key: (typeof returnedOfStep)[number]) => inner?.string(key) ?? '';
    const birth = text('PatientBirthDate');
    const desk = await loggedIn(started.server, 'radiographer');
    const exam = await desk.api.orders.register({
      command: command(started.clock),
      exam: {
        service: 'radiology',
        patient: { number: text('PatientID'), name: text('PatientName'), sex: 'male', birthDate: null },
        visit: null,
        ...{ modality: textOf('Modality'), bodyPart: '', procedureCode: '', method: '' },
        procedureName: textOf('ScheduledProcedureStepDescription'),
        ...{ clinicalDiagnosis: '', history: '', purpose: '', priority: 'routine', requestNumber: '' },
        requestedBy: item.string('RequestingPhysician') ?? '',
        room: textOf('ScheduledProcedureStepLocation'),
        deviceId: textOf('ScheduledStationAETitle'),
        scheduledAt: null,
      },
    });
    // The files' days are long past and one of them is no day: no desk books these.
    const doc: ExamDocument = {
      ...exam,
      accessionNumber: text('AccessionNumber'),
      birthDate: `${birth.slice(0, 4)}-${birth.slice(4, 6)}-${birth.slice(6, 8)}`,
      scheduledAt: instantOf(textOf('ScheduledProcedureStepStartDate'), textOf('ScheduledProcedureStepStartTime')),
    };
    await started.server.kernel.db
      .updateTable('exam')
      .set({ doc: JSON.stringify(doc), accession: doc.accessionNumber })
      .where('id', '=', exam.id)
      .execute();
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'yishu-worklist-'));
    const database = join(folder, 'database', 'WORKLIST');
    mkdirSync(database, { recursive: true });
    writeFileSync(join(database, 'lockfile'), '');
    started = await startTestServer({ dicom: { port: 0, aet: 'YISHU', anyLoopback: true } });
    ours = started.server.listeners.dicom?.split(':')[1] ?? '';
    await addPeople(started.server, ['radiographer']);
    for (const name of readdirSync(sharedDataPath('imaging/nonimage/worklist')).sort()) {
      const file = join(database, name);
      copyFileSync(sharedDataPath(`imaging/nonimage/worklist/${name}`), file);
      const item = readFile(file);
      // An exam of ours waits for one device and has one number; the files may name two devices and number the step for itself.
      const [station = ''] = item.item('ScheduledProcedureStepSequence')?.strings('ScheduledStationAETitle') ?? [];
      const { code, output } = await runTool('dcmodify', [
        ...['-nb', '-m', `${step('ScheduledStationAETitle')}=${station}`],
        ...['-m', `${step('ScheduledProcedureStepID')}=${item.string('AccessionNumber')}`, file],
      ]);
      expect(code, output).toBe(0);
      await order(readFile(file));
    }
    theirs = await startTool('wlmscpfs', (port) => ['-dfp', join(folder, 'database'), String(port)], folder);
  });
  afterAll(async () => {
    await theirs?.stop();
    await started?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test.each<[string, string[], number]>([
    ['everything', [], 5],
    ['a modality', [step('Modality=CR')], 2],
    ['a modality that waits for nothing', [step('Modality=XA')], 0],
    ['a device', [step('ScheduledStationAETitle=AA32')], 2],
    ['a device and a modality', [step('ScheduledStationAETitle=AA32'), step('Modality=US')], 1],
    ['a day', [step('ScheduledProcedureStepStartDate=19960123')], 1],
    ['days from to', [step('ScheduledProcedureStepStartDate=19960101-19960131')], 2],
    ['days until', [step('ScheduledProcedureStepStartDate=-19951231')], 2],
    ['days from', [step('ScheduledProcedureStepStartDate=19960104-')], 2],
    [
      'from a day and hour to another',
      [
        step('ScheduledProcedureStepStartDate=19951001-19960131'),
        step('ScheduledProcedureStepStartTime=120000-180000'),
      ],
      4,
    ],
    [
      'a day and hours of it',
      [step('ScheduledProcedureStepStartDate=19960406'), step('ScheduledProcedureStepStartTime=150000-170000')],
      1,
    ],
    ['hours of any day', [step('ScheduledProcedureStepStartTime=080000-120000')], 2],
    ['a patient’s number', ['PatientID=HF'], 2],
    ['an accession number', ['AccessionNumber=00003'], 1],
    ['the beginning of a name', ['PatientName=VIVALDI*'], 3],
    ['a name with one letter open', ['PatientName=HA?DN^FRANZ^JOSEPH'], 2],
    ['a whole name', ['PatientName=HAYDN^FRANZ^JOSEPH'], 2],
    ['a name and a modality', ['PatientName=HAYDN*', step('Modality=CR')], 1],
    ['a name that nobody has', ['PatientName=MOZART*'], 0],
  ])('%s', async (_what, keys, count) => {
    const ourAnswers = await answers(ours, 'YISHU', keys);
    const theirAnswers = await answers(String(theirs.port), 'WORKLIST', keys);
    expect(ourAnswers).toEqual(theirAnswers);
    expect(ourAnswers).toHaveLength(count);
  });
});
