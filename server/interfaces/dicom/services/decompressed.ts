// A compressed object for a peer that takes plain syntaxes only: decoded on the server's thread, where the decoders are.
import { type Archive, transcoded } from '../../../areas/imaging/module.ts';
import type { Kernel } from '../../../kernel/types.ts';
import { dataSetStart } from '../scu/file.ts';

/** Of its file meta information, which is read to find where the data set begins. */
const headBytes = 65_536;

/**
 * The data set, without file meta information, in explicit or implicit little endian.
 * @throws NOT_RENDERABLE when it cannot be decoded, an Error when it is not there any more
 */
export async function decompressed(
  { db }: Pick<Kernel, 'db'>,
  archive: Pick<Archive, 'objects' | 'frames'>,
  { sopUid, syntaxUid }: { sopUid: string; syntaxUid: string },
): Promise<Uint8Array> {
  const instance = await db
    .selectFrom('imaging_instance')
    .select(['sop_uid', 'path', 'sha256', 'descriptor'])
    .where('sop_uid', '=', sopUid)
    .where('state', '=', 'current')
    .executeTakeFirstOrThrow();
  const file = await transcoded(archive, instance, syntaxUid);
  const head = Buffer.from(file.subarray(0, headBytes));
  return file.slice(dataSetStart(head, sopUid));
}
