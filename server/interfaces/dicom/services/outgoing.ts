// An instance of the archive on its way out by C-STORE: as it lies, or in the other plain syntax.
import { inflateRawSync } from 'node:zlib';
import { readPart10 } from '../../../../core/dicom/read.ts';
import { explicitLittleEndian, implicitLittleEndian, transferSyntax } from '../../../../core/dicom/transfer-syntax.ts';
import { writeDataSet } from '../../../../core/dicom/write.ts';
import type { ObjectStore } from '../../../areas/imaging/module.ts';
import type { OutgoingInstance } from '../scu/contexts.ts';
import { dataSetStart } from '../scu/file.ts';

type ObjectReaders = Pick<ObjectStore, 'open'>;

const pieceBytes = 1 << 20;
const headBytes = 65_536;

function inflate(bytes: Uint8Array, maximum: number): Uint8Array {
  return inflateRawSync(bytes, { maxOutputLength: maximum });
}

export interface StoredInstance {
  sop_uid: string;
  sop_class: string;
  transfer_syntax: string;
  path: string;
}

async function* dataSetBytes(objects: ObjectReaders, stored: StoredInstance): AsyncGenerator<Uint8Array> {
  const reader = await objects.open(stored.path);
  try {
    const start = dataSetStart(await reader.read(0, headBytes), stored.sop_uid);
    for (let at = start; at < reader.length; at += pieceBytes) yield await reader.read(at, pieceBytes);
  } finally {
    await reader.close();
  }
}

async function* converted(
  objects: ObjectReaders,
  stored: StoredInstance,
  syntaxUid: string,
): AsyncGenerator<Uint8Array> {
  const reader = await objects.open(stored.path);
  const bytes = await reader.read(0, reader.length).finally(() => reader.close());
  const { dataSet } = readPart10(bytes, { inflate });
  yield writeDataSet(dataSet, { transferSyntax: syntaxUid });
}

/** What lies uncompressed can be had in both little-endian forms; compressed objects go as they are. */
export function outgoing(objects: ObjectReaders, stored: StoredInstance): OutgoingInstance {
  const own = transferSyntax(stored.transfer_syntax);
  const plain = own.pixels === 'native' && own.littleEndian && !own.bigEndianPixels;
  const others = plain ? [explicitLittleEndian, implicitLittleEndian].filter((uid) => uid !== own.uid) : [];
  return {
    sopClassUid: stored.sop_class,
    sopInstanceUid: stored.sop_uid,
    transferSyntaxUids: [stored.transfer_syntax, ...others],
    open: (syntaxUid) =>
      syntaxUid === stored.transfer_syntax ? dataSetBytes(objects, stored) : converted(objects, stored, syntaxUid),
  };
}
