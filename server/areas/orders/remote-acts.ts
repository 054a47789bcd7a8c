// Requests to read for another institution of this server: asked, accepted, returned with a reason, withdrawn, asked again (RAD-48 to 63).
import { fail } from '../../../core/kernel/errors.ts';
import type { ExamDocument, RemoteEcg } from '../../../core/orders/exam.ts';
import { decideRemote, type RemoteAct, requestRemote } from '../../../core/orders/exam-remote.ts';
import type { ExamActor } from '../../../core/orders/exam-rules.ts';
import type { Caller, Kernel } from '../../kernel/types.ts';
import type { ExamDuty } from './access.ts';
import { actOnExam, type ExamActSpec, type ExamInput } from './acts.ts';
import { institutionsOf } from './institutions.ts';

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
    preliminaryFindings: string;
    preliminaryImpression: string;
    ecg?: RemoteEcg | undefined;
  },
  by?: ExamActor,
): Promise<ExamDocument> {
  const spec: ExamActSpec<typeof input> = {
    name: 'orders.requestRemote',
    duties: ['register', 'acquire', 'write'],
    async apply(exam, { toInstitutionId, preliminaryFindings, preliminaryImpression, ecg }, context, work) {
      const to = (await institutionsOf(kernel, work.tx)).find(({ id }) => id === toInstitutionId);
      if (!to) throw fail('NOT_FOUND', { what: 'institution', institutionId: toInstitutionId });
      if (!to.reads.includes(exam.service))
        throw fail('INPUT_INVALID', { fields: [`toInstitutionId: does not read ${exam.service}`] });
      return requestRemote(
        exam,
        {
          ...{ toInstitutionId, toInstitutionName: to.name, preliminaryFindings, preliminaryImpression },
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
    apply: (exam, { act, reason }, context) => decideRemote(exam, act, reason, context),
    detail: ({ act, reason }) => (reason === '' ? act : `${act}: ${reason}`),
  };
  return actOnExam(kernel, spec, caller, input);
}
