// Requests to read for another institution of this server: asked, accepted, returned with a reason, withdrawn, asked again (RAD-48 to 63).
import type { ExamDocument, RemoteEcg } from '../../../core/orders/exam.ts';
import { decideRemote, type RemoteAct, requestRemote } from '../../../core/orders/exam-remote.ts';
import type { ExamActor } from '../../../core/orders/exam-rules.ts';
import type { Caller, Kernel } from '../../kernel/types.ts';
import { type ExamDuty, mayDo } from './access.ts';
import { actOnExam, type ExamActSpec, type ExamInput } from './acts.ts';
import { askedReader } from './asked-reader.ts';
import { earlierOf } from './earlier-requests.ts';

type Versioned = ExamInput & { expectedVersion: number };

/** The asking doctor has no right to write where nobody can read: registering is enough to ask. */
const duties: Readonly<Record<RemoteAct, readonly ExamDuty[]>> = {
  accept: ['write', 'dispatch'],
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

export function decide(
  kernel: Kernel,
  caller: Caller,
  input: Versioned & { act: RemoteAct; reason: string },
): Promise<ExamDocument> {
  const spec: ExamActSpec<typeof input> = {
    name: 'orders.decideRemote',
    duties: duties[input.act],
    apply(exam, { act, reason }, context) {
      const after = decideRemote(exam, act, reason, context);
      const { personId, personName } = context.by;
      // Who accepts reads it, unless it was given to somebody; who only distributes gives it out (RAD-63).
      const reads = act === 'accept' && after.assignedTo === null && caller.person !== null;
      return reads && mayDo(caller, exam.service, 'write') ? { ...after, assignedTo: { personId, personName } } : after;
    },
    detail: ({ act, reason }) => (reason === '' ? act : `${act}: ${reason}`),
  };
  return actOnExam(kernel, spec, caller, input);
}
