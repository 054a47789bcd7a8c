// An instance of the archive on its way out by C-STORE: as it lies, or in a plain syntax.
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

/** The data set of a compressed object in a plain syntax, decoded. */
export type Decompress = (sopUid: string, syntaxUid: string) => Promise<Uint8Array>;

async function* decoded(decompress: Decompress, sopUid: string, syntaxUid: string): AsyncGenerator<Uint8Array> {
  const bytes = await decompress(sopUid, syntaxUid);
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
}

/** Everything can be had in both little-endian forms but video, which nothing here decodes; as it lies goes first. */
export function outgoing(objects: ObjectReaders, stored: StoredInstance, decompress: Decompress): OutgoingInstance {
  const own = transferSyntax(stored.transfer_syntax);
  const plain = own.pixels === 'native' && own.littleEndian && !own.bigEndianPixels;
  const plainSyntaxes = [explicitLittleEndian, implicitLittleEndian].filter((uid) => uid !== own.uid);
  return {
    sopClassUid: stored.sop_class,
    sopInstanceUid: stored.sop_uid,
    transferSyntaxUids: [stored.transfer_syntax, ...(own.pixels === 'video' ? [] : plainSyntaxes)],
    open(syntaxUid) {
      if (syntaxUid === stored.transfer_syntax) return dataSetBytes(objects, stored);
      return plain ? converted(objects, stored, syntaxUid) : decoded(decompress, stored.sop_uid, syntaxUid);
    },
  };
}
