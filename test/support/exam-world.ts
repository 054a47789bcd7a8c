// The world of the exam tests: a server with a county hospital and two townships, the people who take, read and see images, and the
// steps that most tests begin with.
import { randomUUID } from 'node:crypto';
import { ORPCError } from '@orpc/client';
import type { RegisterExam } from '../../core/orders/contract.ts';
import type { ExamDocument } from '../../core/orders/exam.ts';
import type { ExamReport, ExamReportContent } from '../../core/reporting/exam-report.ts';
import type { ServerOptions } from '../../server/app.ts';
import { createPerson } from '../../server/areas/identity/module.ts';
import { attachObject } from '../../server/areas/orders/module.ts';
import { systemCaller } from '../../server/kernel/access.ts';
import {
  addPeople,
  awayFromMidnight,
  type Browser,
  command,
  loggedIn,
  startTestServer,
  type TestServer,
  testPassword,
} from './server.ts';

/** People are logged in anew by assigning to them, when the clock has passed the end of a session. */
export type ExamWorld = Awaited<ReturnType<typeof startExamWorld>>;

function institution(id: string, name: string, own: boolean, reads: string[], departments: string[]) {
  const superior_ids = own ? [] : ['county'];
  const hl7_facilities = own ? ['*'] : [];
  return {
    id,
    name,
    name_en: id,
    reads,
    own,
    active: true,
    department_ids: departments,
    hl7_peer: '',
    hl7_facilities,
    superior_ids,
  };
}

export function content(part: Partial<ExamReportContent> = {}): ExamReportContent {
  return {
    title: '',
    method: '平扫',
    findings: '双侧大脑半球对称，脑实质密度未见异常。',
    impression: '颅脑CT平扫未见明显异常。',
    positive: false,
    fields: {},
    statements: [],
    measurements: [],
    keyImages: [],
    templateId: '',
    ...part,
  };
}

/** What a refused call says beside its code; `done` when it was not refused. */
export async function detailOf(call: Promise<unknown>): Promise<Record<string, unknown>> {
  try {
    await call;
  } catch (error) {
    if (error instanceof ORPCError) return { code: error.code, ...Object(error.data) };
    throw error;
  }
  return { code: 'done' };
}

/** @param before anybody logs in */
export async function startExamWorld(
  overrides: Partial<ServerOptions> = {},
  before: (running: TestServer) => void = () => undefined,
) {
  const running = await startTestServer(overrides);
  if (!overrides.rendererDir) awayFromMidnight(running);
  before(running);
  const { server } = running;
  await addPeople(server, ['radiographer', 'radiology-resident', 'radiologist', 'clinician', 'ecg-doctor'], []);
  await server.kernel.db
    .insertInto('institution')
    .values([
      institution('county', '县医院影像中心', true, ['radiology', 'ecg'], []),
      institution('town-a', '甲镇卫生院', false, [], ['TOWN-A']),
      institution('town-b', '乙镇卫生院', false, [], ['TOWN-B']),
    ])
    .execute();
  for (const [user, departmentId] of [
    ['town-radiographer', 'TOWN-A'],
    ['other-town', 'TOWN-B'],
  ] as const) {
    await createPerson(server.kernel, {
      user,
      name: user,
      departmentId,
      roles: ['radiographer'],
      extraRights: [],
      labGroups: [],
      enabled: true,
      password: testPassword,
    });
  }

  let count = 0;
  function entered(part: Partial<RegisterExam> = {}): RegisterExam {
    count += 1;
    return {
      service: 'radiology',
      patient: { number: `R${count}`, name: `放射${count}`, sex: 'male', birthDate: '1970-02-03' },
      visit: { kind: 'inpatient', number: `Z${count}`, departmentId: 'W1', bed: '3', diagnosis: '头痛待查' },
      modality: 'CT',
      bodyPart: '颅脑',
      procedureCode: 'CT-HEAD',
      procedureName: '颅脑CT平扫',
      method: '平扫',
      clinicalDiagnosis: '头痛待查',
      history: '',
      purpose: '',
      priority: 'routine',
      requestedBy: '李医生',
      requestNumber: '',
      room: 'CT1',
      deviceId: 'CT1',
      scheduledAt: null,
      ...part,
    };
  }

  const meta = () => ({ command: command(running.clock) });
  const study = (images = 30) => ({
    kind: 'study' as const,
    id: `1.2.3.${randomUUID().replaceAll('-', '').slice(0, 8)}`.replace(/[a-f]/gu, '1'),
    arrivedAt: running.clock.now().toISOString(),
    count: images,
    description: '头颅平扫',
  });

  const people = {
    technician: await loggedIn(server, 'radiographer'),
    resident: await loggedIn(server, 'radiology-resident'),
    radiologist: await loggedIn(server, 'radiologist'),
    clinician: await loggedIn(server, 'clinician'),
    township: await loggedIn(server, 'town-radiographer'),
  };
  const target = (exam: ExamDocument) => ({ ...meta(), examId: exam.id, expectedVersion: exam.version });
  const about = (report: ExamReport) => ({ ...meta(), reportId: report.id, expectedVersion: report.version });

  /** An act of the server inside a command. */
  function inside<Output>(work: Parameters<typeof server.kernel.command<Output>>[2]): Promise<Output> {
    const request = { ...command(running.clock), name: 'test.inside', right: null, subject: 'test' };
    return server.kernel.command(systemCaller('test'), request, work);
  }

  async function registered(part: Partial<RegisterExam> = {}, at: Browser = people.technician): Promise<ExamDocument> {
    return at.api.orders.register({ ...meta(), exam: entered(part) });
  }

  /** Registered, and its images are there. */
  async function acquired(part: Partial<RegisterExam> = {}): Promise<ExamDocument> {
    const exam = await registered(part);
    return inside((work) => attachObject(work, exam.id, study()));
  }

  async function locked(exam: ExamDocument, by: Browser = people.resident): Promise<{ fence: number }> {
    const after = await by.api.orders.lock({ ...meta(), examId: exam.id });
    return { fence: after.lock?.fence ?? 0 };
  }

  /** The resident's first draft of it. */
  async function drafted(exam: ExamDocument, part: Partial<ExamReportContent> = {}): Promise<ExamReport> {
    const { fence } = await locked(exam);
    return people.resident.api.examReports.saveDraft({
      ...meta(),
      examId: exam.id,
      reportId: randomUUID(),
      expectedVersion: 0,
      fence,
      content: content(part),
    });
  }

  /** Written by the resident, released by the radiologist. */
  async function released(exam: ExamDocument): Promise<ExamReport> {
    const draft = await drafted(exam);
    const submitted = await people.resident.api.examReports.submit({ ...about(draft), content: draft.content });
    return people.radiologist.api.examReports.release({ ...about(submitted), content: submitted.content });
  }

  const reload = (exam: ExamDocument) => people.radiologist.api.orders.exam({ examId: exam.id });

  // The steps act as whoever is logged in at the time: people stay the one object.
  return Object.assign(people, {
    ...{ running, close: () => running.close() },
    ...{ meta, target, about, entered, study, inside },
    ...{ registered, acquired, locked, drafted, released, reload },
  });
}
