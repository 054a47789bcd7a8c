// The critical area: the list, the documented call, the ward's answer, and escalation when nobody answers in time.
import { acknowledge, type CriticalDocument, documentCall, escalate } from '../../../core/critical/flow.ts';
import { fail } from '../../../core/kernel/errors.ts';
import { maySeeGroup, systemCaller } from '../../kernel/access.ts';
import type { AreaModule } from '../../kernel/area.ts';
import { uuidsOf } from '../../kernel/ids.ts';
import type { Caller, Kernel } from '../../kernel/types.ts';
import { lockCritical, saveCritical } from './store.ts';

export { criticalsOf, followSpecimen } from './store.ts';

const escalationMs = 15_000;

function requireSight(caller: Caller, critical: CriticalDocument, expectedVersion: number): void {
  if (!maySeeGroup(caller, critical.groupId)) throw fail('RIGHT_MISSING', { groupId: critical.groupId });
  if (critical.version !== expectedVersion) {
    throw fail('VERSION_CONFLICT', { criticalId: critical.id, expected: expectedVersion, actual: critical.version });
  }
}

/** Escalates what is overdue; each value in a command of its own, so that one failure holds up no other. */
export async function escalateOverdue(kernel: Kernel): Promise<number> {
  const now = kernel.clock.now();
  const due = await kernel.db
    .selectFrom('critical_value')
    .select(['id', 'version'])
    .where('state', 'in', ['open', 'notified'])
    .where('escalate_at', '<=', now)
    .limit(100)
    .execute();
  for (const { id } of due) {
    const request = { id: kernel.newId(), at: now.toISOString(), name: 'critical.escalate', right: null, subject: id };
    await kernel.command(systemCaller('escalation'), request, async (work) => {
      const before = await lockCritical(work.tx, id);
      const after = escalate(before, { now: work.now.toISOString(), by: 'system' });
      if (after !== before) await saveCritical(work, after);
      return { ok: true };
    });
  }
  return due.length;
}

export const module: AreaModule = {
  name: 'critical',
  documents: (kernel) => [
    {
      kind: 'critical',
      span: 'recent',
      async read(ids, caller) {
        const known = uuidsOf(ids);
        if (known.length === 0) return new Map();
        const rows = await kernel.db
          .selectFrom('critical_value')
          .select(['id', 'doc'])
          .where('id', 'in', known)
          .execute();
        return new Map(rows.filter((row) => maySeeGroup(caller, row.doc.groupId)).map((row) => [row.id, row.doc]));
      },
    },
  ],
  routes: (kernel, os) => ({
    critical: os.critical.router({
      list: os.critical.list.handler(({ input, context }) =>
        kernel.read(context.caller, 'lab.view', { act: 'critical.list', subject: input.state }, async (db) => {
          const since = new Date(kernel.clock.now().getTime() - input.days * 86_400_000);
          let query = db.selectFrom('critical_value').select('doc').where('raised_at', '>=', since);
          if (input.state === 'open') query = query.where('state', 'in', ['open', 'notified', 'acknowledged']);
          const rows = await query.orderBy('raised_at', 'desc').limit(1000).execute();
          return {
            rows: rows.map((row) => row.doc).filter((doc) => maySeeGroup(context.caller, doc.groupId)),
            asOf: kernel.clock.now().toISOString(),
          };
        }),
      ),
      documentCall: os.critical.documentCall.handler(({ input, context }) => {
        const request = {
          ...input.command,
          name: 'critical.documentCall',
          right: 'critical.document' as const,
          subject: input.criticalId,
          input,
        };
        return kernel.command(context.caller, request, async (work) => {
          const before = await lockCritical(work.tx, input.criticalId);
          requireSight(context.caller, before, input.expectedVersion);
          const after = documentCall(before, input, {
            now: work.now.toISOString(),
            by: context.caller.person?.name ?? 'system',
          });
          await saveCritical(work, after);
          work.audit({
            act: 'critical.documentCall',
            subject: before.barcode,
            patientId: before.patientId,
            detail: input.outcome,
          });
          return after;
        });
      }),
      acknowledge: os.critical.acknowledge.handler(({ input, context }) => {
        const request = {
          ...input.command,
          name: 'critical.acknowledge',
          right: 'lab.view' as const,
          subject: input.criticalId,
          input,
        };
        return kernel.command(context.caller, request, async (work) => {
          const before = await lockCritical(work.tx, input.criticalId);
          requireSight(context.caller, before, input.expectedVersion);
          const after = acknowledge(before, input, {
            now: work.now.toISOString(),
            by: context.caller.person?.name ?? 'system',
          });
          await saveCritical(work, after);
          work.audit({ act: 'critical.acknowledge', subject: before.barcode, patientId: before.patientId });
          return after;
        });
      }),
    }),
  }),
  async start(kernel) {
    let running: Promise<unknown> = Promise.resolve();
    const timer = setInterval(() => {
      running = escalateOverdue(kernel).catch((error: unknown) =>
        kernel.log('error', 'escalation failed', { error: String(error) }),
      );
    }, escalationMs);
    return {
      async stop() {
        clearInterval(timer);
        await running;
      },
    };
  },
};
