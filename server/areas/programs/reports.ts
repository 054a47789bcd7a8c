// Reports for other systems and the patient's app: searched by patient, visit, number or time, read as JSON and as PDF (RAD-73, ECG-48, ECG-47, RAD-86).
import { z } from 'zod';
import { fail } from '../../../core/kernel/errors.ts';
import {
  type OutsideReport,
  type OutsideService,
  outsideServices,
  ReportDocument,
  ReportList,
  ReportSearch,
} from '../../../core/programs/api.ts';
import { numberKept } from '../../../core/programs/program.ts';
import type { AuditEntry, Kernel } from '../../kernel/types.ts';
import { ownInstitution } from '../orders/module.ts';
import { maskIdentityNumber, normaliseNumber, recordsOf } from '../patient/module.ts';
import { definedReports, examReportById, type ReleasedPaper } from '../reporting/module.ts';
import { parsed } from './answer.ts';
import type { Door, Visitor } from './door.ts';
import { type Call, type Endpoint, endpoint } from './endpoint.ts';
import { type FoundReport, reportRows } from './report-rows.ts';

export interface ReportParts {
  kernel: Kernel;
  door: Door;
  paper(kernel: Kernel, wanted: ReleasedPaper): Promise<Uint8Array>;
}

const scopeOf = (service: OutsideService) => `reports.${service}` as const;

async function ownOf(kernel: Kernel): Promise<{ id: string; name: string }> {
  const { id, name } = await ownInstitution(kernel, kernel.db);
  return { id, name };
}

/** Every record of the human being with this number and this identity number; both given: those that both lead to. */
async function patientIds(
  { db, fields }: Pick<Kernel, 'db' | 'fields'>,
  { program }: Visitor,
  { number, identityNumber }: { number?: string | undefined; identityNumber?: string | undefined },
): Promise<string[]> {
  const entry = { institutionId: program.institution_id, ownNumbers: program.own_numbers };
  const wanted: string[][] = [];
  const families = async (ids: readonly { id: string }[]) => [
    ...new Set((await Promise.all(ids.map(({ id }) => recordsOf(db, id)))).flat()),
  ];
  if (number !== undefined) {
    const kept = numberKept(entry, number);
    wanted.push(await families(await db.selectFrom('patient').select('id').where('number', '=', kept).execute()));
  }
  if (identityNumber !== undefined) {
    const index = fields.blindIndex(normaliseNumber(identityNumber));
    const rows = await db.selectFrom('patient').select('id').where('identity_number_index', '=', index).execute();
    wanted.push(await families(rows));
  }
  const [first = [], ...others] = wanted;
  return first.filter((id) => others.every((other) => other.includes(id)));
}

/** Where the next page begins: the last row's change and id. */
const Cursor = z.tuple([z.iso.datetime(), z.uuid()]);
const cursorOf = ({ changedAt, report }: FoundReport) =>
  Buffer.from(JSON.stringify([changedAt, report.id])).toString('base64url');

function readCursor(text: string): { at: string; id: string } {
  try {
    const [at, id] = Cursor.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
    return { at, id };
  } catch {
    throw fail('INPUT_INVALID', { fields: ['after: not the `next` of an answer'] });
  }
}

/** What was looked for, as it may stand in the trail. */
function searched({ service, patient, ...rest }: ReportSearch): string {
  const identity = patient?.identityNumber === undefined ? [] : [maskIdentityNumber(patient.identityNumber)];
  const words = [patient?.number, rest.visitNumber, rest.requestNumber, rest.accessionNumber, rest.from, rest.to];
  return [service, ...identity, ...words.flatMap((word) => word ?? [])].join(' ');
}

async function search({ kernel, door }: ReportParts, { visitor, body }: Call<ReportSearch>) {
  await door.requireScope(visitor, scopeOf(body.service));
  const after = body.after === undefined ? null : readCursor(body.after);
  const own = await ownOf(kernel);
  const entry: AuditEntry = { act: 'programs.reports', subject: searched(body).slice(0, 200), patientId: null };
  return kernel.read(visitor.caller, null, entry, async (db) => {
    const { patient, limit, ...rest } = body;
    const ids = patient === undefined ? null : await patientIds({ db, fields: kernel.fields }, visitor, patient);
    const wish = { ...rest, name: patient?.name, patientIds: ids, after, limit: limit + 1 };
    const found = ids?.length === 0 ? [] : await reportRows(db, visitor.program, own, wish);
    const shown = found.slice(0, limit);
    const people = [...new Set(shown.map(({ patientId }) => patientId))];
    entry.patientId = people.length === 1 ? (people[0] ?? null) : null;
    entry.detail = `${shown.length} reports of ${people.length} patients: ${shown
      .map(({ report }) => report.accessionNumber)
      .join(' ')}`.slice(0, 4000);
    const last = shown.at(-1);
    return {
      reports: shown.map(({ report }) => report),
      next: found.length > limit && last ? cursorOf(last) : null,
    };
  });
}

/** One that the program may read; what it may not is as absent as what is not there. @throws NOT_FOUND, RIGHT_MISSING */
async function reportOf({ kernel, door }: ReportParts, { visitor, params }: Call): Promise<FoundReport> {
  const reportId = parsed(z.uuid(), params.id ?? '', 'id');
  const own = await ownOf(kernel);
  for (const service of outsideServices) {
    const wish = { service, patientIds: null, after: null, limit: 1, reportId };
    const [found] = await reportRows(kernel.db, visitor.program, own, wish);
    if (!found) continue;
    await door.requireScope(visitor, scopeOf(service));
    return found;
  }
  await kernel.audit(visitor.caller, {
    act: 'programs.report',
    subject: reportId,
    outcome: 'refused',
    detail: 'none for this program',
  });
  throw fail('NOT_FOUND', { what: 'report', id: reportId });
}

const auditOf = (act: string, { report, patientId }: FoundReport): AuditEntry => ({
  act,
  subject: report.accessionNumber,
  patientId,
  detail: `${report.service} edition ${report.edition}, ${report.state}`,
});

async function examContent(kernel: Kernel, id: string) {
  const stored = await examReportById(kernel.db, id);
  if (!stored) throw fail('NOT_FOUND', { what: 'report', id });
  const [{ content, signatures, verificationCode } = stored.report] = await definedReports(kernel.db, [stored.report]);
  return {
    content: {
      kind: 'exam' as const,
      ...{ method: content.method, findings: content.findings, impression: content.impression },
      fields: (content.fieldDefinitions ?? []).flatMap(({ key, label, unit }) => {
        const value = content.fields[key] ?? '';
        return value === '' ? [] : [{ key, label, value, unit }];
      }),
      statements: content.statements.map(({ code, text, textEn }) => ({ code, text, textEn })),
      measurements: content.measurements.map(({ label, value, unit }) => ({ label, value, unit })),
      keyImages: content.keyImages.map(({ picture: _picture, ...image }) => image),
    },
    signatures: signatures.map(({ role, personName, at }) => ({ role: String(role), name: personName, at })),
    verificationCode,
  };
}

async function labContent(kernel: Kernel, id: string) {
  const row = await kernel.db.selectFrom('report').select('doc').where('id', '=', id).executeTakeFirstOrThrow();
  const { doc } = row;
  return {
    content: {
      kind: 'lab' as const,
      specimenType: doc.specimenType,
      remark: doc.remark,
      lines: doc.lines.map(({ testCode, name, nameEn, value, unit, range, mark }) => ({
        ...{ testCode, name, nameEn, value, unit, range, mark },
      })),
    },
    signatures: [
      { role: 'tester', name: doc.testedBy, at: doc.testedAt },
      { role: 'reviewer', name: doc.reviewedBy, at: doc.releasedAt },
    ],
    verificationCode: doc.verificationCode,
  };
}

async function read(parts: ReportParts, call: Call): Promise<ReportDocument> {
  const { kernel } = parts;
  const found = await reportOf(parts, call);
  const { report } = found;
  return kernel.read(call.visitor.caller, null, auditOf('programs.report', found), async () => {
    const whole = report.service === 'lab' ? await labContent(kernel, report.id) : await examContent(kernel, report.id);
    return { ...report, ...whole, content: report.state === 'recalled' ? null : whole.content };
  });
}

async function paper(parts: ReportParts, call: Call): Promise<Response> {
  const { kernel } = parts;
  const found = await reportOf(parts, call);
  const { report } = found;
  await kernel.audit(call.visitor.caller, auditOf('programs.reportPdf', found));
  const bytes = await parts.paper(kernel, {
    kind: kindOf(report),
    reportId: report.id,
    verifyBase: `${kernel.publicOrigin ?? new URL(call.request.url).origin}/verify/`,
  });
  return new Response(new Uint8Array(bytes), {
    headers: {
      'content-type': 'application/pdf',
      'content-disposition': `attachment; filename="${report.accessionNumber}.pdf"`,
      'x-yishu-report-state': report.state,
      'cache-control': 'no-store',
    },
  });
}

const kindOf = ({ service }: OutsideReport) => (service === 'lab' ? ('lab' as const) : ('exam' as const));

export function reportEndpoints(parts: ReportParts): Endpoint[] {
  return [
    endpoint({
      method: 'POST',
      path: 'reports/search',
      summary:
        'Released and recalled reports, newest change first; by POST, so that no identity number stands in an address (检查报告查询)',
      scope: null,
      body: ReportSearch,
      keyed: false,
      answer: ReportList,
      handle: (call) => search(parts, call),
    }),
    endpoint({
      method: 'GET',
      path: 'reports/:id',
      summary: 'One report; of a recalled one what it was, without its content',
      scope: null,
      keyed: false,
      answer: ReportDocument,
      handle: (call) => read(parts, call),
    }),
    endpoint({
      method: 'GET',
      path: 'reports/:id/pdf',
      summary:
        'Its paper; one that was recalled says so across the page. x-yishu-report-state names the state (医疗PDF下载)',
      scope: null,
      keyed: false,
      answer: 'application/pdf',
      handle: (call) => paper(parts, call),
    }),
  ];
}
