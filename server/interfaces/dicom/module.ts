// The DICOM door of the server: listens, admits configured peers, and hands each service to the area that answers it.
import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Archive } from '../../areas/imaging/module.ts';
import type { AreaModule } from '../../kernel/area.ts';
import type { Kernel } from '../../kernel/types.ts';
import type { Asked, Match, QueryRequest, ServiceRequest } from './dimse/services.ts';
import { DimseFailure, status } from './dimse/status.ts';
import { type DoorAnswers, openDoor } from './door.ts';
import { type OwnDoor, peerRoutes } from './peer-routes.ts';
import { commit } from './services/commitment.ts';
import { decompressed } from './services/decompressed.ts';
import { find } from './services/find.ts';
import { createStep, setStep } from './services/mpps.ts';
import { createPeers, type PeerAct, type Peers } from './services/peers.ts';
import { classes } from './services/policy.ts';
import { get, move } from './services/retrieve.ts';
import { worklist } from './services/worklist.ts';
import { type RefusalNote, refusalNote } from './tls/refusal-note.ts';
import { trustOf } from './tls/trust.ts';
import { takeReport } from './transfers/commitment.ts';
import { createTransfers, type Transfers } from './transfers/runner.ts';

/** Time that associations at work get when the server stops. */
const graceMs = 3000;

interface AnswerParts {
  kernel: Kernel;
  archive: Archive;
  peers: Peers;
  aet: string;
  note: RefusalNote;
}

/** What the door's thread asks; only storing has been allowed there already. */
function answersOf({ kernel, archive, peers, aet, note }: AnswerParts): DoorAnswers {
  async function require({ association }: Asked<ServiceRequest>, act: PeerAct): Promise<void> {
    if ((await peers.actsOf(association)).includes(act)) return;
    throw new DimseFailure(status.notAuthorized, `${association.callingAe} may not ${act}`);
  }
  return {
    admit: (caller) => peers.admit(caller),
    acts: (caller) => peers.actsOf(caller),
    trust: () => trustOf(kernel.db),
    refused: (address, why, detail) => note({ address, callingAe: '', why, detail }),
    stored: archive.noted,
    async *find(request: Asked<QueryRequest>, identifier: Uint8Array): AsyncGenerator<Match> {
      if (request.sopClassUid === classes.worklist) {
        await require(request, 'worklist');
        const { callingAe, address } = request.association;
        yield* worklist(kernel, await peers.examsOf(callingAe, address), request, identifier);
        return;
      }
      await require(request, 'query');
      yield* find(kernel, aet, request, identifier);
    },
    async get({ request, identifier }) {
      await require(request, 'retrieve');
      return get(kernel, request, identifier);
    },
    async move({ request, identifier }) {
      await require(request, 'retrieve');
      return move({ kernel, peers, aet }, request, identifier);
    },
    decompress: (asked) => decompressed(kernel, archive, asked),
    async attributes({ service, request }) {
      if (service === 'nEventReport') {
        // An answer to what we asked: who may give it is who was asked.
        const { association, transferSyntaxUid, dataSet } = request;
        return takeReport(kernel.db, { aet: association.callingAe, transferSyntaxUid, dataSet });
      }
      await require(request, service === 'nAction' ? 'commitment' : 'mpps');
      switch (service) {
        case 'nCreate':
          return createStep(
            kernel,
            await peers.examsOf(request.association.callingAe, request.association.address),
            request,
          );
        case 'nSet':
          return setStep(kernel, request);
        case 'nAction':
          return commit({ kernel, archive, peers, aet }, { ...request, actionTypeId: request.actionTypeId ?? 0 });
        default:
          return service satisfies never;
      }
    },
  };
}

export function dicomModule(archive: () => Archive): AreaModule {
  let own: OwnDoor | null = null;
  let transfers: Transfers | null = null;
  return {
    name: 'dicom',
    routes: (kernel, os) => ({
      dicom: peerRoutes(
        kernel,
        os,
        () => own,
        () => transfers,
      ),
    }),
    async start(kernel, settings) {
      const { dicom } = settings;
      if (!dicom) return { stop: async () => {} };
      const certificate = dicom.tls?.identity ?? null;
      const identity = () => certificate?.current ?? null;
      const note = refusalNote(kernel);
      const peers = createPeers({
        identity,
        refused({ address, callingAe, secure }, why) {
          const detail = secure?.certificate?.subject ?? '';
          kernel.log('warn', 'dicom peer refused', { address, callingAe, why, detail });
          note({ address, callingAe, why, detail });
        },
        db: kernel.db,
        aet: dicom.aet,
        anyLoopback: dicom.anyLoopback,
        now: () => kernel.clock.now().getTime(),
      });
      const door = await openDoor({
        listen: {
          host: dicom.host,
          port: dicom.port,
          tls: dicom.tls && { port: dicom.tls.port, identity: dicom.tls.identity.current },
        },
        receiving: { store: archive().storeSettings, database: settings.database },
        answers: answersOf({ kernel, archive: archive(), peers, aet: dicom.aet, note }),
        log: kernel.log,
      });
      own = {
        ...{ aet: dicom.aet, host: door.host, port: door.port || null, tlsPort: door.tlsPort },
        ...{ certificate, identity },
      };
      certificate?.whenReplaced(door.setIdentity);
      const ending = new AbortController();
      const running = createTransfers({
        ...{ kernel, archive: archive(), aet: dicom.aet, identity, random: randomBytes },
        pause: (ms) => setTimeout(ms, undefined, { signal: ending.signal }).catch(() => undefined),
      });
      transfers = running;
      return {
        listeners: {
          ...(door.port > 0 ? { dicom: `${door.host}:${door.port}` } : {}),
          ...(door.tlsPort === null ? {} : { dicomTls: `${door.host}:${door.tlsPort}` }),
        },
        async stop() {
          ending.abort();
          await running.stop();
          await door.stop(graceMs);
        },
      };
    },
  };
}
