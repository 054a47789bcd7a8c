// Storage commitment (PS3.4 annex J): the device asks whether its objects are safe before it deletes them; each is looked up and its file opened.
import { DataSet } from '../../../../core/dicom/data-set.ts';
import { readDataSet } from '../../../../core/dicom/read.ts';
import { explicitLittleEndian } from '../../../../core/dicom/transfer-syntax.ts';
import { uidOf } from '../../../../core/dicom/uids.ts';
import { writeDataSet } from '../../../../core/dicom/write.ts';
import { type Archive, inflate } from '../../../areas/imaging/module.ts';
import { systemCaller } from '../../../kernel/access.ts';
import type { Kernel } from '../../../kernel/types.ts';
import type { Asked, AttributesAnswer, AttributesRequest, EventReport } from '../dimse/services.ts';
import { DimseFailure, status } from '../dimse/status.ts';
import { openClient } from '../scu/client.ts';
import { systemTimers } from '../ul/timers.ts';
import type { Peer, Peers } from './peers.ts';

/** Failure reasons of PS3.3 C.14.1.1. */
const failure = { noSuchInstance: 0x0112, classInstanceConflict: 0x0119, processing: 0x0110 } as const;
const outcome = { allSafe: 1, someFailed: 2 } as const;

interface AskedInstance {
  sopClassUid: string;
  sopInstanceUid: string;
}

export interface CommitmentParts {
  kernel: Kernel;
  archive: Archive;
  peers: Peers;
  aet: string;
}

/** Null when the object is safe: indexed, of that class, and readable where the index says. */
async function whyNot({ kernel, archive }: CommitmentParts, asked: AskedInstance): Promise<number | null> {
  const row = await kernel.db
    .selectFrom('imaging_instance')
    .select(['sop_class', 'path'])
    .where('sop_uid', '=', asked.sopInstanceUid)
    .where('state', '=', 'current')
    .executeTakeFirst();
  if (!row) return failure.noSuchInstance;
  if (row.sop_class !== asked.sopClassUid) return failure.classInstanceConflict;
  const reader = await archive.objects.open(row.path).catch(() => null);
  if (!reader) return failure.processing;
  await reader.close();
  return null;
}

async function verdict(
  parts: CommitmentParts,
  transactionUid: string,
  asked: readonly AskedInstance[],
): Promise<EventReport> {
  const reference = ({ sopClassUid, sopInstanceUid }: AskedInstance) =>
    new DataSet().set('ReferencedSOPClassUID', sopClassUid).set('ReferencedSOPInstanceUID', sopInstanceUid);
  const judged = await Promise.all(asked.map(async (one) => ({ one, reason: await whyNot(parts, one) })));
  const failed = judged.filter(({ reason }) => reason !== null);
  const dataSet = new DataSet()
    .set('TransactionUID', transactionUid)
    .set('RetrieveAETitle', parts.aet)
    .set(
      'ReferencedSOPSequence',
      judged.filter(({ reason }) => reason === null).map(({ one }) => reference(one)),
    );
  if (failed.length > 0) {
    dataSet.set(
      'FailedSOPSequence',
      failed.map(({ one, reason }) => reference(one).set('FailureReason', reason)),
    );
  }
  return {
    sopClassUid: uidOf('StorageCommitmentPushModel'),
    sopInstanceUid: uidOf('StorageCommitmentPushModelInstance'),
    eventTypeId: failed.length > 0 ? outcome.someFailed : outcome.allSafe,
    dataSet: writeDataSet(dataSet, { transferSyntax: explicitLittleEndian }),
  };
}

/** The device hung up before we knew: it is called back where it was configured. */
async function callBack(peer: Peer, aet: string, event: EventReport): Promise<void> {
  const client = await openClient({
    host: peer.host,
    port: peer.port,
    tls: peer.tls,
    callingAe: aet,
    calledAe: peer.aet,
    timers: systemTimers,
    contexts: [{ abstractSyntax: event.sopClassUid, transferSyntaxes: [explicitLittleEndian] }],
    roles: [{ sopClassUid: event.sopClassUid, scu: false, scp: true }],
  });
  try {
    await client.attributes({
      operation: 'N-EVENT-REPORT',
      sopClassUid: event.sopClassUid,
      sopInstanceUid: event.sopInstanceUid,
      eventTypeId: event.eventTypeId,
      dataSet: event.dataSet,
    });
  } finally {
    await client.release();
  }
}

/** @throws DimseFailure when the request names no transaction or no objects */
export async function commit(
  parts: CommitmentParts,
  request: Asked<AttributesRequest & { actionTypeId: number }>,
): Promise<AttributesAnswer> {
  if (request.actionTypeId !== 1) throw new DimseFailure(status.noSuchActionType, 'only Request Storage Commitment');
  if (!request.dataSet) throw new DimseFailure(status.missingAttribute, 'Transaction UID is missing');
  const { dataSet } = readDataSet(request.dataSet, request.transferSyntaxUid, { inflate });
  const transactionUid = dataSet.string('TransactionUID');
  const asked = dataSet.items('ReferencedSOPSequence').map((item) => ({
    sopClassUid: item.string('ReferencedSOPClassUID') ?? '',
    sopInstanceUid: item.string('ReferencedSOPInstanceUID') ?? '',
  }));
  if (!transactionUid) throw new DimseFailure(status.missingAttribute, 'Transaction UID is missing');
  if (asked.length === 0) throw new DimseFailure(status.missingAttribute, 'Referenced SOP Sequence is empty');
  const { kernel, peers, aet } = parts;
  const { association } = request;
  await kernel.audit(systemCaller(association.address), {
    act: 'imaging.commitment',
    subject: transactionUid,
    detail: `${association.callingAe}: ${asked.length}`,
  });
  // The action's own answer goes out first (J.3.2.1.3); the verdict follows on this association or on a new one.
  async function report(): Promise<void> {
    const event = await verdict(parts, transactionUid ?? '', asked);
    try {
      if (association.ended.aborted) throw new Error('the association has ended');
      await association.report(event);
    } catch (error) {
      const peer = await peers.find(association.callingAe);
      if (!peer) throw error;
      await callBack(peer, aet, event);
    }
  }
  report().catch((error: unknown) => {
    kernel.log('warn', 'a storage commitment could not be reported', {
      callingAe: association.callingAe,
      error: String(error),
    });
  });
  return { status: status.success };
}
