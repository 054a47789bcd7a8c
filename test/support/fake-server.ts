// A central server in memory for tests of the host: the same contract, the same acts, and switches for what goes wrong.
import { randomUUID } from 'node:crypto';
import { type AnyRouter, implement, ORPCError } from '@orpc/server';
import { RPCHandler } from '@orpc/server/fetch';
import { ResponseHeadersPlugin } from '@orpc/server/plugins';
import { serverContract } from '../../core/contract.ts';
import type { SessionInfo } from '../../core/identity/contract.ts';
import { stationHeaders } from '../../core/identity/station-signature.ts';
import { type ErrorCode, errorTable, fail, YishuError } from '../../core/kernel/errors.ts';
import { requireVersion } from '../../core/lab/act.ts';
import type { SpecimenDocument } from '../../core/lab/model.ts';
import { buildWorklist, worklistEntry } from '../../core/lab/worklist.ts';
import type { Change, ChangeKind, CommandReply, QueuedCommand } from '../../core/sync/contract.ts';
import { applyCommand } from '../../main/host/picture/apply-command.ts';
import { testDictionaries, testSession } from './lab-fixtures.ts';

export interface FakeServer {
  fetch(url: string, init: RequestInit): Promise<Response>;
  documents: Map<string, SpecimenDocument>;
  /** Every ingest that was carried out, with its command id. */
  ingested: { id: string; messageId: string; specimenId: string }[];
  pushed: QueuedCommand[];
  calls: string[];
  /** down: nobody answers; deaf: it carries out what it gets, but its answers are lost. */
  mode: 'up' | 'down' | 'deaf';
  /** Answers the next pushes of a command with this error. */
  refuse: Map<string, ErrorCode>;
  publish(kind: ChangeKind, entityId: string, version: number, document: unknown): void;
  put(document: SpecimenDocument): void;
  password: string;
  session: SessionInfo;
  leased: number;
  changes: Change[];
}

interface Context {
  headers: Headers;
  resHeaders?: Headers;
}

export function createFakeServer(): FakeServer {
  const tokens = new Set<string>();
  const replies = new Map<string, CommandReply>();
  const listeners = new Set<() => void>();
  const now = () => new Date().toISOString();
  const dictionaries = testDictionaries();

  const state: FakeServer = {
    documents: new Map(),
    ingested: [],
    pushed: [],
    calls: [],
    mode: 'up',
    refuse: new Map(),
    password: 'Correct-Horse-9',
    session: testSession(),
    leased: 1000,
    changes: [],
    publish(kind, entityId, version, document) {
      state.changes.push({ seq: state.changes.length + 1, kind, entityId, version, at: now(), document });
      for (const listener of listeners) listener();
    },
    put(document) {
      state.documents.set(document.id, document);
      state.publish('specimen', document.id, document.version, document);
    },
    async fetch(url, init) {
      if (state.mode === 'down') throw new TypeError('fetch failed');
      const request = new Request(url, init);
      const { pathname } = new URL(url);
      state.calls.push(pathname);
      if (pathname === '/healthz')
        return state.mode === 'deaf' ? Promise.reject(new TypeError('fetch failed')) : new Response('ok');
      if (pathname.startsWith('/reports/'))
        return new Response('%PDF', { headers: { 'content-type': 'application/pdf' } });
      const { response } = await rpc.handle(request, { prefix: '/rpc', context: { headers: request.headers } });
      if (state.mode === 'deaf') throw new TypeError('fetch failed');
      return response ?? new Response('no', { status: 404 });
    },
  };

  const os = implement(serverContract)
    .$context<Context>()
    .use(async ({ next }) => {
      try {
        return await next();
      } catch (error) {
        if (!(error instanceof YishuError)) throw error;
        const { http, en } = errorTable[error.code];
        throw new ORPCError(error.code, { status: http, message: en, data: error.detail });
      }
    });

  function requirePerson(context: Context): void {
    if (!tokens.has(context.headers.get(stationHeaders.session) ?? '')) throw fail('LOGIN_REQUIRED');
  }

  function carryOut(command: { id: string; name: string; input: unknown; actorId: string; at: string }): unknown {
    const known = replies.get(command.id);
    if (known) return known.output;
    const output = command.name === 'lab.ingest' ? ingest(command) : act(command);
    replies.set(command.id, { id: command.id, outcome: 'done', code: null, detail: {}, output });
    return output;
  }

  function ingest(command: { id: string; input: unknown }): unknown {
    const input = command.input as { messageId: string; message: { specimenId: string } };
    state.ingested.push({ id: command.id, messageId: input.messageId, specimenId: input.message.specimenId });
    const document = [...state.documents.values()].find(({ barcode }) => barcode === input.message.specimenId);
    if (!document)
      return {
        placed: 0,
        repeats: 0,
        parked: [{ unplacedId: randomUUID(), reason: 'unknownSpecimen' }],
        specimenId: null,
      };
    const next = applyCommand(
      document,
      { ...command, name: 'lab.ingest', actorId: '', actorName: '', at: now() },
      dictionaries,
    );
    if (next && next !== document) state.put(next);
    return {
      placed: 1,
      repeats: 0,
      parked: [],
      specimenId: document.id,
      specimenVersion: next && next !== document ? next.version : null,
    };
  }

  function act(command: { id: string; name: string; input: unknown; actorId: string; at: string }): SpecimenDocument {
    const input = command.input as { specimenId: string; expectedVersion?: number };
    const document = state.documents.get(input.specimenId) ?? null;
    if (document && input.expectedVersion !== undefined) requireVersion(document, input.expectedVersion);
    const next = applyCommand(document, { ...command, actorName: 'server' }, dictionaries);
    if (!next) throw fail('NOT_FOUND');
    state.put(next);
    return next;
  }

  const specimen = (id: string): SpecimenDocument => {
    const document = state.documents.get(id);
    if (!document) throw fail('NOT_FOUND');
    return document;
  };

  const router = {
    identity: {
      enrol: os.identity.enrol.handler(({ input }) => {
        if (input.code !== 'enrolment-code') throw fail('STATION_UNKNOWN');
        const at = now();
        const workstation = {
          id: randomUUID(),
          name: 'bench',
          departmentId: 'lab',
          labGroups: ['G'],
          enrolledAt: at,
          lastSeenAt: at,
          enabled: true,
        };
        return { workstation, secret: 'secret' };
      }),
      login: os.identity.login.handler(({ input, context }) => {
        if (input.password !== state.password) throw fail('LOGIN_FAILED');
        const token = randomUUID();
        tokens.add(token);
        context.resHeaders?.set(stationHeaders.session, token);
        return state.session;
      }),
      logout: os.identity.logout.handler(() => ({ ok: true as const })),
      me: os.identity.me.handler(({ context }) =>
        tokens.has(context.headers.get(stationHeaders.session) ?? '') ? state.session : null,
      ),
    },
    lab: {
      dictionaries: os.lab.dictionaries.handler(() => dictionaries),
      worklist: os.lab.worklist.handler(({ input, context }) => {
        requirePerson(context);
        const entries = [...state.documents.values()].map((document) => worklistEntry(document, now()));
        return buildWorklist(entries, input, { now: now(), asOf: now(), stale: false });
      }),
      specimen: os.lab.specimen.handler(({ input, context }) => {
        requirePerson(context);
        return { document: specimen(input.id), findings: [], asOf: now(), stale: false };
      }),
      worklistForInstrument: os.lab.worklistForInstrument.handler(({ input }) =>
        input.barcodes.map((barcode) => ({
          barcode,
          document: [...state.documents.values()].find((document) => document.barcode === barcode) ?? null,
        })),
      ),
      receive: os.lab.receive.handler(({ input, context }) => {
        requirePerson(context);
        return carryOut({
          id: input.command.id,
          name: 'lab.receive',
          input,
          actorId: '',
          at: input.command.at,
        }) as SpecimenDocument;
      }),
      review: os.lab.review.handler(({ context }) => {
        requirePerson(context);
        return { reviewed: [], refused: [] };
      }),
    },
    sync: {
      since: os.sync.since.handler(({ input }) => {
        const changes = state.changes.filter(({ seq }) => seq > input.cursor).slice(0, Math.min(input.limit, 3));
        return {
          changes,
          cursor: changes.at(-1)?.seq ?? Math.min(input.cursor, state.changes.length),
          serverTime: now(),
        };
      }),
      live: os.sync.live.handler(async function* ({ input, signal }) {
        let seen = input.cursor;
        let wake: () => void = () => undefined;
        const listener = () => wake();
        listeners.add(listener);
        signal?.addEventListener('abort', listener);
        try {
          while (!signal?.aborted) {
            for (const { seq, kind, entityId, version } of state.changes.slice(seen)) {
              seen = seq;
              yield { seq, kind, entityId, version };
            }
            await new Promise<void>((resume) => {
              wake = resume;
            });
          }
        } finally {
          listeners.delete(listener);
        }
      }),
      snapshot: os.sync.snapshot.handler(({ input }) => {
        const all = [...state.documents.values()].sort((left, right) => (left.id < right.id ? -1 : 1));
        const rest = all.filter(({ id }) => id > input.after);
        const page = rest.slice(0, 2);
        const next = rest.length > page.length ? (page.at(-1)?.id ?? null) : null;
        const documents = page.map((document) => ({
          kind: 'specimen' as const,
          entityId: document.id,
          version: document.version,
          document,
        }));
        return { documents, next, cursor: state.changes.length };
      }),
      push: os.sync.push.handler(({ input }) => {
        const answers: CommandReply[] = [];
        for (const command of input.commands) {
          state.pushed.push(command);
          const refused = state.refuse.get(command.name);
          const code = refused ?? null;
          if (code !== null) {
            const outcome = errorTable[code].retry;
            answers.push({ id: command.id, outcome, code, detail: {}, output: null });
            if (outcome === 'again') break;
            continue;
          }
          try {
            answers.push({ id: command.id, outcome: 'done', code: null, detail: {}, output: carryOut(command) });
          } catch (error) {
            if (!(error instanceof YishuError)) throw error;
            answers.push({
              id: command.id,
              outcome: error.retry,
              code: error.code,
              detail: error.detail,
              output: null,
            });
          }
        }
        return { replies: answers };
      }),
      lease: os.sync.lease.handler(({ input }) => {
        const from = state.leased;
        state.leased += input.size;
        return { from, to: from + input.size - 1, prefix: '9' };
      }),
    },
  };
  const rpc = new RPCHandler<Context>(router as AnyRouter, { plugins: [new ResponseHeadersPlugin()] });
  return state;
}
