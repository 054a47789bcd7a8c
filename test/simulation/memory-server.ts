// The server's doors to stations in memory: the same contract, the same rules of placement, the same promises about commands and feed.
// It has no database, no rights and no audit; the real server is simulated too, with fewer seeds.
import { randomUUID } from 'node:crypto';
import { implement, ORPCError } from '@orpc/server';
import { RPCHandler } from '@orpc/server/fetch';
import { z } from 'zod';
import { serverContract } from '../../core/contract.ts';
import { criticalChanges } from '../../core/critical/lab.ts';
import type { CriticalDocument } from '../../core/critical/model.ts';
import { signatureWindowMs, stationHeaders } from '../../core/identity/station-signature.ts';
import { errorTable, fail, YishuError } from '../../core/kernel/errors.ts';
import { normalizeBarcode } from '../../core/lab/barcode.ts';
import { type IngestOutcome, labContract } from '../../core/lab/contract.ts';
import type { SpecimenDocument, UnplacedMessage } from '../../core/lab/model.ts';
import { placeMessage } from '../../core/lab/placement.ts';
import { buildUnplaced } from '../../core/lab/unplaced.ts';
import type { Change, ChangeKind, CommandReply, QueuedCommand } from '../../core/sync/contract.ts';
import { type Central, groups } from './central.ts';
import { dictionaries, tubeDocument } from './hospital.ts';
import type { VirtualTime } from './virtual-time.ts';

const IngestInput = labContract.ingest['~orpc'].inputSchema ?? z.never();
type IngestInput = z.infer<typeof IngestInput>;

interface Done {
  input: string;
  output: IngestOutcome;
}

/** All that the server has committed: it outlives a restart. */
interface Committed {
  specimens: Map<string, SpecimenDocument>;
  unplaced: Map<string, UnplacedMessage>;
  criticals: Map<string, CriticalDocument>;
  /** By command id. */
  commands: Map<string, Done>;
  messages: { messageId: string; contentHash: string; output: IngestOutcome }[];
  changes: Omit<Change, 'document'>[];
}

const nothing = (): Committed => ({
  specimens: new Map(),
  unplaced: new Map(),
  criticals: new Map(),
  commands: new Map(),
  messages: [],
  changes: [],
});

export function openMemoryServer(stationCount: number): Central {
  let state = nothing();
  let epoch = { ms: 0, time: null as VirtualTime | null };
  let ids = 0;
  let numbers = 1;
  let up = true;
  let nonces = new Set<string>();
  const bells = new Set<() => void>();
  const now = () => new Date(epoch.ms + (epoch.time?.now() ?? 0));
  const newId = () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`;

  function changed(kind: ChangeKind, entityId: string, version: number): void {
    state.changes.push({ seq: state.changes.length + 1, kind, entityId, version, at: now().toISOString() });
    for (const bell of [...bells]) bell();
  }

  const documentOf = (kind: ChangeKind, id: string): unknown => {
    if (kind === 'specimen') return state.specimens.get(id) ?? null;
    if (kind === 'unplaced') return state.unplaced.get(id) ?? null;
    if (kind === 'critical') return state.criticals.get(id) ?? null;
    return kind === 'dictionary' ? dictionaries : null;
  };

  function save(document: SpecimenDocument): void {
    state.specimens.set(document.id, document);
    changed('specimen', document.id, document.version);
    const context = { now: now().toISOString(), by: 'system', newId };
    const { raised, withdrawn } = criticalChanges(document, [...state.criticals.values()], context);
    for (const critical of [...raised, ...withdrawn]) {
      state.criticals.set(critical.id, critical);
      changed('critical', critical.id, critical.version);
    }
  }

  /** As server/areas/lab/ingest.ts: once per command, once per message, every part placed, a repeat, or held. */
  function ingest(command: QueuedCommand): IngestOutcome {
    const input: IngestInput = IngestInput.parse(command.input);
    const text = JSON.stringify(input);
    const former = state.commands.get(command.id);
    if (former && former.input !== text) throw fail('DUPLICATE', { commandId: command.id });
    if (former) return former.output;
    const { messageId, contentHash } = input;
    const known = state.messages.find((one) => one.messageId === messageId && one.contentHash === contentHash);
    const output = known?.output ?? place(input);
    state.commands.set(command.id, { input: text, output });
    if (!known) state.messages.push({ messageId, contentHash, output });
    return output;
  }

  function place(input: IngestInput): IngestOutcome {
    const message = { ...input.message, specimenId: normalizeBarcode(input.message.specimenId) };
    const before = [...state.specimens.values()].find(({ barcode }) => barcode === message.specimenId) ?? null;
    const instrument = dictionaries.instrument[input.instrumentId];
    if (!instrument) throw fail('NOT_FOUND', { instrumentId: input.instrumentId });
    const context = { now: now().toISOString(), receivedAt: input.receivedAt, messageId: input.messageId, newId };
    const placement = placeMessage(before, message, instrument, dictionaries, context);
    if (placement.document) save(placement.document);
    const held = buildUnplaced(placement.parked, message, input.instrumentId, context);
    for (const one of held) {
      state.unplaced.set(one.id, one);
      changed('unplaced', one.id, one.version);
    }
    return {
      placed: placement.placed.length,
      repeats: placement.repeats.length,
      parked: held.map(({ id, reason }) => ({ unplacedId: id, reason })),
      specimenId: before?.id ?? null,
      specimenVersion: placement.document?.version ?? null,
    };
  }

  function carriedOut(command: QueuedCommand): CommandReply {
    try {
      if (command.name !== 'lab.ingest') throw fail('NOT_FOUND', { name: command.name });
      return { id: command.id, outcome: 'done', code: null, detail: {}, output: ingest(command) };
    } catch (error) {
      const { code, detail, retry } =
        error instanceof YishuError ? error : fail('INPUT_INVALID', { why: String(error) });
      return { id: command.id, outcome: retry, code, detail, output: null };
    }
  }

  const os = implement(serverContract)
    .$context<{ headers: Headers }>()
    .use(async ({ next, context: { headers } }) => {
      try {
        requireStation(headers);
        return await next();
      } catch (error) {
        if (!(error instanceof YishuError)) throw error;
        const { http, en } = errorTable[error.code];
        throw new ORPCError(error.code, { status: http, message: en, data: error.detail });
      }
    });

  /** As the real one: the window and the nonce. Whether the signature fits is its own test. */
  function requireStation(headers: Headers): void {
    const nonce = headers.get(stationHeaders.nonce) ?? '';
    const away = Math.abs(now().getTime() - Number(headers.get(stationHeaders.timestamp)));
    if (!headers.get(stationHeaders.station)) throw fail('STATION_UNKNOWN', { reason: 'unsigned' });
    if (away > signatureWindowMs) throw fail('STATION_UNKNOWN', { reason: 'clock', serverTime: now().toISOString() });
    if (nonces.has(nonce)) throw fail('STATION_UNKNOWN', { reason: 'nonce' });
    nonces.add(nonce);
  }

  const router = {
    lab: {
      dictionaries: os.lab.dictionaries.handler(() => dictionaries),
      worklistForInstrument: os.lab.worklistForInstrument.handler(({ input }) =>
        input.barcodes.map((barcode) => ({
          barcode,
          document:
            [...state.specimens.values()].find((document) => document.barcode === normalizeBarcode(barcode)) ?? null,
        })),
      ),
    },
    sync: {
      since: os.sync.since.handler(({ input }) => {
        const page = state.changes.filter(({ seq }) => seq > input.cursor).slice(0, input.limit);
        return {
          changes: page.map((change) => ({ ...change, document: documentOf(change.kind, change.entityId) })),
          cursor: page.at(-1)?.seq ?? Math.min(input.cursor, state.changes.length),
          serverTime: now().toISOString(),
        };
      }),
      live: os.sync.live.handler(async function* ({ input, signal }) {
        let seen = input.cursor;
        let bell: () => void = () => undefined;
        const ring = () => bell();
        bells.add(ring);
        signal?.addEventListener('abort', ring);
        try {
          while (!signal?.aborted) {
            for (const { seq, kind, entityId, version } of state.changes.slice(seen)) {
              seen = seq;
              yield { seq, kind, entityId, version };
            }
            if (state.changes.length > seen) continue;
            await new Promise<void>((resume) => {
              bell = resume;
            });
          }
        } finally {
          bells.delete(ring);
        }
      }),
      snapshot: os.sync.snapshot.handler(() => {
        const kinds = [state.specimens, state.unplaced, state.criticals].flatMap((map, at) =>
          [...map.values()].map((document) => ({
            kind: (['specimen', 'unplaced', 'critical'] as const)[at] ?? 'specimen',
            entityId: document.id,
            version: document.version,
            document,
          })),
        );
        return { documents: kinds, next: null, cursor: state.changes.length };
      }),
      push: os.sync.push.handler(({ input }) => {
        const replies: CommandReply[] = [];
        for (const command of input.commands) {
          replies.push(carriedOut(command));
          if (replies.at(-1)?.outcome === 'again') break;
        }
        return { replies };
      }),
      lease: os.sync.lease.handler(({ input }) => {
        const from = numbers;
        numbers += input.size;
        return { prefix: 'S', from, to: numbers - 1 };
      }),
    },
  };
  const rpc = new RPCHandler<{ headers: Headers }>(router);

  async function answered(request: Request): Promise<Response> {
    if (new URL(request.url).pathname === '/healthz') return new Response('{}');
    const { response } = await rpc.handle(request, { prefix: '/rpc', context: { headers: request.headers } });
    return response ?? new Response('no', { status: 404 });
  }

  return {
    url: 'http://127.0.0.1',
    door: () => (up ? answered : null),
    async stop() {
      up = false;
      nonces = new Set();
    },
    async start() {
      up = true;
    },
    beginAt(ms, time) {
      epoch = { ms, time };
      state = nothing();
      ids = 0;
      numbers = 1;
      nonces = new Set();
      bells.clear();
    },
    now,
    stations: Array.from({ length: stationCount }, (_, index) => ({
      secret: `secret ${index}`,
      workstation: {
        id: randomUUID(),
        name: `工作站 ${index + 1}`,
        departmentId: '',
        labGroups: groups,
        enrolledAt: null,
        lastSeenAt: null,
        enabled: true,
        version: 1,
      },
    })),
    async admit(tubes, idOf) {
      const patients = tubes.map((tube): [string, string] => {
        const patient = {
          id: newId(),
          number: `P${tube.barcode}`,
          name: `病人${tube.barcode}`,
          sex: 'male' as const,
          birthDate: '1980-01-01',
        };
        const visit = {
          id: newId(),
          kind: 'inpatient' as const,
          number: `V${tube.barcode}`,
          departmentId: 'W1',
          departmentName: 'W1',
        };
        save(tubeDocument(tube, patient, visit, now().toISOString(), idOf));
        return [tube.barcode, patient.id];
      });
      return new Map(patients);
    },
    async account() {
      const specimens = [...state.specimens.values()];
      return {
        specimens,
        unplaced: [...state.unplaced.values()],
        documents: new Map<string, unknown>([
          ...specimens.map((document): [string, unknown] => [`specimen ${document.id}`, document]),
          ...[...state.unplaced].map(([id, document]): [string, unknown] => [`unplaced ${id}`, document]),
          ...[...state.criticals].map(([id, document]): [string, unknown] => [`critical ${id}`, document]),
        ]),
        results: specimens.flatMap(({ barcode, patient, lines }) =>
          lines.flatMap(({ versions }) => versions.map(({ id }) => ({ id, barcode, patientId: patient.id }))),
        ),
        messages: state.messages,
        head: state.changes.length,
      };
    },
    auditFault: async () => null,
    close: async () => undefined,
  };
}
