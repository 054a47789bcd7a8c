// The critical area: the list, the documented call, the ward's answer, and escalation when nobody answers in time.
import { escalate } from '../../../core/critical/flow.ts';
import { systemCaller, viewRight } from '../../kernel/access.ts';
import type { AreaModule } from '../../kernel/area.ts';
import { uuidsOf } from '../../kernel/ids.ts';
import type { Kernel } from '../../kernel/types.ts';
import { callWard, wardAnswers } from './acts.ts';
import { lockCritical, maySeeCritical, saveCritical } from './store.ts';

export { callWard } from './acts.ts';
export { criticalsOf, followSpecimen, saveCritical, withdrawStanding } from './store.ts';

const escalationMs = 15_000;

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
        return new Map(rows.filter((row) => maySeeCritical(caller, row.doc)).map((row) => [row.id, row.doc]));
      },
    },
  ],
  routes: (kernel, os) => ({
    critical: os.critical.router({
      list: os.critical.list.handler(({ input, context }) =>
        kernel.read(
          context.caller,
          viewRight(context.caller),
          { act: 'critical.list', subject: input.state },
          async (db) => {
            const since = new Date(kernel.clock.now().getTime() - input.days * 86_400_000);
            let query = db.selectFrom('critical_value').select('doc').where('raised_at', '>=', since);
            if (input.state === 'open') query = query.where('state', 'in', ['open', 'notified', 'acknowledged']);
            const rows = await query.orderBy('raised_at', 'desc').limit(1000).execute();
            return {
              rows: rows.map((row) => row.doc).filter((doc) => maySeeCritical(context.caller, doc)),
              asOf: kernel.clock.now().toISOString(),
            };
          },
        ),
      ),
      documentCall: os.critical.documentCall.handler(({ input, context }) => callWard(kernel, context.caller, input)),
      acknowledge: os.critical.acknowledge.handler(({ input, context }) => wardAnswers(kernel, context.caller, input)),
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
