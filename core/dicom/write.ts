// Writes data sets: little-endian explicit or implicit VR, deflated, and Part 10 files with their meta information.
import { createTextEncoding, type TextEncoding } from './character-encode.ts';
import { CharacterSet } from './character-set.ts';
import { DataSet } from './data-set.ts';
import type { EncapsulatedElement } from './element.ts';
import { DicomError } from './errors.ts';
import { type TransferSyntax, transferSyntax } from './transfer-syntax.ts';
import { implementation, isUid } from './uids.ts';
import { ElementWriter, Pieces, withGroupLength } from './write-elements.ts';

export interface WriteOptions {
  /** Transfer Syntax UID; little-endian only, deflated needs `deflate`. */
  transferSyntax: string;
  /** Compresses to raw deflate (RFC 1951). */
  deflate?: (bytes: Uint8Array) => Uint8Array;
  /** Specific Character Set of the output, as `['ISO_IR 192']`: text is transcoded. Without it text read keeps its own. */
  characterSet?: readonly string[];
  /** An encoder kept by the caller, whose tables then are made once for many objects. */
  text?: TextEncoding;
}

export interface Part10Options extends WriteOptions {
  /** Source Application Entity Title (0002,0016). */
  sourceAeTitle?: string;
}

function checked(dataSet: DataSet, syntax: TransferSyntax): void {
  const pixels = dataSet.element('PixelData');
  if (!syntax.littleEndian) throw new DicomError('unsupported', `${syntax.name} is read, not written`);
  if (pixels && (pixels.kind === 'encapsulated') !== syntax.encapsulated) {
    const message = `Pixel data is ${pixels.kind === 'encapsulated' ? '' : 'not '}encapsulated, against ${syntax.name}:`;
    throw new DicomError('unsupported', message, { tag: pixels.tag });
  }
  if (pixels?.kind === 'bytes' && syntax.bigEndianPixels) {
    throw new DicomError('unsupported', `${syntax.name} is read, not written`);
  }
}

const elementsOf = (
  dataSet: DataSet,
  explicitVr: boolean,
  { characterSet, text }: Partial<WriteOptions> = {},
): Pieces =>
  new ElementWriter({
    explicitVr,
    text: text ?? createTextEncoding(),
    characterSet: characterSet && new CharacterSet(characterSet),
  }).write(dataSet);

function bodyOf(dataSet: DataSet, options: WriteOptions): Pieces {
  const syntax = transferSyntax(options.transferSyntax);
  checked(dataSet, syntax);
  const body = elementsOf(dataSet, syntax.explicitVr, options);
  if (!syntax.deflated) return body;
  if (!options.deflate) throw new DicomError('unsupported', `${syntax.name}, and nothing to deflate with`);
  const deflated = new Pieces();
  deflated.add(options.deflate(body.joined()));
  if (deflated.length % 2 === 1) deflated.add(new Uint8Array(1));
  return deflated;
}

/**
 * A data set without meta information. Sequences have defined lengths. Throws DicomError: `text-not-encodable`,
 * `unsupported`.
 */
export const writeDataSet = (dataSet: DataSet, options: WriteOptions): Uint8Array => bodyOf(dataSet, options).joined();

/** A command set of DIMSE: implicit VR little endian, group length first (PS3.7 6.3.1). */
export const writeCommandSet = (command: DataSet): Uint8Array =>
  withGroupLength(elementsOf(command, false), 0x00000000, false).joined();

/** Preamble, prefix and group 0002 for an object (PS3.10 7.1): what stands before a data set that is stored as received. */
export function writeMeta(of: {
  sopClassUid: string;
  sopInstanceUid: string;
  transferSyntax: string;
  sourceAeTitle?: string;
}): Uint8Array {
  const meta = new DataSet()
    .set('FileMetaInformationVersion', Uint8Array.of(0, 1))
    .set('MediaStorageSOPClassUID', of.sopClassUid)
    .set('MediaStorageSOPInstanceUID', of.sopInstanceUid)
    .set('TransferSyntaxUID', of.transferSyntax)
    .set('ImplementationClassUID', implementation.classUid)
    .set('ImplementationVersionName', implementation.versionName);
  if (of.sourceAeTitle) meta.set('SourceApplicationEntityTitle', of.sourceAeTitle);
  const out = new Pieces();
  out.add(new Uint8Array(128));
  out.add(Uint8Array.of(0x44, 0x49, 0x43, 0x4d));
  out.addAll(withGroupLength(elementsOf(meta, true), 0x00020000, true));
  return out.joined();
}

/** A Part 10 file. The data set must have SOP Class UID and SOP Instance UID; throws `value-invalid` otherwise. */
export function writePart10(dataSet: DataSet, options: Part10Options): Uint8Array {
  const uid = (key: 'SOPClassUID' | 'SOPInstanceUID', tag: number): string => {
    const value = dataSet.string(key) ?? '';
    if (!isUid(value)) throw new DicomError('value-invalid', `${JSON.stringify(value)} is no UID:`, { tag });
    return value;
  };
  const meta = writeMeta({
    sopClassUid: uid('SOPClassUID', 0x00080016),
    sopInstanceUid: uid('SOPInstanceUID', 0x00080018),
    transferSyntax: options.transferSyntax,
    sourceAeTitle: options.sourceAeTitle,
  });
  const file = new Pieces();
  file.add(meta);
  file.addAll(bodyOf(dataSet, options));
  return file.joined();
}

/** Pixel Data of compressed frames, one fragment each, with a Basic Offset Table where its 32 bits reach (PS3.5 A.4). */
export function encapsulated(frames: readonly Uint8Array[]): EncapsulatedElement {
  const starts: number[] = [];
  let at = 0;
  for (const frame of frames) {
    starts.push(at);
    at += 8 + frame.length + (frame.length % 2);
  }
  const offsetTable = new Uint8Array(at > 0xffffffff ? 0 : starts.length * 4);
  const view = new DataView(offsetTable.buffer);
  if (offsetTable.length > 0) starts.forEach((start, index) => void view.setUint32(index * 4, start, true));
  const fragments = frames.map((bytes, index) => ({ bytes, length: bytes.length, offset: starts[index] ?? 0 }));
  return { kind: 'encapsulated', tag: 0x7fe00010, vr: 'OB', offsetTable, fragments };
}
