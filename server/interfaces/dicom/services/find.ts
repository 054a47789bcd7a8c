// C-FIND on the archive (PS3.4 annex C): patient, study, series and image level of the patient and study root models.
import { explicitLittleEndian } from '../../../../core/dicom/transfer-syntax.ts';
import { patients, type QueryLevel, search } from '../../../areas/imaging/module.ts';
import { systemCaller } from '../../../kernel/access.ts';
import type { Kernel } from '../../../kernel/types.ts';
import type { Asked, Match, QueryRequest } from '../dimse/services.ts';
import { requireHierarchy } from './hierarchy.ts';
import { type Identifier, readIdentifier, writeAnswer } from './identifier.ts';

const levels: Record<string, QueryLevel> = { STUDY: 'study', SERIES: 'series', IMAGE: 'instance' };
const page = 500;

async function* found(kernel: Kernel, identifier: Identifier, signal: AbortSignal) {
  if (identifier.level === 'PATIENT') {
    yield* await patients(kernel.db, identifier.keys);
    return;
  }
  const level = levels[identifier.level];
  if (!level) return;
  for (let offset = 0; !signal.aborted; offset += page) {
    const rows = await search(kernel.db, { level, keys: identifier.keys, offset, limit: page });
    for (const row of rows) yield row.json;
    if (rows.length < page) return;
  }
}

/** @throws DimseFailure A900 for an identifier that is none of its model */
export async function* find(
  kernel: Kernel,
  aet: string,
  request: Asked<QueryRequest>,
  bytes: Uint8Array,
): AsyncGenerator<Match> {
  const identifier = readIdentifier(bytes, request.transferSyntaxUid || explicitLittleEndian);
  requireHierarchy(identifier, request.sopClassUid, 'find');
  const subject = [...identifier.keys].filter(([, value]) => value !== '').map(([key, value]) => `${key}=${value}`);
  await kernel.audit(systemCaller(request.association.address), {
    act: 'imaging.search',
    subject: subject.join(' ').slice(0, 200),
    detail: `C-FIND ${request.association.callingAe} ${identifier.level}`,
  });
  for await (const json of found(kernel, identifier, request.signal)) {
    yield writeAnswer(
      identifier,
      json,
      { QueryRetrieveLevel: identifier.level, RetrieveAETitle: aet },
      request.transferSyntaxUid,
    );
  }
}
