// Who comes through the door of outside programs: by client credentials for a short-lived token, then by the token (RFC 6749 4.4, RFC 6750).

import { BlockList, isIP } from 'node:net';
import { fail, type YishuError } from '../../../core/kernel/errors.ts';
import { hospitalDay } from '../../../core/kernel/hospital-time.ts';
import type { ProgramScope, RefusalReason } from '../../../core/programs/program.ts';
import { systemCaller } from '../../kernel/access.ts';
import type { Caller, Kernel } from '../../kernel/types.ts';
import { makeThrottle } from '../identity/module.ts';
import type { ProgramRow } from './register.ts';
import { hashOf, issueToken } from './secrets.ts';

/** A program that was let in, and what the kernel takes it for. */
export interface Visitor {
  program: ProgramRow;
  caller: Caller;
  /** As whom it acts on requests. */
  actor: { personId: string; personName: string; stationName: string; institutionId: string };
}

export interface Door {
  /** A token for an id and a secret. @throws LOGIN_REQUIRED, REQUEST_REFUSED, TooMany */
  token(
    request: Request,
    address: string,
    given: { id: string; secret: string },
  ): Promise<{ token: string; seconds: number; scopes: readonly ProgramScope[] }>;
  /** @throws LOGIN_REQUIRED, REQUEST_REFUSED, TooMany */
  enter(request: Request, address: string): Promise<Visitor>;
  /** @throws RIGHT_MISSING, which stands in the trail */
  requireScope(visitor: Visitor, scope: ProgramScope): Promise<void>;
}

/** More calls than are answered: 429, with the seconds after which to try again. */
export class TooMany extends Error {
  readonly seconds = 60;
}

const plainAddress = (address: string): string =>
  address === 'local' ? '127.0.0.1' : address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');

export const isLoopback = (address: string): boolean => /^(::1|127\.\d+\.\d+\.\d+)$/.test(plainAddress(address));

/** Whether an address lies in one of the networks. */
export function isWithin(address: string, ranges: readonly string[]): boolean {
  const plain = plainAddress(address);
  const family = isIP(plain);
  if (family === 0) return false;
  const list = new BlockList();
  for (const range of ranges) {
    const [network = '', prefix] = range.split('/');
    const version = isIP(network) === 6 ? 'ipv6' : 'ipv4';
    if (prefix === undefined) list.addAddress(network, version);
    else list.addSubnet(network, Number(prefix), version);
  }
  return list.check(plain, family === 6 ? 'ipv6' : 'ipv4');
}

export function makeDoor(kernel: Kernel): Door {
  const now = () => kernel.clock.now().getTime();
  const knocks = makeThrottle({ tries: 30, perMs: 60_000, now });
  const failures = makeThrottle({ tries: 60, perMs: 60_000, now });
  /** A study may come with one object a request. */
  const calls = makeThrottle({ tries: 3000, perMs: 60_000, now });

  /** On record before it is answered: in the trail, and beside the program where one was named. */
  async function refuse(
    address: string,
    subject: string,
    known: { row: ProgramRow; why: RefusalReason } | null,
    words: string,
    error: YishuError,
  ): Promise<never> {
    if (!failures.allow(address)) throw new TooMany();
    await kernel.audit(systemCaller(address), {
      act: 'programs.enter',
      subject: subject.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 64),
      detail: words,
      outcome: 'refused',
    });
    if (known) {
      await kernel.db
        .updateTable('outside_program')
        .set({ refused_at: kernel.clock.now(), refused_from: plainAddress(address), refused_why: known.why })
        .where('id', '=', known.row.id)
        .execute();
    }
    throw error;
  }

  /** What holds for a program whatever it asks: it is switched on, in time, at an address of its own, and nobody can listen. */
  async function requireStanding(request: Request, address: string, row: ProgramRow): Promise<void> {
    const isSafe =
      new URL(request.url).protocol === 'https:' ||
      isLoopback(address) ||
      (kernel.publicOrigin?.startsWith('https:') ?? false);
    const turnAway = (why: RefusalReason, what: string) =>
      refuse(address, row.code, { row, why }, what, fail('REQUEST_REFUSED', { what }));
    if (!isSafe) await turnAway('https', 'HTTPS is required');
    if (!row.active) await turnAway('off', 'the program is switched off');
    if (row.valid_until !== null && hospitalDay(kernel.clock.now()) > row.valid_until)
      await turnAway('expired', `the program was valid until ${row.valid_until}`);
    if (!isWithin(address, row.addresses))
      await turnAway('address', `the address ${plainAddress(address)} is not allowed`);
  }

  return {
    async token(request, address, { id, secret }) {
      if (!knocks.allow(address)) throw new TooMany();
      const row = await kernel.db.selectFrom('outside_program').selectAll().where('code', '=', id).executeTakeFirst();
      const login = fail('LOGIN_REQUIRED', { what: 'client_id or client_secret' });
      if (!row) return refuse(address, id, null, 'no such program', login);
      const at = kernel.clock.now();
      // Found by its hash: the time that the search takes says nothing about the secret.
      const known = await kernel.db
        .selectFrom('outside_secret')
        .selectAll()
        .where('program_id', '=', row.id)
        .where('hash', '=', hashOf(secret))
        .executeTakeFirst();
      if (!known) return refuse(address, id, { row, why: 'secret' }, 'wrong secret', login);
      if (known.ends_at !== null && known.ends_at <= at)
        return refuse(address, id, { row, why: 'replaced' }, `secret …${known.hint} was replaced`, login);
      // Told to who knows the secret, and to nobody who only guesses names.
      await requireStanding(request, address, row);
      const { token, seconds } = await issueToken(kernel.db, known, at);
      await kernel.audit(callerOf(row, address), {
        act: 'programs.token',
        subject: row.code,
        detail: `secret …${known.hint}, ${seconds} s`,
      });
      return { token, seconds, scopes: row.scopes };
    },
    async enter(request, address) {
      const token = /^Bearer\s+(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
      if (token === undefined) throw fail('LOGIN_REQUIRED', { what: 'authorization' });
      const found = await kernel.db
        .selectFrom('outside_token as t')
        .innerJoin('outside_secret as s', 's.id', 't.secret_id')
        .innerJoin('outside_program as p', 'p.id', 's.program_id')
        .selectAll('p')
        .select(['t.expires_at', 's.ends_at'])
        .where('t.hash', '=', hashOf(token))
        .executeTakeFirst();
      const at = kernel.clock.now();
      const expired = fail('LOGIN_REQUIRED', { what: 'token' });
      if (!found) return refuse(address, 'token', null, 'unknown token', expired);
      const { expires_at, ends_at, ...row } = found;
      // The ordinary end of a token is no attempt to break in.
      if (expires_at <= at || (ends_at !== null && ends_at <= at)) throw expired;
      await requireStanding(request, address, row);
      if (!calls.allow(row.id)) throw new TooMany();
      if (row.used_at === null || at.getTime() - row.used_at.getTime() > 60_000) {
        await kernel.db
          .updateTable('outside_program')
          .set({ used_at: at, used_from: plainAddress(address) })
          .where('id', '=', row.id)
          .execute();
      }
      return {
        program: row,
        caller: callerOf(row, address),
        actor: { personId: row.id, personName: row.name, stationName: row.code, institutionId: row.institution_id },
      };
    },
    async requireScope({ program, caller }, scope) {
      if (program.scopes.includes(scope)) return;
      const known = { row: program, why: 'scope' as const };
      await refuse(caller.address, program.code, known, `scope ${scope} is missing`, fail('RIGHT_MISSING', { scope }));
    },
  };
}

function callerOf({ id, name }: ProgramRow, address: string): Caller {
  return { ...systemCaller(address), program: { id, name } };
}
