// One endpoint of the outward interface: who may, what comes in, what goes out; from it come the route and its description.
import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { CommandMeta } from '../../../core/kernel/contract.ts';
import { fail } from '../../../core/kernel/errors.ts';
import { IdempotencyKey, outsidePath, RequestNumber } from '../../../core/programs/api.ts';
import type { ProgramScope } from '../../../core/programs/program.ts';
import type { PlainRoute } from '../../kernel/area.ts';
import { databaseRefusal } from '../../kernel/database-errors.ts';
import type { Kernel } from '../../kernel/types.ts';
import { readBody } from '../../web/requests.ts';
import { json, parsed, refusal } from './answer.ts';
import type { Door, Visitor } from './door.ts';

export interface Call<Body = unknown> {
  visitor: Visitor;
  request: Request;
  /** Parts of the address; a request's number was checked. */
  params: Record<string, string>;
  query: URLSearchParams;
  body: Body;
  /** Of a write: the program's key as the key of the command. */
  command: CommandMeta;
}

export interface Endpoint {
  method: PlainRoute['method'];
  /** Below the version, Hono style: `requests/:number`. */
  path: string;
  summary: string;
  /** Null: what it needs depends on what is asked for, and is checked there. */
  scope: ProgramScope | null;
  /** JSON; `binary` names the media types of a body that is no JSON. */
  body?: z.ZodType;
  binary?: readonly string[];
  query?: Record<string, string>;
  /** Carried out once for an Idempotency-Key. */
  keyed: boolean;
  /** JSON, or the media type of a file. */
  answer: z.ZodType | string;
  handle(call: Call<never>): Promise<unknown>;
}

/** Ties the body that is handled to the schema that it is read with. */
export function endpoint<Schema extends z.ZodType>(
  one: Omit<Endpoint, 'body' | 'handle'> & { body?: Schema; handle(call: Call<z.output<Schema>>): Promise<unknown> },
): Endpoint {
  return one as unknown as Endpoint;
}

const largestJson = 256 * 1024;

async function jsonOf(request: Request): Promise<unknown> {
  const type = (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json')
    throw fail('INPUT_INVALID', { fields: ['content-type: application/json is needed'] });
  const bytes = await readBody(request, largestJson);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw fail('INPUT_INVALID', { fields: ['body: no JSON in UTF-8'] });
  }
}

/** The same key of the same program is the same command; of another program another one (RFC 9562, version 8). */
export function commandOf(programId: string, key: string, now: Date): CommandMeta {
  const hex = createHash('sha256').update(`outside ${programId}\n${key}`).digest('hex').slice(0, 32).split('');
  hex[12] = '8';
  hex[16] = '89ab'[Number.parseInt(hex[16] ?? '0', 16) % 4] ?? '8';
  const text = hex.join('');
  const id = [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join('-');
  return { id, at: now.toISOString() };
}

export function routeOf(kernel: Kernel, door: Door, one: Endpoint): PlainRoute {
  return {
    method: one.method,
    path: `${outsidePath}/${one.path}`,
    public: true,
    tokens: true,
    async handle(request, { address }, params) {
      const where = `${one.method} ${outsidePath}/${one.path}`;
      try {
        const visitor = await door.enter(request, address);
        if (one.scope !== null) await door.requireScope(visitor, one.scope);
        if (params.number !== undefined) parsed(RequestNumber, params.number, 'number');
        const key = one.keyed
          ? parsed(IdempotencyKey, request.headers.get('idempotency-key') ?? '', 'Idempotency-Key')
          : kernel.newId();
        const body = one.body ? parsed(one.body, await jsonOf(request)) : undefined;
        const said = await one.handle({
          ...{ visitor, request, params, query: new URL(request.url).searchParams },
          body: body as never,
          command: commandOf(visitor.program.id, key, kernel.clock.now()),
        });
        return said instanceof Response ? said : json(said);
      } catch (error) {
        return refusal(kernel, databaseRefusal(error) ?? error, where);
      }
    },
  };
}
