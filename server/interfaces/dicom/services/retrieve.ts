// C-MOVE and C-GET (PS3.4 annex C): the instances that an identifier names, sent as they lie in the archive.
import { readPart10 } from '../../../../core/dicom/read.ts';
import { explicitLittleEndian, implicitLittleEndian, transferSyntax } from '../../../../core/dicom/transfer-syntax.ts';
import { writeDataSet } from '../../../../core/dicom/write.ts';
import { type Archive, inflate, type QueryLevel, search } from '../../../areas/imaging/module.ts';
import { systemCaller } from '../../../kernel/access.ts';
import type { Kernel } from '../../../kernel/types.ts';
import type { MoveRequest, MoveRetrieval, QueryRequest, Retrieval } from '../dimse/services.ts';
import { DimseFailure, status } from '../dimse/status.ts';
import type { OutgoingInstance } from '../scu/contexts.ts';
import { dataSetStart } from '../scu/file.ts';
import { type Identifier, readIdentifier } from './identifier.ts';
import type { Peers } from './peers.ts';

const pieceBytes = 1 << 20;
const headBytes = 65_536;
/** Hands out at most this many instances a request: a whole archive is not moved by a slip of the mouse. */
const largestRetrieval = 200_000;

interface Stored {
  sop_uid: string;
  sop_class: string;
  transfer_syntax: string;
  path: string;
}

async function* dataSetBytes(archive: Archive, stored: Stored): AsyncGenerator<Uint8Array> {
  const reader = await archive.objects.open(stored.path);
  try {
    const start = dataSetStart(await reader.read(0, headBytes), stored.sop_uid);
    for (let at = start; at < reader.length; at += pieceBytes) yield await reader.read(at, pieceBytes);
  } finally {
    await reader.close();
  }
}

async function* converted(archive: Archive, stored: Stored, syntaxUid: string): AsyncGenerator<Uint8Array> {
  const reader = await archive.objects.open(stored.path);
  const bytes = await reader.read(0, reader.length).finally(() => reader.close());
  const { dataSet } = readPart10(bytes, { inflate });
  yield writeDataSet(dataSet, { transferSyntax: syntaxUid });
}

/** What lies uncompressed can be had in both little-endian forms; compressed objects go as they are. */
function outgoing(archive: Archive, stored: Stored): OutgoingInstance {
  const own = transferSyntax(stored.transfer_syntax);
  const plain = own.pixels === 'native' && own.littleEndian && !own.bigEndianPixels;
  const others = plain ? [explicitLittleEndian, implicitLittleEndian].filter((uid) => uid !== own.uid) : [];
  return {
    sopClassUid: stored.sop_class,
    sopInstanceUid: stored.sop_uid,
    transferSyntaxUids: [stored.transfer_syntax, ...others],
    open: (syntaxUid) =>
      syntaxUid === stored.transfer_syntax ? dataSetBytes(archive, stored) : converted(archive, stored, syntaxUid),
  };
}

const unique: Record<string, string> = {
  PATIENT: 'PatientID',
  STUDY: 'StudyInstanceUID',
  SERIES: 'SeriesInstanceUID',
  IMAGE: 'SOPInstanceUID',
};

async function named(kernel: Kernel, archive: Archive, identifier: Identifier): Promise<OutgoingInstance[]> {
  const key = unique[identifier.level];
  const keys = new Map(
    [...identifier.keys].filter(([name, value]) => Object.values(unique).includes(name) && value !== ''),
  );
  if (!key || ![...keys.keys()].some((name) => name === key)) {
    throw new DimseFailure(status.dataSetDoesNotMatchClass, `${key ?? 'Query/Retrieve Level'} is missing`);
  }
  const level: QueryLevel = 'instance';
  const rows = await search(kernel.db, { level, keys, offset: 0, limit: largestRetrieval });
  const uids = rows.map(({ sopInstanceUid }) => sopInstanceUid ?? '');
  if (uids.length === 0) return [];
  const stored = await kernel.db
    .selectFrom('imaging_instance')
    .select(['sop_uid', 'sop_class', 'transfer_syntax', 'path'])
    .where('sop_uid', 'in', uids)
    .where('state', '=', 'current')
    .execute();
  return stored.map((one) => outgoing(archive, one));
}

async function audited(kernel: Kernel, request: QueryRequest, identifier: Identifier, what: string): Promise<void> {
  await kernel.audit(systemCaller(request.association.address), {
    act: 'imaging.retrieve',
    subject: identifier.keys.get('StudyInstanceUID') ?? identifier.keys.get('PatientID') ?? '',
    detail: `${what} ${request.association.callingAe}`,
  });
}

export async function get(
  kernel: Kernel,
  archive: Archive,
  request: QueryRequest,
  bytes: Uint8Array,
): Promise<Retrieval> {
  const identifier = readIdentifier(bytes, request.transferSyntaxUid);
  await audited(kernel, request, identifier, 'C-GET');
  return { instances: await named(kernel, archive, identifier) };
}

/** @throws DimseFailure A801 when nobody configured the destination: images go nowhere that was not agreed */
export async function move(
  parts: { kernel: Kernel; archive: Archive; peers: Peers; aet: string },
  request: MoveRequest,
  bytes: Uint8Array,
): Promise<MoveRetrieval> {
  const { kernel, archive, peers, aet } = parts;
  const identifier = readIdentifier(bytes, request.transferSyntaxUid);
  const peer = await peers.find(request.destinationAe);
  if (!peer) throw new DimseFailure(status.moveDestinationUnknown, `${request.destinationAe} is not configured`);
  await audited(kernel, request, identifier, `C-MOVE to ${peer.aet}`);
  return {
    instances: await named(kernel, archive, identifier),
    destination: { host: peer.host, port: peer.port, callingAe: aet },
  };
}
