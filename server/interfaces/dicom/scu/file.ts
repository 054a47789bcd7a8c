// A DICOM file as an instance to send: its file meta information read, its data set streamed from where it begins.
import { open } from 'node:fs/promises';
import { readHead } from '../../../../core/dicom/read.ts';
import type { OutgoingInstance } from './contexts.ts';

export interface FileInstance extends OutgoingInstance {
  path: string;
  /** Bytes of the data set. */
  length: number;
}

/** Not a DICOM file, or one that does not say what sending needs to know. */
export class FileRefused extends Error {
  readonly path: string;
  constructor(path: string, why: string) {
    super(`${path} cannot be sent: ${why}`);
    this.name = 'FileRefused';
    this.path = path;
  }
}

const prefixEnd = 132;
/** The meta information of real files takes a few hundred bytes; a private block may take some kilobytes. */
const headSize = 65_536;
const chunkSize = 262_144;
const longVrs = new Set(['OB', 'OW', 'UN', 'UT', 'SQ', 'OD', 'OF', 'OL', 'OV', 'UC', 'UR']);

interface Start {
  /** Where the data set begins. */
  offset: number;
  sopClassUid?: string | undefined;
  sopInstanceUid?: string | undefined;
  transferSyntaxUid?: string | undefined;
}

type Known = { [Name in keyof Start]-?: NonNullable<Start[Name]> };

/** Walks group 0002 (explicit VR little endian); it ends where another group begins, whatever the group length says. */
function readMeta(head: Buffer, path: string): Start {
  const prefixed = head.length > prefixEnd && head.toString('latin1', 128, prefixEnd) === 'DICM';
  const values = new Map<number, string>();
  // Some writers leave preamble and prefix out; group 0002, or the data set, then stands at the very beginning.
  let at = prefixed ? prefixEnd : 0;
  while (at + 8 <= head.length && head.readUInt16LE(at) === 0x0002) {
    const element = head.readUInt16LE(at + 2);
    const long = longVrs.has(head.toString('latin1', at + 4, at + 6));
    if (long && at + 12 > head.length) throw new FileRefused(path, 'its file meta information is cut off.');
    const length = long ? head.readUInt32LE(at + 8) : head.readUInt16LE(at + 6);
    const from = at + (long ? 12 : 8);
    if (from + length > head.length) throw new FileRefused(path, 'its file meta information is broken or too long.');
    values.set(element, head.toString('latin1', from, from + length).replace(/[\0 ]+$/, ''));
    at = from + length;
  }
  return {
    offset: at,
    sopClassUid: values.get(0x0002),
    sopInstanceUid: values.get(0x0003),
    transferSyntaxUid: values.get(0x0010),
  };
}

/** What the meta information does not say, from the first elements of the data set. */
function complete(start: Start, head: Buffer, size: number, path: string): Known {
  let { sopClassUid, sopInstanceUid, transferSyntaxUid } = start;
  if (!sopClassUid || !sopInstanceUid || !transferSyntaxUid) {
    let read: ReturnType<typeof readHead>;
    try {
      read = readHead(new Uint8Array(head), size, { until: 0x00080019 });
    } catch (error) {
      throw new FileRefused(path, error instanceof Error ? error.message : String(error));
    }
    if ('needed' in read) throw new FileRefused(path, 'its first elements are too long.');
    const { dataSet, transferSyntax } = read.object;
    sopClassUid ||= dataSet.string(0x00080016);
    sopInstanceUid ||= dataSet.string(0x00080018);
    transferSyntaxUid ||= transferSyntax.uid;
  }
  if (!sopClassUid || !sopInstanceUid) throw new FileRefused(path, 'it names no SOP class or no SOP instance.');
  return { offset: start.offset, sopClassUid, sopInstanceUid, transferSyntaxUid };
}

/** Bytes of a file from `offset`, in chunks that are never used again. */
export async function* fileBytes(path: string, offset: number): AsyncGenerator<Uint8Array> {
  const file = await open(path, 'r');
  try {
    for (let at = offset; ; ) {
      const chunk = Buffer.allocUnsafeSlow(chunkSize);
      const { bytesRead } = await file.read(chunk, 0, chunkSize, at);
      if (bytesRead === 0) return;
      at += bytesRead;
      yield chunk.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

/** Reads the head of a file; rejects with {@link FileRefused} when it cannot be sent as it is. */
export async function fileInstance(path: string): Promise<FileInstance> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const head = Buffer.alloc(Math.min(headSize, size));
    const { bytesRead } = await file.read(head, 0, head.length, 0);
    const begin = head.subarray(0, bytesRead);
    const { offset, ...uids } = complete(readMeta(begin, path), begin, size, path);
    return {
      path,
      length: size - offset,
      sopClassUid: uids.sopClassUid,
      sopInstanceUid: uids.sopInstanceUid,
      transferSyntaxUids: [uids.transferSyntaxUid],
      open: () => fileBytes(path, offset),
    };
  } finally {
    await file.close();
  }
}

/** Where the data set begins in a file of which `head` is the beginning. Throws FileRefused when group 0002 is broken. */
export function dataSetStart(head: Buffer, path: string): number {
  return readMeta(head, path).offset;
}
