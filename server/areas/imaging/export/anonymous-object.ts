// One object without its person: a new header, then the pixel data as it lies in the store, byte for byte.
import { deflateRawSync } from 'node:zlib';
import { type DeidentifyOptions, deidentify } from '../../../../core/dicom/deidentify/deidentify.ts';
import type { Pseudonyms } from '../../../../core/dicom/deidentify/pseudonyms.ts';
import { type DicomObject, readPart10 } from '../../../../core/dicom/read.ts';
import { itemTag, sequenceDelimitationTag } from '../../../../core/dicom/tag.ts';
import { explicitLittleEndian } from '../../../../core/dicom/transfer-syntax.ts';
import { layoutOf, type Vr, vrNamed } from '../../../../core/dicom/vr.ts';
import { writePart10 } from '../../../../core/dicom/write.ts';
import { fail } from '../../../../core/kernel/errors.ts';
import { inflate } from '../objects/inflate.ts';
import type { ObjectReader } from '../objects/object-store.ts';

/** Deflated and big-endian objects cannot be passed on in part; the largest of them that is rewritten in memory. */
const largestWhole = 256 << 20;
const pieceBytes = 1 << 20;
const undefinedLength = 0xffffffff;

interface PixelElement {
  tag: number;
  vr: Vr;
  offset: number;
  /** Of the value, delimiter included. */
  length: number;
  /** As the header says it. */
  stated: number;
}

/** Bytes of encapsulated pixel data from its first item to the end of its delimiter (PS3.5 A.4). @throws OBJECT_DAMAGED */
async function encapsulatedLength(reader: ObjectReader, offset: number): Promise<number> {
  let at = offset;
  while (at + 8 <= reader.length) {
    const head = await reader.read(at, 8);
    const tag = ((head.readUInt16LE(0) << 16) | head.readUInt16LE(2)) >>> 0;
    at += 8;
    if (tag === sequenceDelimitationTag) return at - offset;
    if (tag !== itemTag) break;
    at += head.readUInt32LE(4);
  }
  throw fail('OBJECT_DAMAGED', { what: 'the fragments of the pixel data do not follow each other' });
}

type Stated = Omit<PixelElement, 'length'>;

async function valueLength(reader: ObjectReader, { offset, stated }: Stated): Promise<number> {
  const length = stated === undefinedLength ? await encapsulatedLength(reader, offset) : stated;
  if (offset + length > reader.length) throw fail('OBJECT_DAMAGED', { what: 'the pixel data ends too early' });
  return length;
}

/** The next element, when it is one of pixel data too. */
async function following(reader: ObjectReader, before: PixelElement, explicitVr: boolean): Promise<Stated | null> {
  const at = before.offset + before.length;
  if (at + 12 > reader.length) return null;
  const head = await reader.read(at, 12);
  const tag = ((head.readUInt16LE(0) << 16) | head.readUInt16LE(2)) >>> 0;
  if (tag >>> 16 !== 0x7fe0 || tag <= before.tag) return null;
  if (!explicitVr) return { tag, vr: before.vr, offset: at + 8, stated: head.readUInt32LE(4) };
  const vr = vrNamed(head.toString('latin1', 4, 6));
  return vr && layoutOf(vr).long ? { tag, vr, offset: at + 12, stated: head.readUInt32LE(8) } : null;
}

/** The elements of group 7FE0 from the first pixel element on; whatever follows them (signatures, padding, private groups) stays behind. */
async function pixelElements(reader: ObjectReader, object: DicomObject): Promise<PixelElement[]> {
  const found: PixelElement[] = [];
  const { pending, transferSyntax } = object;
  if (!pending || pending.tag >>> 16 !== 0x7fe0) return found;
  let next: Stated | null = { ...pending, stated: pending.length ?? undefinedLength };
  while (next) {
    const element: PixelElement = { ...next, length: await valueLength(reader, next) };
    found.push(element);
    next = await following(reader, element, transferSyntax.explicitVr);
  }
  return found;
}

function elementHeader({ tag, vr, stated }: PixelElement, explicitVr: boolean): Buffer {
  const bytes = Buffer.alloc(explicitVr ? 12 : 8);
  bytes.writeUInt16LE(tag >>> 16, 0);
  bytes.writeUInt16LE(tag & 0xffff, 2);
  if (explicitVr) bytes.write(vr, 4, 'latin1');
  bytes.writeUInt32LE(stated, explicitVr ? 8 : 4);
  return bytes;
}

export interface AnonymousObject {
  sopInstanceUid: string;
  patient: string;
  /** About. */
  size: number;
  bytes(): AsyncGenerator<Uint8Array>;
}

/** @throws OBJECT_DAMAGED, NOT_RENDERABLE for a deflated or big-endian object that is too large to be rewritten */
export async function anonymousObject(
  reader: ObjectReader,
  object: DicomObject,
  options: DeidentifyOptions,
  pseudonyms: Pseudonyms,
): Promise<AnonymousObject> {
  const syntax = object.transferSyntax;
  const whole = syntax.deflated || !syntax.littleEndian;
  if (whole && reader.length > largestWhole) {
    throw fail('NOT_RENDERABLE', { what: `the object has ${reader.length} bytes; ${largestWhole} are the limit` });
  }
  const source = whole ? readPart10(await reader.read(0, reader.length), { inflate }).dataSet : object.dataSet;
  const header = deidentify(source, options, pseudonyms);
  const pixels = whole ? [] : await pixelElements(reader, object);
  const front = writePart10(header, {
    transferSyntax: syntax.littleEndian ? syntax.uid : explicitLittleEndian,
    deflate: (bytes) => deflateRawSync(bytes),
  });
  return {
    sopInstanceUid: header.string('SOPInstanceUID') ?? '',
    patient: header.string('PatientID') ?? '',
    size: front.length + pixels.reduce((sum, { length }) => sum + length + 12, 0),
    async *bytes() {
      yield front;
      for (const element of pixels) {
        yield elementHeader(element, syntax.explicitVr);
        for (let done = 0; done < element.length; done += pieceBytes) {
          yield await reader.read(element.offset + done, Math.min(pieceBytes, element.length - done));
        }
      }
    },
  };
}
