// C-MOVE and C-GET (PS3.4 annex C): the instances that an identifier names.
import { type QueryLevel, search } from '../../../areas/imaging/module.ts';
import { systemCaller } from '../../../kernel/access.ts';
import type { Kernel } from '../../../kernel/types.ts';
import type { Asked, MoveRequest, MoveRetrieval, QueryRequest } from '../dimse/services.ts';
import { DimseFailure, status } from '../dimse/status.ts';
import { requireHierarchy, uniqueKeys } from './hierarchy.ts';
import { type Identifier, readIdentifier } from './identifier.ts';
import type { StoredInstance } from './outgoing.ts';
import type { Peers } from './peers.ts';

/** Hands out at most this many instances a request: a whole archive is not moved by a slip of the mouse. */
const largestRetrieval = 200_000;

async function named(kernel: Kernel, identifier: Identifier): Promise<StoredInstance[]> {
  const keys = new Map([...identifier.keys].filter(([name, value]) => uniqueKeys.includes(name) && value !== ''));
  const level: QueryLevel = 'instance';
  const rows = await search(kernel.db, { level, keys, offset: 0, limit: largestRetrieval });
  const uids = rows.map(({ sopInstanceUid }) => sopInstanceUid ?? '');
  if (uids.length === 0) return [];
  return kernel.db
    .selectFrom('imaging_instance')
    .select(['sop_uid', 'sop_class', 'transfer_syntax', 'path'])
    .where('sop_uid', 'in', uids)
    .where('state', '=', 'current')
    .execute();
}

async function audited(
  kernel: Kernel,
  request: Asked<QueryRequest>,
  identifier: Identifier,
  what: string,
): Promise<void> {
  await kernel.audit(systemCaller(request.association.address), {
    act: 'imaging.retrieve',
    subject: identifier.keys.get('StudyInstanceUID') ?? identifier.keys.get('PatientID') ?? '',
    detail: `${what} ${request.association.callingAe}`,
  });
}

export async function get(kernel: Kernel, request: Asked<QueryRequest>, bytes: Uint8Array): Promise<StoredInstance[]> {
  const identifier = readIdentifier(bytes, request.transferSyntaxUid);
  requireHierarchy(identifier, request.sopClassUid, 'retrieve');
  await audited(kernel, request, identifier, 'C-GET');
  return named(kernel, identifier);
}

/** @throws DimseFailure A801 when nobody configured the destination: images go nowhere that was not agreed; A900 as {@link requireHierarchy} */
export async function move(
  parts: { kernel: Kernel; peers: Peers; aet: string },
  request: Asked<MoveRequest>,
  bytes: Uint8Array,
): Promise<{ instances: StoredInstance[]; destination: MoveRetrieval['destination'] }> {
  const { kernel, peers, aet } = parts;
  const identifier = readIdentifier(bytes, request.transferSyntaxUid);
  requireHierarchy(identifier, request.sopClassUid, 'retrieve');
  const peer = await peers.find(request.destinationAe);
  if (!peer) throw new DimseFailure(status.moveDestinationUnknown, `${request.destinationAe} is not configured`);
  await audited(kernel, request, identifier, `C-MOVE to ${peer.aet}`);
  return {
    instances: await named(kernel, identifier),
    destination: { host: peer.host, port: peer.port, callingAe: aet, tls: peer.tls },
  };
}
