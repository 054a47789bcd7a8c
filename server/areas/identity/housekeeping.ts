// Takes away what has lost its use: sessions that ended long ago, old failures to log in. The audit trail keeps the acts themselves.
import type { Running } from '../../kernel/area.ts';
import type { Kernel } from '../../kernel/types.ts';

const everyMs = 3_600_000;
const dayMs = 86_400_000;
const sessionsKeptDays = 180;
const failuresKeptDays = 2;

export async function tidy(kernel: Kernel): Promise<void> {
  const now = kernel.clock.now().getTime();
  await kernel.db
    .deleteFrom('person_session')
    .where('expires_at', '<', new Date(now - sessionsKeptDays * dayMs))
    .execute();
  await kernel.db
    .deleteFrom('login_failure')
    .where('last_at', '<', new Date(now - failuresKeptDays * dayMs))
    .execute();
}

export function startHousekeeping(kernel: Kernel): Running {
  let last: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    last = tidy(kernel).catch((error: Error) => kernel.log('warn', 'housekeeping failed', { error: error.message }));
  }, everyMs);
  return {
    async stop() {
      clearInterval(timer);
      await last;
    },
  };
}
