// C-STORE (PS3.4 annex B): the data set goes to the disk as it streams in; success means durable and indexed.
import { YishuError } from '../../../../core/kernel/errors.ts';
import type { IncomingObject, Received } from '../../../areas/imaging/module.ts';
import type { Answer, StoreRequest } from '../dimse/services.ts';
import { status } from '../dimse/status.ts';
import { fileMeta } from './file-meta.ts';

/** Statuses of PS3.4 table B.2-1 for what the archive refuses. */
function refused(error: YishuError): Answer {
  const comment = String(error.detail.what ?? error.code).slice(0, 64);
  if (error.code === 'DISK_FULL') return { status: status.outOfResources, comment: 'The archive is full' };
  if (error.code === 'DICOM_REFUSED') {
    return {
      status: error.detail.code === 'mismatch' ? status.dataSetDoesNotMatchClass : status.cannotUnderstand,
      comment,
    };
  }
  return { status: status.processingFailure, comment };
}

export async function store(
  receive: (incoming: IncomingObject) => Promise<Received>,
  request: StoreRequest,
): Promise<Answer> {
  const { sopClassUid, sopInstanceUid, transferSyntaxUid, association } = request;
  try {
    const { outcome } = await receive({
      prefix: fileMeta({ sopClassUid, sopInstanceUid, transferSyntax: transferSyntaxUid }),
      data: request.data,
      source: association.callingAe,
      expected: { sopClassUid, sopInstanceUid },
    });
    // Other content under a known UID: both are kept, a person decides; the sender hears of it as a warning (B000 is coercion, B007 mismatch).
    if (outcome === 'differing') return { status: 0xb007, comment: 'Same UID with other content: both kept' };
    return { status: status.success };
  } catch (error) {
    if (error instanceof YishuError) return refused(error);
    throw error;
  }
}
