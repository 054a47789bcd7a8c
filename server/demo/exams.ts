// Fills the demo's reading room and ECG room: a small network of institutions, exams in every state, through the acts that people use.
import type { RegisterExam } from '../../core/orders/contract.ts';
import type { ExamDocument } from '../../core/orders/exam.ts';
import { type ExamItem, shippedExamItems } from '../../core/orders/exam-items.ts';
import { ecgTemplates } from '../../core/reporting/exam-catalogue/ecg.ts';
import { radiologyTemplates } from '../../core/reporting/exam-catalogue/radiology.ts';
import type { ExamReport, ExamReportContent } from '../../core/reporting/exam-report.ts';
import { reconcile } from '../areas/imaging/module.ts';
import { askRemote, lockForWriting, registerExam, takeExamOrder, unlock } from '../areas/orders/module.ts';
import { autosave, releaseExamReport, saveTemplate, submitReport } from '../areas/reporting/module.ts';
import { systemCaller } from '../kernel/access.ts';
import type { Caller, Kernel } from '../kernel/types.ts';
import { type DemoExam, demoExams } from './exam-list.ts';
import { demoDepartments, demoPatients } from './people.ts';
import type { MovableClock } from './seed.ts';

const hourMs = 3_600_000;

const network = [
  {
    id: 'own',
    name: '',
    name_en: '',
    reads: ['radiology', 'ecg'],
    own: true,
    department_ids: [],
    superior_ids: ['county-centre'],
    open_departments: JSON.stringify([
      { service: 'radiology', departmentId: 'FSK' },
      { service: 'ecg', departmentId: 'XDT' },
    ]),
    ...{ level: '二级甲等', address: '', contact: '医务科', phone: '8110' },
  },
  {
    id: 'county-centre',
    name: '县域影像心电诊断中心',
    name_en: 'County Imaging and ECG Centre',
    reads: ['radiology', 'ecg'],
    own: false,
    department_ids: [],
    ...{ level: '三级乙等', address: '', contact: '', phone: '' },
  },
  {
    id: 'qingxi',
    name: '清溪镇卫生院',
    name_en: 'Qingxi Township Health Centre',
    reads: [],
    own: false,
    department_ids: ['QXZ'],
    superior_ids: ['own', 'county-centre'],
    ...{ level: '乡镇卫生院', address: '清溪镇', contact: '', phone: '7101' },
  },
  {
    id: 'lianhua',
    name: '莲花镇卫生院',
    name_en: 'Lianhua Township Health Centre',
    reads: [],
    own: false,
    department_ids: ['LHZ'],
    superior_ids: ['own'],
    ...{ level: '乡镇卫生院', address: '莲花镇', contact: '', phone: '7201' },
  },
];

async function seedNetwork(kernel: Kernel): Promise<void> {
  const { name, nameEn } = kernel.hospital;
  const rows = network.map((one) => ({
    ...one,
    active: true,
    hl7_peer: '',
    ...(one.own ? { hl7_facilities: ['*'] } : {}),
    ...(one.own ? { name, name_en: nameEn } : {}),
  }));
  await kernel.db
    .insertInto('institution')
    .values(rows)
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
}

const command = (kernel: Kernel) => ({ id: kernel.newId(), at: kernel.clock.now().toISOString() });

function itemOf(code: string): ExamItem {
  const item = shippedExamItems.find((one) => one.code === code);
  if (!item) throw new Error(`no exam item ${code}`);
  return item;
}

function entered(exam: DemoExam, scheduledAt: string | null): RegisterExam {
  const [name, sex, birthDate] = demoPatients[exam.patient] ?? demoPatients[0];
  const item = itemOf(exam.item);
  const ward = demoDepartments.find(({ id }) => id === exam.departmentId)?.kind === 'ward';
  const kind = exam.departmentId === 'JZ' ? 'emergency' : ward ? 'inpatient' : 'outpatient';
  return {
    service: item.service,
    patient: { number: `P${100_001 + exam.patient}`, name, sex, birthDate },
    visit: {
      kind,
      number: `ZY2026${1001 + exam.patient}`,
      departmentId: exam.departmentId,
      bed: kind === 'inpatient' ? String(1 + exam.patient) : '',
      diagnosis: exam.diagnosis,
    },
    modality: item.modality,
    bodyPart: item.bodyPart,
    procedureCode: item.code,
    procedureName: item.name,
    method: item.method,
    clinicalDiagnosis: exam.diagnosis,
    history: '',
    purpose: exam.purpose,
    priority: exam.priority,
    requestedBy: '郑凯',
    requestNumber: `HIS-${exam.key}`,
    room: item.service === 'ecg' ? '心电图室' : `${item.modality}室`,
    deviceId: '',
    scheduledAt,
  };
}

/** Nobody measured anything for the made-up report: clauses with a blank for a value are left out. */
const isSaid = (clause: string) => !clause.includes('【');

/** The normal text of the item's modality and body part, as a first draft. */
function contentOf(exam: ExamDocument): ExamReportContent {
  const all = [...radiologyTemplates, ...ecgTemplates].filter(({ service }) => service === exam.service);
  const fitting = all.filter(({ modality }) => modality === exam.modality);
  const template =
    fitting.find(({ bodyPart }) => bodyPart === exam.bodyPart) ?? (exam.service === 'ecg' ? fitting[0] : undefined);
  return {
    title: '',
    method: template?.method ?? exam.method,
    findings: (template?.findings ?? `${exam.bodyPart}未见明显异常征象。`).split('，').filter(isSaid).join('，'),
    impression: template?.impression ?? '未见明显异常。',
    positive: template?.positive ?? false,
    fields: {},
    statements: [],
    measurements: [],
    keyImages: [],
    templateId: '',
  };
}

interface Writers {
  author: Caller;
  reviewer: Caller;
}

async function report(kernel: Kernel, exam: ExamDocument, as: DemoExam['as'], writers: Writers): Promise<void> {
  const held = await lockForWriting(kernel, writers.author, { command: command(kernel), examId: exam.id });
  const fence = held.lock?.fence ?? 0;
  const content = contentOf(exam);
  const draft = await autosave(kernel, writers.author, {
    command: command(kernel),
    examId: exam.id,
    reportId: kernel.newId(),
    expectedVersion: 0,
    fence,
    content,
  });
  if (as === 'draft') {
    await unlock(kernel, writers.author, { command: command(kernel), examId: exam.id, fence });
    return;
  }
  const of = ({ id, version }: ExamReport) => ({
    command: command(kernel),
    reportId: id,
    expectedVersion: version,
    content,
  });
  const submitted = await submitReport(kernel, writers.author, of(draft), null);
  if (as === 'final') await releaseExamReport(kernel, writers.reviewer, of(submitted), null);
}

/** As the HIS would have sent it. */
async function orderByHis(kernel: Kernel, exam: DemoExam): Promise<void> {
  const { patient, visit, procedureCode, procedureName, requestedBy, requestNumber } = entered(exam, null);
  const order = {
    action: 'place' as const,
    number: requestNumber,
    items: [{ code: procedureCode, name: procedureName }],
    urgent: exam.priority !== 'routine',
    doctor: requestedBy,
    note: exam.purpose,
    orderedAt: null,
    barcode: null,
  };
  const request = { ...command(kernel), name: 'orders.order', right: null, subject: requestNumber };
  await kernel.command(systemCaller('demo'), request, (work) =>
    takeExamOrder(kernel, work, order, {
      patient: { ...patient, allergies: [] },
      visit: {
        kind: visit?.kind ?? 'inpatient',
        number: visit?.number ?? '',
        departmentId: exam.departmentId,
        diagnosis: exam.diagnosis,
      },
      facility: '',
    }),
  );
}

async function seedOne(kernel: Kernel, exam: DemoExam, callers: Record<string, Caller>): Promise<void> {
  const system = systemCaller('demo');
  const ecg = itemOf(exam.item).service === 'ecg';
  const writers: Writers = {
    author: callers[ecg ? 'ecg-doctor' : 'radiology-resident'] ?? system,
    reviewer: callers[ecg ? 'ecg-reviewer' : 'radiologist'] ?? system,
  };
  const desk = callers[exam.by] ?? system;
  const now = kernel.clock.now().getTime();
  if (exam.as === 'requested') {
    await orderByHis(kernel, exam);
    return;
  }
  const scheduledAt = exam.as === 'booked' ? new Date(now + Math.max(1, -exam.hoursAgo) * hourMs).toISOString() : null;
  const made = await registerExam(kernel, desk, { command: command(kernel), exam: entered(exam, scheduledAt) });
  if (exam.as === 'remote') {
    await askRemote(kernel, desk, {
      command: command(kernel),
      examId: made.id,
      expectedVersion: made.version,
      toInstitutionId: 'own',
      preliminaryFindings: '',
      preliminaryImpression: `${exam.diagnosis}，请上级医院诊断`,
    });
  }
  if (exam.as === 'draft' || exam.as === 'submitted' || exam.as === 'final')
    await report(kernel, made, exam.as, writers);
}

/** A department's own template beside the public ones. */
async function seedDepartmentTemplate(kernel: Kernel, callers: Record<string, Caller>): Promise<void> {
  const [first] = radiologyTemplates;
  const owner = callers['radiology-manager'];
  if (!first || !owner) return;
  await saveTemplate(kernel, owner, {
    command: command(kernel),
    template: {
      ...first,
      id: kernel.newId(),
      version: 0,
      scope: 'department',
      ownerId: '',
      path: ['本科室', '急诊'],
      name: '急诊颅脑CT 快速报告',
      method: '',
      findings: '颅内未见明显出血，中线结构居中，脑室系统未见扩张。颅骨未见明显骨折。',
      impression: '急诊颅脑CT平扫未见明显出血征象，建议必要时复查。',
      active: true,
    },
  });
}

/** Writes the exams. `callers` by role and by user. */
export async function seedExams(kernel: Kernel, callers: Record<string, Caller>, clock: MovableClock): Promise<void> {
  await seedNetwork(kernel);
  await seedDepartmentTemplate(kernel, callers);
  for (const exam of demoExams) {
    clock.setAhead(-Math.max(0.2, exam.hoursAgo) * hourMs);
    await seedOne(kernel, exam, callers);
  }
}

/**
 * Gives the published test studies, once imported, to the demo's exams: their objects name other patients, so that a person's word is
 * needed, as after a console was used without a worklist. Studies that have an exam are left alone. Answers how many were given.
 */
export async function linkDemoStudies(kernel: Kernel): Promise<number> {
  const wanted = new Map(
    demoExams.flatMap(({ key, studyUid }) => (studyUid ? [[studyUid, `HIS-${key}`] as const] : [])),
  );
  const studies = await kernel.db
    .selectFrom('imaging_study')
    .select(['uid', 'revision'])
    .where('uid', 'in', [...wanted.keys()])
    .where('exam_id', 'is', null)
    .execute();
  let given = 0;
  for (const { uid, revision } of studies) {
    const exam = await kernel.db
      .selectFrom('exam')
      .select('id')
      .where('request_number', '=', wanted.get(uid) ?? '')
      .executeTakeFirst();
    if (!exam) continue;
    await reconcile(kernel, systemCaller('demo'), {
      command: command(kernel),
      studyUid: uid,
      expectedRevision: revision,
      examId: exam.id,
      reason: '演示数据：检查未走工作列表，人工匹配',
    });
    given += 1;
  }
  return given;
}

/** Looks after each study that comes; answers the way to stop. */
export function linkDemoStudiesWhenTheyCome(kernel: Kernel): () => void {
  let running: Promise<unknown> = Promise.resolve();
  return kernel.onPublished((changes) => {
    if (!changes.some(({ kind }) => kind === 'study')) return;
    running = running
      .then(() => linkDemoStudies(kernel))
      .catch((error: unknown) => kernel.log('warn', 'demo study', { error: String(error) }));
  });
}
