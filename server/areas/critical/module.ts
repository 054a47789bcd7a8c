// The critical area: the list, the documented call, the ward's answer, and escalation when nobody answers in time.
import { escalate } from '../../../core/critical/flow.ts';
import { systemCaller } from '../../kernel/access.ts';
import type { AreaModule } from '../../kernel/area.ts';
import { uuidsOf } from '../../kernel/ids.ts';
import type { Kernel } from '../../kernel/types.ts';
import { callWard, criticalReached, wardAnswers } from './acts.ts';
import { criticalsForMe, listCriticals } from './queries.ts';
import { type SeenExams, visibleTo } from './sight.ts';
import { lockCritical, saveCritical } from './store.ts';
import { atScreen, countWaiting, type OpenAlerts } from './waiting.ts';

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

export const criticalArea = (seenExams: SeenExams, openAlerts: OpenAlerts): AreaModule => ({
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
        const visible = await visibleTo(kernel, kernel.db, caller, rows, seenExams);
        return new Map(visible.map(({ id, doc }) => [id, doc]));
      },
    },
  ],
  routes: (kernel, os) => ({
    critical: os.critical.router({
      list: os.critical.list.handler(({ input, context }) => listCriticals(kernel, context.caller, input, seenExams)),
      mine: os.critical.mine.handler(({ input, context }) => criticalsForMe(kernel, context.caller, input)),
      waiting: os.critical.waiting.handler(({ context }) =>
        countWaiting(kernel, atScreen(kernel, context), { seenExams, openAlerts }),
      ),
      reached: os.critical.reached.handler(({ input, context }) =>
        criticalReached(kernel, context.caller, input, seenExams),
      ),
      documentCall: os.critical.documentCall.handler(({ input, context }) =>
        callWard(kernel, context.caller, input, seenExams),
      ),
      acknowledge: os.critical.acknowledge.handler(({ input, context }) =>
        wardAnswers(kernel, context.caller, input, seenExams),
      ),
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
});
