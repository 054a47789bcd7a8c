// Short messages go out soon after a request came to wait, and again when their time has come; old ones, and links that are over, are taken away.
import { signatureKeptMs } from '../../../../core/orders/remote-link.ts';
import type { Running } from '../../../kernel/area.ts';
import { startRetention } from '../../../kernel/retention.ts';
import type { Kernel } from '../../../kernel/types.ts';
import type { NoticeOutbox } from './outbox.ts';

const everyMs = 5_000;
const keptMs = 180 * 86_400_000;

export function startNotices(kernel: Kernel, outbox: NoticeOutbox): Running {
  let last: Promise<void> = Promise.resolve();
  const wake = () => {
    last = outbox.run();
  };
  const timer = setInterval(wake, everyMs);
  const unhook = kernel.onPublished((changes) => {
    if (changes.some(({ kind }) => kind === 'exam')) wake();
  });
  const retention = startRetention(kernel, [
    { table: 'notice_message', column: 'at', keptMs },
    { table: 'notice_request', column: 'at', keptMs },
    { table: 'remote_link', column: 'expires_at', keptMs: 30 * 86_400_000 },
    { table: 'remote_link_use', column: 'at', keptMs: signatureKeptMs },
  ]);
  return {
    async stop() {
      clearInterval(timer);
      unhook();
      await last;
      await retention.stop();
    },
  };
}
