// Released reports as programs are told of them: of exams and of the laboratory, in one form. Nothing that was not released is here.
import { type RawBuilder, sql } from 'kysely';
import { toldNumber } from '../../../core/orders/own-numbers.ts';
import type { ExamPatientType } from '../../../core/orders/patient-type.ts';
import { nationalSexCodes } from '../../../core/patient/sex-code.ts';
import type { OutsideReport, OutsideService } from '../../../core/programs/api.ts';
import { outsidePath } from '../../../core/programs/api.ts';
import type { ExamReportHead } from '../../../core/reporting/exam-report-hash.ts';
import type { LabReport } from '../../../core/reporting/model.ts';
import type { Kernel } from '../../kernel/types.ts';
import type { ProgramRow } from './register.ts';

/** What is looked for, patients found already. */
export interface ReportWish {
  service: OutsideService;
  patientIds: readonly string[] | null;
  name?: string | undefined;
  visitNumber?: string | undefined;
  requestNumber?: string | undefined;
  accessionNumber?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  after: { at: string; id: string } | null;
  limit: number;
  /** One report, of any edition. */
  reportId?: string | undefined;
}

export interface FoundReport {
  report: OutsideReport;
  patientId: string;
  /** Of the newest change, by which lists are in order. */
  changedAt: string;
}

const stateOf = (state: string): OutsideReport['state'] =>
  state === 'recalled' ? 'recalled' : state === 'superseded' ? 'superseded' : 'released';

const when = <Value>(value: Value | undefined, condition: (value: Value) => RawBuilder<unknown>) =>
  value === undefined ? [] : [condition(value)];

/** The instant of the newest change, as the indexes of both kinds keep it (migration 0274). */
const changed = sql`report_changed_at(r.doc, r.released_at)`;

/** Conditions that both kinds share. */
function shared(wish: ReportWish, patient: RawBuilder<unknown>): RawBuilder<unknown>[] {
  const { patientIds, from, to, after } = wish;
  return [
    ...(patientIds === null ? [] : [sql`${patient} = any(${[...patientIds]}::uuid[])`]),
    ...when(from, (at) => sql`${changed} >= ${new Date(at)}`),
    ...when(to, (at) => sql`${changed} < ${new Date(at)}`),
    ...(after === null ? [] : [sql`(${changed}, r.id) < (${new Date(after.at)}, ${after.id}::uuid)`]),
    ...when(wish.reportId, (id) => sql`r.id = ${id}::uuid`),
  ];
}

interface ExamRow {
  id: string;
  exam_id: string;
  edition: number;
  state: string;
  released_at: Date;
  changed_at: Date;
  head: ExamReportHead;
  patient_id: string;
  positive: boolean | null;
  recall_reason: string | null;
  institution_id: string;
  institution_name: string;
  patient_type: ExamPatientType | null;
  request_number: string;
}

/** The newest released edition of each exam; `reportId` finds an older one too. */
export function examQuery(program: ProgramRow, wish: ReportWish): RawBuilder<ExamRow> {
  const conditions = [
    sql`r.released_at is not null and r.head is not null and r.service = ${wish.service}`,
    ...shared(wish, sql`e.patient_id`),
    ...(program.reach === 'all' ? [] : [sql`e.institution_id = ${program.institution_id}`]),
    ...when(wish.name, (name) => sql`e.name_search = ${name.toLowerCase()}`),
    ...when(wish.visitNumber, (number) => sql`e.visit_number = ${number}`),
    ...when(wish.requestNumber, (number) => sql`e.request_number = ${number}`),
    ...when(wish.accessionNumber, (number) => sql`e.accession = ${number}`),
    ...(wish.reportId === undefined
      ? [
          sql`r.edition = (select max(x.edition) from exam_report x where x.exam_id = r.exam_id and x.released_at is not null)`,
        ]
      : []),
  ];
  return sql<ExamRow>`
    select r.id, r.exam_id, r.edition, r.state, r.released_at, ${changed} as changed_at, r.head, e.patient_id,
      (r.doc->'content'->>'positive')::boolean as positive, r.doc->'recall'->>'reason' as recall_reason,
      e.institution_id, e.doc->>'institutionName' as institution_name, e.request_number, e.doc->'patientType' as patient_type
    from exam_report r join exam e on e.id = r.exam_id
    where ${sql.join(conditions, sql` and `)}
    order by ${changed} desc, r.id desc limit ${wish.limit}`;
}

async function examRows(db: Kernel['db'], program: ProgramRow, wish: ReportWish): Promise<FoundReport[]> {
  const { rows } = await examQuery(program, wish).execute(db);
  return rows.map((row) => {
    const { head } = row;
    const own = row.institution_id === program.institution_id;
    const state = stateOf(row.state);
    return {
      patientId: row.patient_id,
      changedAt: row.changed_at.toISOString(),
      report: {
        id: row.id,
        service: wish.service,
        state,
        edition: row.edition,
        title: head.procedureName,
        modality: head.modality,
        requestNumber: row.request_number,
        accessionNumber: head.accessionNumber,
        institution: { id: row.institution_id, name: row.institution_name },
        readAt: head.readAt,
        patient: {
          number: own ? toldNumber(row.institution_id, head.patient.number) : head.patient.number,
          name: head.patient.name,
          sex: head.patient.sex,
          sexCode: nationalSexCodes[head.patient.sex],
          birthDate: head.patient.birthDate,
        },
        visitNumber: head.visit.number,
        patientType: row.patient_type && {
          code: row.patient_type.code,
          name: row.patient_type.name,
          exchangeCode: row.patient_type.exchangeCode,
        },
        departmentName: head.visit.departmentName,
        positive: row.positive,
        examinedAt: head.acquiredAt,
        releasedAt: row.released_at.toISOString(),
        recalled: state === 'recalled' ? { at: row.changed_at.toISOString(), reason: row.recall_reason ?? '' } : null,
        pdf: `${outsidePath}/reports/${row.id}/pdf`,
      },
    };
  });
}

interface LabRow {
  id: string;
  doc: LabReport;
  patient_id: string;
  changed_at: Date;
  birth_date: string | null;
  order_number: string | null;
}

export function labQuery(wish: ReportWish): RawBuilder<LabRow> {
  const conditions = [
    ...shared(wish, sql`s.patient_id`),
    ...when(wish.name, (name) => sql`s.patient_name = ${name}`),
    ...when(wish.visitNumber, (number) => sql`s.visit_number = ${number}`),
    ...when(
      wish.requestNumber,
      (number) => sql`exists (select 1 from lab_order o where o.number = ${number} and s.id = any(o.specimen_ids))`,
    ),
    ...when(wish.accessionNumber, (number) => sql`s.barcode = ${number}`),
    ...(wish.reportId === undefined ? [sql`r.state <> 'superseded'`] : []),
  ];
  return sql<LabRow>`
    select r.id, r.doc, s.patient_id, ${changed} as changed_at, s.doc->'patient'->>'birthDate' as birth_date,
      (select string_agg(o.number, ' ') from lab_order o where s.id = any(o.specimen_ids) and o.patient_id = s.patient_id) as order_number
    from report r join lab_specimen s on s.id = r.specimen_id
    where ${sql.join(conditions, sql` and `)}
    order by ${changed} desc, r.id desc limit ${wish.limit}`;
}

/** Of the server's own institution: the laboratory serves no other one. */
async function labRows(db: Kernel['db'], own: { id: string; name: string }, wish: ReportWish): Promise<FoundReport[]> {
  const { rows } = await labQuery(wish).execute(db);
  return rows.map(({ id, doc, patient_id, changed_at, birth_date, order_number }) => ({
    patientId: patient_id,
    changedAt: changed_at.toISOString(),
    report: {
      id,
      service: 'lab',
      state: stateOf(doc.state),
      edition: doc.version,
      title: doc.items,
      modality: '',
      requestNumber: order_number ?? '',
      accessionNumber: doc.barcode,
      institution: own,
      readAt: '',
      patient: {
        ...{ number: doc.patient.number, name: doc.patient.name, birthDate: birth_date },
        ...{ sex: doc.patient.sex, sexCode: nationalSexCodes[doc.patient.sex] },
      },
      visitNumber: doc.visit.number,
      patientType: null,
      departmentName: doc.visit.departmentName,
      positive: null,
      examinedAt: doc.testedAt,
      releasedAt: doc.releasedAt,
      recalled: doc.recall && { at: doc.recall.at, reason: doc.recall.reason },
      pdf: `${outsidePath}/reports/${id}/pdf`,
    },
  }));
}

export function reportRows(
  db: Kernel['db'],
  program: ProgramRow,
  own: { id: string; name: string },
  wish: ReportWish,
): Promise<FoundReport[]> {
  if (wish.service !== 'lab') return examRows(db, program, wish);
  // Another institution's program has no laboratory here to ask for, unless it may read every campus.
  if (program.reach === 'own' && program.institution_id !== own.id) return Promise.resolve([]);
  return labRows(db, own, wish);
}
