// Requests for a reading as programs hand them in: submitted and replaced as a whole, given text and documents, asked for, taken back (RAD-66, RAD-68).
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { fail } from '../../../core/kernel/errors.ts';
import { AttachmentKind, attachmentLimits } from '../../../core/orders/attachment.ts';
import { withPreliminaryText } from '../../../core/orders/preliminary-text.ts';
import {
  CancelRequest,
  OutsideDocument,
  OutsideRequest,
  PreliminaryText,
  RequestState,
} from '../../../core/programs/api.ts';
import { numberKept } from '../../../core/programs/program.ts';
import { canonicalJson } from '../../kernel/canonical-json.ts';
import type { CommandWork, Kernel } from '../../kernel/types.ts';
import { readBody } from '../../web/requests.ts';
import {
  type Attachments,
  cancelForInstitution,
  examContext,
  type HandedInRequest,
  lockExamRow,
  ownInstitution,
  saveExam,
  submitForInstitution,
} from '../orders/module.ts';
import { parsed } from './answer.ts';
import type { Door, Visitor } from './door.ts';
import { type Call, type Endpoint, endpoint } from './endpoint.ts';
import { examOfNumber, requestState } from './state.ts';

export interface RequestParts {
  kernel: Kernel;
  door: Door;
  attachments(): Attachments;
}

const hashOf = (body: OutsideRequest) => createHash('sha256').update(canonicalJson(body)).digest('hex');

/** Codes of departments are the institution's own, as its numbers are. */
function handedIn(visitor: Visitor, number: string, body: OutsideRequest, toInstitutionId: string): HandedInRequest {
  const { program, actor } = visitor;
  const entry = { institutionId: program.institution_id, ownNumbers: program.own_numbers };
  const { patient, visit, exam } = body;
  return {
    by: actor,
    patient: { ...patient, number: numberKept(entry, patient.number) },
    visit: visit && {
      kind: visit.kind,
      number: visit.number,
      departmentId: numberKept(entry, visit.departmentCode).slice(0, 64),
      departmentName: visit.departmentName,
      bed: visit.bed,
      diagnosis: visit.diagnosis || body.clinicalDiagnosis,
    },
    exam: {
      service: 'radiology',
      modality: exam.modality.toUpperCase(),
      bodyPart: exam.bodyPart,
      procedureCode: exam.code,
      procedureName: exam.name,
      method: exam.method,
      clinicalDiagnosis: body.clinicalDiagnosis,
      history: body.history,
      purpose: body.purpose,
      priority: body.priority,
      requestedBy: body.requestedBy,
      requestNumber: number,
      room: '',
      deviceId: '',
      scheduledAt: null,
    },
    source: program.own_numbers ? 'his' : 'bench',
    requestedAt: body.requestedAt,
    to: { institutionId: toInstitutionId, departmentId: body.to?.departmentId },
    preliminary: body.preliminary,
  };
}

/** Two that bring the same new number at once: the second waits, then replaces. */
async function knownRequest(work: CommandWork, institutionId: string, number: string) {
  const row = await work.tx
    .selectFrom('outside_request as r')
    .innerJoin('exam as e', 'e.id', 'r.exam_id')
    .select(['r.exam_id', 'r.content_hash', 'e.state'])
    .where('r.institution_id', '=', institutionId)
    .where('r.number', '=', number)
    .forUpdate('r')
    .executeTakeFirst();
  return row ?? null;
}

async function submit(kernel: Kernel, { visitor, params, body, command }: Call<OutsideRequest>): Promise<boolean> {
  const { number = '' } = params;
  const { program, caller } = visitor;
  const contentHash = hashOf(body);
  const request = { ...command, name: 'programs.submit', right: null, subject: number, input: { number, body } };
  const { made } = await kernel.command(caller, request, async (work) => {
    const institutionId = program.institution_id;
    const known = await knownRequest(work, institutionId, number);
    // One that was cancelled is over: the number begins anew.
    const open = known !== null && known.state !== 'cancelled' ? known : null;
    if (open?.content_hash === contentHash) return { made: false };
    const to = body.to?.institutionId ?? (await ownInstitution(kernel, work.tx)).id;
    const exam = await submitForInstitution(kernel, work, open?.exam_id ?? null, handedIn(visitor, number, body, to));
    const values = {
      exam_id: exam.id,
      program_id: program.id,
      patient_number: body.patient.number,
      content_hash: contentHash,
      changed_at: work.now,
    };
    await work.tx
      .insertInto('outside_request')
      .values({ institution_id: institutionId, number, ...values })
      .onConflict((conflict) => conflict.columns(['institution_id', 'number']).doUpdateSet(values))
      .execute();
    work.audit({
      act: request.name,
      subject: exam.accessionNumber,
      patientId: exam.patient.id,
      detail: `${number} of ${institutionId}, ${open ? 'replaced' : 'new'}, to ${to}`,
    });
    return { made: open === null };
  });
  return made;
}

async function sendText(kernel: Kernel, { visitor, params, body, command }: Call<z.output<typeof PreliminaryText>>) {
  const { number = '' } = params;
  const request = {
    ...command,
    name: 'programs.preliminaryText',
    right: null,
    subject: number,
    input: { number, body },
  };
  await kernel.command(visitor.caller, request, async (work) => {
    const { id } = await examOfNumber(work.tx, visitor, number);
    const before = await lockExamRow(work.tx, id);
    await saveExam(work, before, withPreliminaryText(before, body, await examContext(kernel, work, visitor.actor)));
    work.audit({ act: request.name, subject: before.accessionNumber, patientId: before.patient.id, detail: number });
    return { ok: true };
  });
}

async function takeBack(kernel: Kernel, { visitor, params, body, command }: Call<z.output<typeof CancelRequest>>) {
  const { number = '' } = params;
  const request = { ...command, name: 'programs.cancel', right: null, subject: number, input: { number, body } };
  await kernel.command(visitor.caller, request, async (work) => {
    const { id } = await examOfNumber(work.tx, visitor, number);
    const exam = await cancelForInstitution(kernel, work, id, body.reason, visitor.actor);
    // Sent again with the same content it is asked for again.
    await work.tx.updateTable('outside_request').set({ content_hash: '' }).where('exam_id', '=', id).execute();
    work.audit({
      act: request.name,
      subject: exam.accessionNumber,
      patientId: exam.patient.id,
      detail: `${number}: ${body.reason}`,
    });
    return { ok: true };
  });
}

async function addDocument({ kernel, attachments }: RequestParts, { visitor, params, query, request, command }: Call) {
  const exam = await examOfNumber(kernel.db, visitor, params.number ?? '');
  const kind = parsed(AttachmentKind, query.get('kind') ?? '', 'kind');
  const name = parsed(z.string().trim().min(1).max(200), query.get('name') ?? '', 'name');
  const bytes = await readBody(request, attachmentLimits.bytes + 1024 * 1024);
  if (bytes.length === 0) throw fail('INPUT_INVALID', { fields: ['body: the file is empty'] });
  const handed = { command, examId: exam.id, kind, name, bytes };
  const { id, type, byteLength, addedAt } = await attachments().add(visitor.caller, handed, visitor.actor);
  return { ...{ id, kind, name, type, byteLength, addedAt }, removed: false };
}

async function removeDocument({ kernel, attachments }: RequestParts, { visitor, params, query, command }: Call) {
  const exam = await examOfNumber(kernel.db, visitor, params.number ?? '');
  const own = await attachments().list(visitor.caller, exam.id, visitor.actor);
  const attachmentId = params.id ?? '';
  if (!own.some(({ id }) => id === attachmentId)) throw fail('NOT_FOUND', { what: 'document' });
  await attachments().remove(
    visitor.caller,
    { command, attachmentId, reason: query.get('reason') ?? '' },
    visitor.actor,
  );
}

export function requestEndpoints(parts: RequestParts): Endpoint[] {
  const { kernel, door } = parts;
  const stateOf = ({ visitor, params }: Pick<Call, 'visitor' | 'params'>) =>
    requestState(parts, visitor, params.number ?? '');
  return [
    endpoint({
      method: 'PUT',
      path: 'requests/:number',
      summary: 'Submit a request, or replace it as a whole while nobody has accepted it (上传病例数据)',
      scope: 'requests.submit',
      body: OutsideRequest,
      keyed: true,
      answer: RequestState,
      async handle(call) {
        if (call.body.preliminary) await door.requireScope(call.visitor, 'text.upload');
        const made = await submit(kernel, call);
        return Response.json(await stateOf(call), {
          status: made ? 201 : 200,
          headers: { 'cache-control': 'no-store' },
        });
      },
    }),
    endpoint({
      method: 'GET',
      path: 'requests/:number',
      summary: 'The state of a request, with its documents, studies and report',
      scope: 'requests.submit',
      keyed: false,
      answer: RequestState,
      handle: stateOf,
    }),
    endpoint({
      method: 'POST',
      path: 'requests/:number/cancel',
      summary: 'Take a request back while nobody has accepted it; sent again, it is asked for again',
      scope: 'requests.submit',
      body: CancelRequest,
      keyed: true,
      answer: RequestState,
      async handle(call) {
        await takeBack(kernel, call);
        return stateOf(call);
      },
    }),
    endpoint({
      method: 'PUT',
      path: 'requests/:number/preliminary',
      summary: 'The text written beforehand, sent or replaced until somebody reports (报告初写内容上传)',
      scope: 'text.upload',
      body: PreliminaryText,
      keyed: true,
      answer: RequestState,
      async handle(call) {
        await sendText(kernel, call);
        return stateOf(call);
      },
    }),
    endpoint({
      method: 'POST',
      path: 'requests/:number/documents',
      summary:
        'One document that goes with a request: admission record, laboratory report …; PDF, JPEG, PNG or text up to 20 MB',
      scope: 'requests.submit',
      binary: ['application/octet-stream'],
      query: { kind: `one of ${AttachmentKind.options.join(', ')}`, name: 'file name' },
      keyed: true,
      answer: OutsideDocument,
      handle: async (call) =>
        Response.json(await addDocument(parts, call), { status: 201, headers: { 'cache-control': 'no-store' } }),
    }),
    endpoint({
      method: 'DELETE',
      path: 'requests/:number/documents/:id',
      summary: 'Remove a document while nobody has begun to report',
      scope: 'requests.submit',
      query: { reason: 'why it is removed' },
      keyed: true,
      answer: RequestState,
      async handle(call) {
        await removeDocument(parts, call);
        return stateOf(call);
      },
    }),
  ];
}
