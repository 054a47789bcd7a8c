// The DICOM door of the server: listens, admits configured peers, and hands each service to the area that answers it.
import type { Archive } from '../../areas/imaging/module.ts';
import type { AreaModule } from '../../kernel/area.ts';
import type { Kernel } from '../../kernel/types.ts';
import type { DicomServices, PeerAssociation } from './dimse/services.ts';
import { DimseFailure, status } from './dimse/status.ts';
import { createDicomServer } from './scp.ts';
import { commit } from './services/commitment.ts';
import { find } from './services/find.ts';
import { createStep, setStep } from './services/mpps.ts';
import { createPeers, type PeerAct, type Peers } from './services/peers.ts';
import { classes, policyFor } from './services/policy.ts';
import { get, move } from './services/retrieve.ts';
import { store } from './services/store.ts';
import { worklist } from './services/worklist.ts';
import { systemTimers } from './ul/timers.ts';

/** Time that associations at work get when the server stops. */
const graceMs = 3000;

async function require(peers: Peers, { callingAe, address }: PeerAssociation, act: PeerAct): Promise<void> {
  if ((await peers.actsOf(callingAe, address)).includes(act)) return;
  throw new DimseFailure(status.notAuthorized, `${callingAe} may not ${act}`);
}

function services(kernel: Kernel, archive: Archive, peers: Peers, aet: string): DicomServices {
  return {
    async store(request) {
      await require(peers, request.association, 'store');
      return store(archive, request);
    },
    async *find(request, identifier) {
      if (request.sopClassUid === classes.worklist) {
        await require(peers, request.association, 'worklist');
        yield* worklist(kernel, request, identifier);
        return;
      }
      await require(peers, request.association, 'query');
      yield* find(kernel, aet, request, identifier);
    },
    async move(request, identifier) {
      await require(peers, request.association, 'retrieve');
      return move({ kernel, archive, peers, aet }, request, identifier);
    },
    async get(request, identifier) {
      await require(peers, request.association, 'retrieve');
      return get(kernel, archive, request, identifier);
    },
    async nCreate(request) {
      await require(peers, request.association, 'mpps');
      return createStep(kernel, request);
    },
    async nSet(request) {
      await require(peers, request.association, 'mpps');
      return setStep(kernel, request);
    },
    async nAction(request) {
      await require(peers, request.association, 'commitment');
      return commit({ kernel, archive, peers, aet }, request);
    },
  };
}

export function dicomModule(archive: () => Archive): AreaModule {
  return {
    name: 'dicom',
    async start(kernel, settings) {
      const { dicom } = settings;
      if (!dicom) return { stop: async () => {} };
      const peers = createPeers({
        db: kernel.db,
        aet: dicom.aet,
        anyLoopback: dicom.anyLoopback,
        now: () => kernel.clock.now().getTime(),
      });
      const server = await createDicomServer({
        listen: { host: dicom.host, port: dicom.port },
        negotiate: policyFor(peers),
        services: services(kernel, archive(), peers, dicom.aet),
        log: (level, message, facts) => kernel.log(level, message, facts),
        timers: systemTimers,
      });
      return {
        listeners: { dicom: `${server.host}:${server.port}` },
        stop: () => server.stop(graceMs),
      };
    },
  };
}
