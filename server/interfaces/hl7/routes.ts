// The page of the interface: every message, what became of it, its content for those who may see it, and "try again".

import { encodingNamed, peekHeader } from '../../../core/hl7/index.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { Kernel } from '../../kernel/types.ts';
import type { Implementer } from '../../web/procedures.ts';
import { decodeBytes } from './charset.ts';
import type { Inbound } from './inbound.ts';
import { asIntegrationMessage, contentOf, type Hl7Row, updateMessage } from './store.ts';

function contentText(kernel: Kernel, row: Hl7Row): string {
  const bytes = contentOf(kernel.fields, row);
  const encoding = encodingNamed(peekHeader(bytes)?.charset ?? '') ?? 'utf-8';
  return decodeBytes(bytes, encoding).replaceAll('\r', '\n');
}

export function integrationRoutes(kernel: Kernel, os: Implementer, inbound: Inbound, wake: () => void) {
  async function rowOf(id: string): Promise<Hl7Row> {
    const row = await kernel.db.selectFrom('hl7_message').selectAll().where('id', '=', id).executeTakeFirst();
    if (!row) throw fail('NOT_FOUND', { messageId: id });
    return row;
  }

  return os.integration.router({
    messages: os.integration.messages.handler(({ input, context }) =>
      kernel.read(
        context.caller,
        'integration.view',
        { act: 'integration.list', subject: input.text ?? '' },
        async (db) => {
          let query = db.selectFrom('hl7_message').selectAll();
          if (input.direction !== 'all') query = query.where('direction', '=', input.direction);
          if (input.state === 'failed') query = query.where('state', 'in', ['failed', 'refused']);
          if (input.state === 'waiting') query = query.where('state', 'in', ['waiting', 'received']);
          if (input.text) {
            const like = `%${input.text.replace(/[\\%_]/g, '\\$&')}%`;
            query = query.where((or) =>
              or.or([or('subject', 'ilike', like), or('control_id', 'ilike', like), or('type', 'ilike', like)]),
            );
          }
          const rows = await query.orderBy('at', 'desc').limit(input.limit).execute();
          return rows.map(asIntegrationMessage);
        },
      ),
    ),
    message: os.integration.message.handler(({ input, context }) =>
      kernel.read(context.caller, 'integration.view', { act: 'integration.content', subject: input.id }, async () => {
        const row = await rowOf(input.id);
        return {
          message: asIntegrationMessage(row),
          content: contentText(kernel, row),
          answer: row.answer && kernel.fields.decrypt(row.answer).replaceAll('\r', '\n'),
          log: row.log,
        };
      }),
    ),
    retry: os.integration.retry.handler(async ({ input, context }) => {
      const row = await rowOf(input.messageId);
      const request = {
        ...input.command,
        name: 'integration.retry',
        right: 'integration.retry' as const,
        subject: row.id,
      };
      await kernel.command(context.caller, request, async (work) => {
        if (row.direction === 'in' && row.state !== 'failed') throw fail('STATE_REFUSED', { state: row.state });
        if (row.direction === 'out' && !['refused', 'failed', 'waiting', 'givenUp'].includes(row.state)) {
          throw fail('STATE_REFUSED', { state: row.state });
        }
        if (row.direction === 'out') {
          await updateMessage(work.tx, kernel.fields, row, work.now, {
            state: 'waiting',
            nextAttemptAt: work.now,
            note: `to be sent again, by ${context.caller.person?.name ?? ''}`,
          });
        }
        return { ok: true };
      });
      const now = row.direction === 'in' ? await inbound.again(row) : await rowOf(row.id);
      wake();
      return asIntegrationMessage(now);
    }),
  });
}
