// Carries out what a station kept while the server was away: the same procedures, in the order of birth, each answered by its class.
import { type AnyRouter, createProcedureClient, getRouter, isProcedure } from '@orpc/server';
import { z } from 'zod';
import { stationContract } from '../../../core/contract.ts';
import { errorTable, fail, type RetryClass, type YishuError } from '../../../core/kernel/errors.ts';
import type { CommandReply, QueuedCommand } from '../../../core/sync/contract.ts';
import type { Caller, Kernel } from '../../kernel/types.ts';
import { toYishuError } from '../../web/procedures.ts';
import { queuedCaller } from '../identity/module.ts';

/** Areas whose commands may wait in an outbox. Identity is not among them: passwords are not kept in queues. */
const queueable: ReadonlySet<string> = new Set(['lab', 'reporting', 'critical', 'patient', 'orders', 'examReports']);

/** What somebody had before their eyes: on record also for an account that is shut out since. */
const looks: ReadonlySet<string> = new Set(['imaging.recordOffline', 'ecg.recordOffline']);

/** Of other areas only these: what a reader drew and looked at, not what is done to the archive. */
const queueableActs: ReadonlySet<string> = new Set(['imaging.saveAnnotations', ...looks]);

const withCommand = z.object({ command: z.object({ id: z.string() }) });

/** Whether a procedure's input carries a command, that is, an idempotency key. */
function isCommand(area: string, name: string): boolean {
  const part: object | undefined = Reflect.get(stationContract, area);
  const procedure: unknown = part && Object.hasOwn(part, name) ? Reflect.get(part, name) : undefined;
  const input: unknown =
    procedure && typeof procedure === 'object' && '~orpc' in procedure
      ? Reflect.get(Object(procedure['~orpc']), 'inputSchema')
      : undefined;
  return input instanceof z.ZodObject && 'command' in input.shape;
}

async function carryOut(kernel: Kernel, router: AnyRouter, by: Caller, queued: QueuedCommand): Promise<unknown> {
  const [area = '', name = '', ...rest] = queued.name.split('.');
  const mayQueue = queueable.has(area) || queueableActs.has(queued.name);
  if (rest.length > 0 || !mayQueue || !isCommand(area, name)) throw fail('NOT_FOUND', { name: queued.name });
  const command = withCommand.safeParse(queued.input);
  if (!command.success || command.data.command.id !== queued.id) {
    throw fail('INPUT_INVALID', { fields: ['input.command.id: not the id of the queued command'] });
  }
  const caller = await queuedCaller(kernel.db, by, queued.actorId, looks.has(queued.name));
  const procedure = getRouter(router, [area, name]);
  if (!isProcedure(procedure)) throw fail('NOT_FOUND', { name: queued.name });
  const client = createProcedureClient(procedure, {
    context: { caller, log: kernel.log, secure: true, mustChangePassword: false },
    path: [area, name],
  });
  return client(queued.input);
}

/**
 * A fault of the program (INTERNAL) is parked for a person, where the table says `again`: tried for ever, one command
 * that the server cannot digest would hold up everything behind it.
 */
function outcomeOf(error: YishuError): RetryClass {
  return error.code === 'INTERNAL' ? 'ask' : errorTable[error.code].retry;
}

/** Replies in order; after the first `again` the rest is not tried. */
export async function pushCommands(
  kernel: Kernel,
  router: AnyRouter,
  caller: Caller,
  commands: QueuedCommand[],
): Promise<CommandReply[]> {
  if (!caller.station) throw fail('STATION_UNKNOWN', { reason: 'unsigned' });
  const replies: CommandReply[] = [];
  for (const queued of commands) {
    try {
      const output = await carryOut(kernel, router, caller, queued);
      replies.push({ id: queued.id, outcome: 'done', code: null, detail: {}, output });
    } catch (thrown) {
      const error = toYishuError(thrown, kernel.log, `sync.push ${queued.name}`);
      const outcome = outcomeOf(error);
      replies.push({ id: queued.id, outcome, code: error.code, detail: error.detail, output: null });
      if (outcome === 'again') break;
    }
  }
  return replies;
}
