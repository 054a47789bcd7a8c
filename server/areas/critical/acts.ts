// The two acts of people on a critical value: the documented call and the ward's answer.
import type { z } from 'zod';
import { madeAtOf, untouchedSince } from '../../../core/critical/call.ts';
import type { criticalContract } from '../../../core/critical/contract.ts';
import { acknowledge, type CriticalDocument, documentCall } from '../../../core/critical/flow.ts';
import { fail } from '../../../core/kernel/errors.ts';
import { viewRight } from '../../kernel/access.ts';
import type { Caller, Kernel } from '../../kernel/types.ts';
import { lockCalled, lockCritical, maySeeCritical, saveCritical } from './store.ts';

type Input<Name extends 'documentCall' | 'acknowledge'> = z.output<
  NonNullable<(typeof criticalContract)[Name]['~orpc']['inputSchema']>
>;

function requireSight(caller: Caller, critical: CriticalDocument, expectedVersion: number): void {
  if (!maySeeCritical(caller, critical)) throw fail('RIGHT_MISSING', { groupId: critical.groupId });
  if (!untouchedSince(critical, expectedVersion)) {
    throw fail('VERSION_CONFLICT', { criticalId: critical.id, expected: expectedVersion, actual: critical.version });
  }
}

/** @throws NOT_FOUND, RIGHT_MISSING, VERSION_CONFLICT, STATE_REFUSED, INPUT_INVALID */
export function callWard(kernel: Kernel, caller: Caller, input: Input<'documentCall'>): Promise<CriticalDocument> {
  const request = {
    ...input.command,
    name: 'critical.documentCall',
    right: 'critical.document' as const,
    subject: input.criticalId,
    input,
  };
  return kernel.command(caller, request, async (work) => {
    const before = await lockCalled(work.tx, input.criticalId, input.about);
    // Raised by the station itself, the value was seen in its first version, whatever number that has here.
    requireSight(caller, before, before.id === input.criticalId ? input.expectedVersion : 1);
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

/** @throws NOT_FOUND, RIGHT_MISSING, VERSION_CONFLICT, STATE_REFUSED */
export function wardAnswers(kernel: Kernel, caller: Caller, input: Input<'acknowledge'>): Promise<CriticalDocument> {
  const request = {
    ...input.command,
    name: 'critical.acknowledge',
    right: viewRight(caller),
    subject: input.criticalId,
    input,
  };
  return kernel.command(caller, request, async (work) => {
    const before = await lockCritical(work.tx, input.criticalId);
    requireSight(caller, before, input.expectedVersion);
    const after = acknowledge(before, input, { now: work.now.toISOString(), by: caller.person?.name ?? 'system' });
    await saveCritical(work, after);
    work.audit({ act: 'critical.acknowledge', subject: before.barcode, patientId: before.patientId });
    return after;
  });
}
