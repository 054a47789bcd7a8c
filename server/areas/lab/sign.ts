// Signing: first review of one or many, second review, taking back, recall; each with its report and its message to the HIS.
import type { Witness } from '../../../core/identity/contract.ts';
import type { CommandMeta } from '../../../core/kernel/contract.ts';
import { fail, YishuError } from '../../../core/kernel/errors.ts';
import { requireVersion } from '../../../core/lab/act.ts';
import type { ReviewFinding } from '../../../core/lab/contract.ts';
import { reviewFindings } from '../../../core/lab/findings.ts';
import type { Actor, SpecimenDocument } from '../../../core/lab/model.ts';
import { recall, review, secondReview, unreview, withdrawsReport } from '../../../core/lab/review.ts';
import { isPublished } from '../../../core/lab/specimen-state.ts';
import type { Caller, CommandWork } from '../../kernel/types.ts';
import { requireGroup } from './access.ts';
import { actContext, actOnSpecimen, type SpecimenInput, store } from './acts.ts';
import type { LabServices } from './services.ts';
import { lockSpecimen } from './specimen-store.ts';

/** A report comes into force or goes out of force exactly when the state says so. */
async function followReport(
  services: LabServices,
  work: CommandWork,
  before: SpecimenDocument,
  after: SpecimenDocument,
): Promise<void> {
  if (!isPublished(before.state) && isPublished(after.state)) await services.reports.release(work, after);
  if (withdrawsReport(before, after)) await services.reports.withdraw(work, after);
}

export interface ReviewRequest {
  command: CommandMeta;
  specimens: { specimenId: string; expectedVersion: number }[];
  confirmed: boolean;
  witness?: Witness;
}

export interface ReviewOutcome {
  reviewed: SpecimenDocument[];
  refused: { specimenId: string; code: string; findings: ReviewFinding[] }[];
}

/** Refusals that concern one specimen of a batch; anything else ends the whole command. */
const perSpecimen: ReadonlySet<string> = new Set([
  'REVIEW_BLOCKED',
  'VERSION_CONFLICT',
  'STATE_REFUSED',
  'SPECIMEN_REJECTED',
  'RIGHT_MISSING',
  'NOT_FOUND',
]);

async function reviewOne(
  services: LabServices,
  work: CommandWork,
  one: ReviewRequest['specimens'][number],
  confirmed: boolean,
  witness: Actor | null,
): Promise<SpecimenDocument | ReviewOutcome['refused'][number]> {
  let before: SpecimenDocument | null = null;
  const context = await actContext(services, work);
  const criticals = await services.critical.known(work.tx, one.specimenId);
  try {
    before = await lockSpecimen(work.tx, { id: one.specimenId });
    requireGroup(work.caller, before.groupId);
    requireVersion(before, one.expectedVersion);
    const after = review(before, { confirmed, criticals, witness }, context);
    const saved = await store(services, work, before, after);
    await followReport(services, work, before, saved);
    work.audit({ act: 'lab.review', subject: before.barcode, patientId: before.patient.id, detail: saved.state });
    return saved;
  } catch (error) {
    if (!(error instanceof YishuError) || !perSpecimen.has(error.code)) throw error;
    const blocked = error.code === 'REVIEW_BLOCKED' && before;
    const findings = blocked
      ? reviewFindings(blocked, { dictionaries: context.dictionaries, criticals, now: context.now })
      : [];
    return { specimenId: one.specimenId, code: error.code, findings };
  }
}

/** LAB-47. The witness is checked before the command, on a connection of its own, so that failures count towards the lock. */
export async function reviewMany(services: LabServices, caller: Caller, input: ReviewRequest): Promise<ReviewOutcome> {
  const { kernel } = services;
  const witness = input.witness
    ? await kernel.people.verifyWitness(input.witness, 'lab.secondReview', caller.person?.id ?? null, caller)
    : null;
  const subject =
    input.specimens.length === 1 ? (input.specimens[0]?.specimenId ?? '') : `${input.specimens.length} specimens`;
  const { witness: _secret, ...plain } = input;
  const request = { ...input.command, name: 'lab.review', right: 'lab.review' as const, subject, input: plain };
  return kernel.command(caller, request, async (work) => {
    const outcome: ReviewOutcome = { reviewed: [], refused: [] };
    for (const one of input.specimens) {
      const done = await reviewOne(services, work, one, input.confirmed, witness);
      if ('code' in done) outcome.refused.push(done);
      else outcome.reviewed.push(done);
    }
    return outcome;
  });
}

export function reviewSecond(services: LabServices, caller: Caller, input: SpecimenInput): Promise<SpecimenDocument> {
  return actOnSpecimen(
    services,
    {
      name: 'lab.secondReview',
      right: 'lab.secondReview',
      apply: (document, _input, context) => secondReview(document, context),
      after: (work, before, after) => followReport(services, work, before, after),
    },
    caller,
    input,
  );
}

export function takeBack(
  services: LabServices,
  caller: Caller,
  input: SpecimenInput & { reason: string },
): Promise<SpecimenDocument> {
  const rights = (['lab.unreviewOwn', 'lab.unreviewOthers'] as const).filter((right) => caller.rights.includes(right));
  return actOnSpecimen(
    services,
    {
      name: 'lab.unreview',
      right: rights[0] ?? 'lab.unreviewOwn',
      apply: (document, { reason }, context) => unreview(document, { reason, rights }, context),
      after: (work, before, after) => followReport(services, work, before, after),
    },
    caller,
    input,
  );
}

export async function recallReport(
  services: LabServices,
  caller: Caller,
  input: SpecimenInput & { reason: string; witness?: Witness },
): Promise<SpecimenDocument> {
  if (input.witness) {
    await services.kernel.people.verifyWitness(input.witness, 'lab.secondReview', caller.person?.id ?? null, caller);
  }
  const { witness: _secret, ...plain } = input;
  return actOnSpecimen(
    services,
    {
      name: 'lab.recall',
      right: 'lab.recall',
      apply: (document, { reason }, context) => {
        if (!isPublished(document.state))
          throw fail('STATE_REFUSED', { barcode: document.barcode, state: document.state });
        return recall(document, { reason }, context);
      },
      after: (work, before, after) => followReport(services, work, before, after),
    },
    caller,
    plain,
  );
}
