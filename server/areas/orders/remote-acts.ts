// Requests to read for another institution of this server: asked, accepted, returned with a reason, withdrawn, asked again (RAD-48 to 63).
import type { Kysely } from 'kysely';
import { fail, YishuError } from '../../../core/kernel/errors.ts';
import type { ExamDocument, RemoteEcg, TellWay } from '../../../core/orders/exam.ts';
import { decideRemote, type RemoteAct, requestRemote } from '../../../core/orders/exam-remote.ts';
import type { ExamActor } from '../../../core/orders/exam-rules.ts';
import { sendOn, takeBack } from '../../../core/orders/remote-levels.ts';
import { tellPatient } from '../../../core/orders/remote-told.ts';
import type { Database } from '../../db/schema.ts';
import type { Caller, Kernel } from '../../kernel/types.ts';
import { type ExamDuty, mayDoTo } from './access.ts';
import { actOnExam, type ExamActSpec, type ExamInput } from './acts.ts';
import { askedReader } from './asked-reader.ts';
import { earlierOf } from './earlier-requests.ts';

type Versioned = ExamInput & { expectedVersion: number };

/** The asking doctor has no right to write where nobody can read: registering is enough to ask. */
const duties: Readonly<Record<RemoteAct, readonly ExamDuty[]>> = {
  accept: ['write', 'dispatch'],
  release: ['write', 'dispatch'],
  return: ['write', 'dispatch'],
  withdraw: ['register', 'acquire', 'write'],
  resubmit: ['register', 'acquire', 'write'],
};

/** @param by the signed user of another system, in whose name the server asks */
export function askRemote(
  kernel: Kernel,
  caller: Caller,
  input: Versioned & {
    toInstitutionId: string;
    toDepartmentId?: string | undefined;
    preliminaryFindings: string;
    preliminaryImpression: string;
    ecg?: RemoteEcg | undefined;
  },
  by?: ExamActor,
): Promise<ExamDocument> {
  const spec: ExamActSpec<typeof input> = {
    name: 'orders.requestRemote',
    duties: ['register', 'acquire', 'write'],
    async apply(exam, input, context, work) {
      const { toInstitutionId, toDepartmentId, preliminaryFindings, preliminaryImpression, ecg } = input;
      const to = await askedReader(kernel, work.tx, exam, { toInstitutionId, toDepartmentId });
      const earlier = (await earlierOf(work.tx, exam, [context.by.institutionId, toInstitutionId])).length;
      return requestRemote(
        exam,
        {
          ...{ ...to, earlier, preliminaryFindings, preliminaryImpression },
          ...(ecg === undefined ? {} : { ecg }),
        },
        context,
      );
    },
    by,
    detail: ({ toInstitutionId }) => (by ? `${by.personName}: ${toInstitutionId}` : toInstitutionId),
  };
  return actOnExam(kernel, spec, caller, input);
}

/**
 * The network may have changed since it was asked first: who was switched off, closed the service or is no superior any more is not
 * asked again. @throws READER_CLOSED
 */
async function requireStillAsked(kernel: Kernel, db: Kysely<Database>, exam: ExamDocument): Promise<void> {
  const { remote } = exam;
  if (remote === null) return;
  const { toInstitutionId, toInstitutionName, toDepartmentId } = remote;
  try {
    await askedReader(kernel, db, exam, { toInstitutionId, toDepartmentId });
  } catch (error) {
    const isGone = error instanceof YishuError && (error.code === 'NOT_FOUND' || error.code === 'INPUT_INVALID');
    throw isGone ? fail('READER_CLOSED', { institution: toInstitutionName, ...error.detail }) : error;
  }
}

export function decide(
  kernel: Kernel,
  caller: Caller,
  input: Versioned & { act: RemoteAct; reason: string },
): Promise<ExamDocument> {
  const spec: ExamActSpec<typeof input> = {
    name: 'orders.decideRemote',
    duties: duties[input.act],
    async apply(exam, { act, reason }, context, work) {
      const after = decideRemote(exam, act, reason, context);
      if (act === 'resubmit') await requireStillAsked(kernel, work.tx, after);
      const { personId, personName } = context.by;
      // Who accepts reads it, unless it was given to somebody; who only distributes gives it out (RAD-63).
      const reads = act === 'accept' && after.assignedTo === null && caller.person !== null;
      const writes = mayDoTo(caller, context.by, after, 'write');
      return reads && writes ? { ...after, assignedTo: { personId, personName } } : after;
    },
    detail: ({ act, reason }) => (reason === '' ? act : `${act}: ${reason}`),
  };
  return actOnExam(kernel, spec, caller, input);
}

/** @throws STATE_REFUSED while no report is back, RIGHT_MISSING */
export function patientTold(
  kernel: Kernel,
  caller: Caller,
  input: Versioned & { way: TellWay; note: string },
): Promise<ExamDocument> {
  const spec: ExamActSpec<typeof input> = {
    name: 'orders.tellPatient',
    duties: ['register', 'acquire', 'write'],
    apply: (exam, said, context) => tellPatient(exam, said, context),
    detail: ({ way }) => way,
  };
  return actOnExam(kernel, spec, caller, input);
}

/** To a superior of the institution where it lies (转上级). @throws STATE_REFUSED, RIGHT_MISSING, INPUT_INVALID, REASON_REQUIRED */
export function forwardRemote(
  kernel: Kernel,
  caller: Caller,
  input: Versioned & { toInstitutionId: string; toDepartmentId?: string | undefined; reason: string },
): Promise<ExamDocument> {
  const spec: ExamActSpec<typeof input> = {
    name: 'orders.forwardRemote',
    duties: ['write', 'dispatch'],
    async apply(exam, { toInstitutionId, toDepartmentId, reason }, context, work) {
      const from = exam.remote?.toInstitutionId ?? exam.institutionId;
      const to = await askedReader(kernel, work.tx, exam, { toInstitutionId, toDepartmentId }, from);
      return sendOn(exam, to, reason, context);
    },
    detail: ({ toInstitutionId, reason }) => `${toInstitutionId}: ${reason}`,
  };
  return actOnExam(kernel, spec, caller, input);
}

/** @throws STATE_REFUSED once the superior has accepted it, RIGHT_MISSING */
export function takeBackRemote(
  kernel: Kernel,
  caller: Caller,
  input: Versioned & { reason: string },
): Promise<ExamDocument> {
  const spec: ExamActSpec<typeof input> = {
    name: 'orders.takeBackRemote',
    duties: ['write', 'dispatch'],
    apply: (exam, { reason }, context) => takeBack(exam, reason, context),
    detail: ({ reason }) => reason,
  };
  return actOnExam(kernel, spec, caller, input);
}
