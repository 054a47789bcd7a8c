// Storage commitment as its user (PS3.4 annex J): the peer is asked whether it keeps what it took; its report comes now or on a call of its own.
import { DataSet } from '../../../../core/dicom/data-set.ts';
import { readDataSet } from '../../../../core/dicom/read.ts';
import { uidFromRandom, uidOf } from '../../../../core/dicom/uids.ts';
import { writeDataSet } from '../../../../core/dicom/write.ts';
import { inflate } from '../../../areas/imaging/module.ts';
import type { Kernel } from '../../../kernel/types.ts';
import type { AttributesAnswer } from '../dimse/services.ts';
import { status } from '../dimse/status.ts';
import { classes } from '../services/policy.ts';
import { noteJob } from './jobs.ts';
import { type AskedPeer, answerMs, callPeer, plainSyntaxes } from './peer.ts';

const requestCommitment = 1;
/** Peers that answer at once do so on the same association; it is kept open this long for them. */
const soonMs = 2000;

interface Report {
  aet: string;
  transferSyntaxUid: string;
  dataSet: Uint8Array | null;
}

/** Takes a peer's N-EVENT-REPORT. @returns the status for the peer: 0112 when no transfer of that peer asked for it */
export async function takeReport(db: Kernel['db'], report: Report): Promise<AttributesAnswer> {
  const { dataSet } = readDataSet(report.dataSet ?? new Uint8Array(), report.transferSyntaxUid, { inflate });
  const transactionUid = dataSet.string('TransactionUID') ?? '';
  const job = await db
    .selectFrom('dicom_transfer')
    .select('id')
    .where('transaction_uid', '=', transactionUid)
    .where('aet', '=', report.aet)
    .executeTakeFirst();
  if (!job) return { status: status.noSuchInstance, comment: 'no such transaction' };
  const failed = dataSet.items('FailedSOPSequence');
  for (const one of failed) {
    await db
      .updateTable('dicom_transfer_item')
      .set({
        outcome: 'refused',
        status: one.number('FailureReason') ?? null,
        comment: 'not committed',
        sent: 0,
        refused: 1,
      })
      .where('transfer_id', '=', job.id)
      .where('uid', '=', one.string('ReferencedSOPInstanceUID') ?? '')
      .execute();
  }
  await noteJob(db, job.id, { commitment: failed.length > 0 ? 'refused' : 'confirmed' });
  return { status: status.success };
}

/** @throws AssociationError; the transfer itself is done whatever becomes of this */
export async function askCommitment(
  parts: { kernel: Kernel; aet: string; random(size: number): Uint8Array; pause(ms: number): Promise<unknown> },
  transferId: string,
  peer: AskedPeer,
): Promise<void> {
  const { kernel, aet } = parts;
  const taken = await kernel.db
    .selectFrom('dicom_transfer_item')
    .select(['uid', 'sop_class'])
    .where('transfer_id', '=', transferId)
    .where('outcome', 'in', ['sent', 'known', 'warning'])
    .execute();
  if (taken.length === 0) return;
  const transactionUid = uidFromRandom(parts.random(16));
  // Known before it is asked for: the report may come before the answer.
  await noteJob(kernel.db, transferId, { commitment: 'asked', transaction_uid: transactionUid });
  const reported = Promise.withResolvers<void>();
  const client = await callPeer(peer, aet, {
    contexts: [{ abstractSyntax: classes.commitment, transferSyntaxes: plainSyntaxes }],
    limits: { idleMs: answerMs },
    services: {
      async nEventReport({ dataSet, transferSyntaxUid }) {
        const answer = await takeReport(kernel.db, { aet: peer.aet, transferSyntaxUid, dataSet });
        reported.resolve();
        return answer;
      },
    },
  });
  try {
    const transferSyntax = client.syntaxOf(classes.commitment) ?? '';
    const references = taken.map(({ uid, sop_class }) =>
      new DataSet().set('ReferencedSOPClassUID', sop_class).set('ReferencedSOPInstanceUID', uid),
    );
    const asked = new DataSet().set('TransactionUID', transactionUid).set('ReferencedSOPSequence', references);
    const answer = transferSyntax
      ? await client.attributes({
          operation: 'N-ACTION',
          sopClassUid: classes.commitment,
          sopInstanceUid: uidOf('StorageCommitmentPushModelInstance'),
          actionTypeId: requestCommitment,
          dataSet: writeDataSet(asked, { transferSyntax }),
        })
      : null;
    if (answer?.status === status.success) await Promise.race([reported.promise, parts.pause(soonMs)]);
    else await noteJob(kernel.db, transferId, { commitment: 'unanswered' });
  } finally {
    await client.release();
  }
}
