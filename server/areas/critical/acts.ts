// The acts of people on a critical value: the documented call, the ward's answer, and that it stood on a screen.
import type { z } from 'zod';
import { madeAtOf, untouchedSince } from '../../../core/critical/call.ts';
import { concernOf, reached } from '../../../core/critical/concern.ts';
import type { criticalContract } from '../../../core/critical/contract.ts';
import { acknowledge, type CriticalDocument, documentCall } from '../../../core/critical/flow.ts';
import { fail } from '../../../core/kernel/errors.ts';
import { requireAccess, viewRight } from '../../kernel/access.ts';
import type { Caller, Kernel } from '../../kernel/types.ts';
import { criticalPerson, requireSight, type SeenExams } from './sight.ts';
import { lockCalled, lockCritical, saveCritical } from './store.ts';

type Input<Name extends 'documentCall' | 'acknowledge' | 'reached'> = z.output<
  NonNullable<(typeof criticalContract)[Name]['~orpc']['inputSchema']>
>;

function requireUntouched(critical: CriticalDocument, expectedVersion: number): void {
  if (!untouchedSince(critical, expectedVersion)) {
    throw fail('VERSION_CONFLICT', { criticalId: critical.id, expected: expectedVersion, actual: critical.version });
  }
}

/** @throws NOT_FOUND, RIGHT_MISSING, VERSION_CONFLICT, STATE_REFUSED, INPUT_INVALID */
export function callWard(
  kernel: Kernel,
  caller: Caller,
  input: Input<'documentCall'>,
  seenExams: SeenExams,
): Promise<CriticalDocument> {
  const request = {
    ...input.command,
    name: 'critical.documentCall',
    right: 'critical.document' as const,
    subject: input.criticalId,
    input,
  };
  return kernel.command(caller, request, async (work) => {
    const before = await lockCalled(work.tx, input.criticalId, input.about);
    await requireSight(kernel, work.tx, caller, before, seenExams);
    // Raised by the station itself, the value was seen in its first version, whatever number that has here.
    requireUntouched(before, before.id === input.criticalId ? input.expectedVersion : 1);
    const now = work.now.toISOString();
    const madeAt = madeAtOf(input.command.at, now);
    const after = documentCall(before, input, { now, by: caller.person?.name ?? 'system', madeAt });
    await saveCritical(work, after);
    work.audit({
      act: 'critical.documentCall',
      subject: before.barcode,
      patientId: before.patientId,
      detail: input.outcome,
    });
    return after;
  });
}

/**
 * The ward whose patient it is answers without a right of the area that raised it. A finding of images is answered by nobody else, but
 * for who writes down what the ward said: an answer ends the escalation.
 * @throws NOT_FOUND, RIGHT_MISSING, VERSION_CONFLICT, STATE_REFUSED
 */
export function wardAnswers(
  kernel: Kernel,
  caller: Caller,
  input: Input<'acknowledge'>,
  seenExams: SeenExams,
): Promise<CriticalDocument> {
  const request = {
    ...input.command,
    name: 'critical.acknowledge',
    right: null,
    subject: input.criticalId,
    input,
  };
  return kernel.command(caller, request, async (work) => {
    const before = await lockCritical(work.tx, input.criticalId);
    const person = criticalPerson(caller);
    if (person === null || concernOf(before, person) !== 'ward') {
      requireAccess(caller, before.area === 'radiology' ? 'critical.document' : viewRight(caller));
      await requireSight(kernel, work.tx, caller, before, seenExams);
    }
    requireUntouched(before, input.expectedVersion);
    const after = acknowledge(before, input, { now: work.now.toISOString(), by: caller.person?.name ?? 'system' });
    await saveCritical(work, after);
    work.audit({ act: 'critical.acknowledge', subject: before.barcode, patientId: before.patientId });
    return after;
  });
}

/** @throws NOT_FOUND, RIGHT_MISSING for somebody whom it does not concern */
export function criticalReached(
  kernel: Kernel,
  caller: Caller,
  input: Input<'reached'>,
  seenExams: SeenExams,
): Promise<CriticalDocument> {
  const subject = input.criticalId;
  const request = { ...input.command, name: 'critical.reached', right: null, subject, input, ownAudit: true };
  return kernel.command(caller, request, async (work) => {
    const before = await lockCritical(work.tx, input.criticalId);
    const person = criticalPerson(caller);
    if (person === null || concernOf(before, person) === null) {
      await requireSight(kernel, work.tx, caller, before, seenExams);
      throw fail('RIGHT_MISSING', { criticalId: before.id });
    }
    const after = reached(before, person, work.now.toISOString());
    if (after === before) return before;
    await saveCritical(work, after);
    work.audit({ act: 'critical.reached', subject: before.barcode, patientId: before.patientId });
    return after;
  });
}
