// The services of the door as its thread offers them: objects are written and indexed here, everything else is the server's to answer.
import type { IncomingObject, ObjectStore, Received } from '../../areas/imaging/module.ts';
import type {
  Answer,
  AttributesAnswer,
  AttributesRequest,
  DicomServices,
  Match,
  PeerAssociation,
  QueryRequest,
  ServiceRequest,
  StoreRequest,
} from './dimse/services.ts';
import { DimseFailure, status } from './dimse/status.ts';
import type { DoorLink } from './door-link.ts';
import type { AttributeService, Sent } from './door-messages.ts';
import { type Decompress, outgoing } from './services/outgoing.ts';
import type { PeerAct } from './services/peers.ts';
import { store } from './services/store.ts';

export interface DoorServiceParts {
  link: DoorLink;
  objects: ObjectStore;
  receive(incoming: IncomingObject): Promise<Received>;
  now(): number;
  /** The association may be asked for by its id from now on, until it ends. */
  known(association: PeerAssociation): void;
}

/** Whether a peer may store is asked once a second and not for each object. */
const believedMs = 1000;

export function remoteServices(parts: DoorServiceParts): DicomServices {
  const { link, objects, now } = parts;
  const believed = new Map<string, { acts: Promise<readonly PeerAct[]>; until: number }>();

  /** Without signal and association, which stay in this thread. */
  function sent<Request extends ServiceRequest>(request: Request): Sent<Request> {
    parts.known(request.association);
    const { signal: _, association, ...rest } = request;
    const { id, callingAe, calledAe, address, secure } = association;
    return { ...rest, association: { id, callingAe, calledAe, address, secure } };
  }

  function actsOf({ callingAe, address, secure }: PeerAssociation): Promise<readonly PeerAct[]> {
    const key = `${address} ${callingAe} ${secure?.certificate?.fingerprint ?? secure?.protocol ?? ''}`;
    const kept = believed.get(key);
    if (kept && kept.until > now()) return kept.acts;
    const acts = link.ask('acts', { callingAe, address, secure });
    believed.set(key, { acts, until: now() + believedMs });
    acts.catch(() => believed.delete(key));
    return acts;
  }

  async function admitted(request: StoreRequest): Promise<Answer> {
    const { association } = request;
    if (!(await actsOf(association)).includes('store')) {
      throw new DimseFailure(status.notAuthorized, `${association.callingAe} may not store`);
    }
    return store(parts.receive, request);
  }

  async function* find(request: QueryRequest, identifier: Uint8Array): AsyncGenerator<Match> {
    const { signal } = request;
    const first = link.ask('find', { request: sent(request), identifier }, { signal });
    let page = await first;
    let over = false;
    const cancel = () => link.post({ kind: 'cancel', id: first.id });
    signal.addEventListener('abort', cancel, { once: true });
    try {
      for (;;) {
        yield* page.matches;
        if (page.over) break;
        page = await link.ask('more', { find: first.id });
      }
      over = true;
    } finally {
      signal.removeEventListener('abort', cancel);
      if (!over) cancel();
    }
  }

  const attributes =
    (service: AttributeService) =>
    (request: AttributesRequest & { actionTypeId?: number }): Promise<AttributesAnswer> =>
      link.ask('attributes', { service, request: sent(request) }, { signal: request.signal });

  const decompress: Decompress = (sopUid, syntaxUid) => link.ask('decompress', { sopUid, syntaxUid });

  return {
    store: admitted,
    find,
    async move(request, identifier) {
      const input = { request: sent(request), identifier };
      const { instances, destination } = await link.ask('move', input, { signal: request.signal });
      return { destination, instances: instances.map((one) => outgoing(objects, one, decompress)) };
    },
    async get(request, identifier) {
      const rows = await link.ask('get', { request: sent(request), identifier }, { signal: request.signal });
      return { instances: rows.map((one) => outgoing(objects, one, decompress)) };
    },
    nCreate: attributes('nCreate'),
    nSet: attributes('nSet'),
    nAction: attributes('nAction'),
    nEventReport: attributes('nEventReport'),
  };
}
