// Reads DICOM objects: Part 10 files and bare data sets, whole or only their beginning, as found in the field.
import { CharacterSet } from './character-set.ts';
import { DataSet } from './data-set.ts';
import { DicomError, type Problem } from './errors.ts';
import { defaultLimits, ElementReader, type PendingElement, type ReadLimits } from './read-elements.ts';
import { type Encoding, looksLike, sniffEncoding } from './sniff.ts';
import { firstPixelTag, type Tag } from './tag.ts';
import {
  explicitBigEndian,
  explicitLittleEndian,
  implicitLittleEndian,
  isKnownSyntax,
  type TransferSyntax,
  transferSyntax,
} from './transfer-syntax.ts';

/** Inflates raw deflate (RFC 1951) to at most `maximum` bytes, or throws. */
export type Inflate = (bytes: Uint8Array, maximum: number) => Uint8Array;

export interface ReadOptions {
  /** Needed for deflated data sets. */
  inflate?: Inflate;
  /** Stop before the first element of the data set with this tag or a higher one. */
  until?: Tag;
  /** Specific Character Set to assume where an object declares none, as `['GB18030']`. */
  assumedCharacterSet?: readonly string[];
  limits?: Partial<ReadLimits>;
  /** `keep`: return what could be read of bytes that end too early, with `truncated` set, instead of throwing. */
  truncated?: 'refuse' | 'keep';
}

export interface DicomObject {
  /** Group 0002; empty for a bare data set. */
  meta: DataSet;
  dataSet: DataSet;
  transferSyntax: TransferSyntax;
  problems: readonly Problem[];
  /** The element before which reading stopped: mostly pixel data, whose bytes then need not be in memory. */
  pending?: PendingElement;
  /** Why not everything could be read; only with `truncated: 'keep'`. */
  truncated?: DicomError;
  /** What offsets count in: the bytes given, or for a deflated object the inflated data set. */
  source: Uint8Array;
}

const prefix = [0x44, 0x49, 0x43, 0x4d];
const hasPrefix = (bytes: Uint8Array, at: number): boolean => prefix.every((byte, index) => bytes[at + index] === byte);

interface Session {
  bytes: Uint8Array;
  /** Length of the whole file, of which `bytes` may be the beginning. */
  fileLength: number;
  limits: ReadLimits;
  problems: Problem[];
  options: ReadOptions;
}

const session = (bytes: Uint8Array, options: ReadOptions, fileLength = bytes.length): Session => ({
  bytes,
  fileLength,
  limits: { ...defaultLimits, ...options.limits },
  problems: [],
  options,
});

const notDicom = (offset: number) =>
  new DicomError('not-dicom', 'These bytes are neither a DICOM file nor a data set', { offset });

const tooShort = (bytes: Uint8Array, needed: number) =>
  new DicomError('truncated', `The bytes end at ${bytes.length}, before the first element`, {
    offset: bytes.length,
    needed,
  });

/** Where group 0002 or, without one, the data set starts. */
function findStart({ bytes, fileLength, problems }: Session): number {
  if (hasPrefix(bytes, 128)) return 132;
  if (bytes.length < 132 && bytes.length < fileLength) throw tooShort(bytes, Math.min(132 + 512, fileLength));
  problems.push({ code: 'no-preamble', message: 'The file has no preamble', offset: 0 });
  return hasPrefix(bytes, 0) ? 4 : 0;
}

/** File meta information: explicit VR little endian, ended by the first tag of another group (PS3.10 7.1). */
function readMeta({ bytes, fileLength, limits, problems }: Session, start: number): { meta: DataSet; next: number } {
  const meta = new DataSet();
  const encoding: Encoding = { explicitVr: looksLike(bytes, start, sniffable, fileLength), littleEndian: true };
  if (!encoding.explicitVr && !looksLike(bytes, start, encoding, fileLength)) encoding.explicitVr = true;
  if (!encoding.explicitVr) {
    problems.push({ code: 'vr-invalid', message: 'File meta information is in implicit VR', offset: start });
  }
  const reader = new ElementReader(bytes, limits, problems);
  const next = reader.readMeta(meta, start, bytes.length, encoding);
  if (next >= bytes.length && bytes.length < fileLength) throw tooShort(bytes, Math.min(next + 512, fileLength));
  const declared = meta.number(0x00020000);
  const first = meta.element(0x00020000)?.offset;
  if (declared !== undefined && first !== undefined && first + 4 + declared !== next) {
    const message = `Group 0002 says it has ${declared} bytes, it has ${next - first - 4}`;
    problems.push({ code: 'meta-length', message, offset: start, tag: 0x00020000 });
  }
  return { meta, next };
}

const sniffable: Encoding = { explicitVr: true, littleEndian: true };

const uidOfEncoding = ({ explicitVr, littleEndian }: Encoding): string | undefined =>
  explicitVr
    ? littleEndian
      ? explicitLittleEndian
      : explicitBigEndian
    : littleEndian
      ? implicitLittleEndian
      : undefined;

/** The syntax to read with: the declared one, unless it is missing or the first elements contradict it. */
function settleSyntax(
  { bytes, fileLength, problems }: Session,
  at: number,
  declared: string | undefined,
): TransferSyntax {
  if (at + 12 > bytes.length && bytes.length < fileLength) throw tooShort(bytes, Math.min(at + 512, fileLength));
  const note = (code: Problem['code'], message: string) =>
    problems.push({ code, message, offset: at, tag: 0x00020010 });
  if (declared !== undefined && !isKnownSyntax(declared))
    note('transfer-syntax-unknown', `Transfer syntax ${declared}`);
  if (declared !== undefined) {
    const syntax = transferSyntax(declared);
    if (syntax.deflated || at >= bytes.length || looksLike(bytes, at, syntax, fileLength)) return syntax;
    const found = sniffEncoding(bytes, at, fileLength);
    const uid = found && uidOfEncoding(found);
    if (found === undefined || uid === undefined) return syntax;
    if (found.explicitVr === syntax.explicitVr && found.littleEndian === syntax.littleEndian) return syntax;
    note('transfer-syntax-contradicted', `Declared as ${syntax.name}, coded as ${transferSyntax(uid).name}`);
    return syntax.encapsulated ? { ...syntax, ...found } : transferSyntax(uid);
  }
  const found = sniffEncoding(bytes, at, fileLength);
  const uid = found && uidOfEncoding(found);
  if (uid === undefined) throw notDicom(at);
  note('transfer-syntax-missing', `No transfer syntax is named; read as ${transferSyntax(uid).name}`);
  return transferSyntax(uid);
}

function inflated({ bytes, fileLength, limits, options }: Session, start: number): Uint8Array {
  if (bytes.length < fileLength) throw tooShort(bytes, fileLength);
  if (!options.inflate)
    throw new DicomError('unsupported', 'A deflated data set, and nothing to inflate it', { offset: start });
  // A zlib header does not belong here (PS3.5 A.5), but some writers leave it.
  const zlib = bytes[start] === 0x78 && (((bytes[start] ?? 0) << 8) | (bytes[start + 1] ?? 0)) % 31 === 0;
  try {
    return options.inflate(bytes.subarray(zlib ? start + 2 : start), limits.inflatedBytes);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DicomError('malformed', `The deflated data set cannot be inflated: ${reason}`, { offset: start });
  }
}

function readBody(run: Session, meta: DataSet, start: number, syntax: TransferSyntax): DicomObject {
  const { options, limits, problems } = run;
  const source = syntax.deflated ? inflated(run, start) : run.bytes;
  const reader = new ElementReader(source, limits, problems);
  const dataSet = new DataSet({
    littleEndian: syntax.littleEndian,
    characterSet: options.assumedCharacterSet && new CharacterSet(options.assumedCharacterSet),
  });
  const from = syntax.deflated ? 0 : start;
  let truncated: DicomError | undefined;
  try {
    reader.readRoot(dataSet, from, source.length, syntax, options.until);
  } catch (error) {
    if (!(error instanceof DicomError) || error.code !== 'truncated' || options.truncated !== 'keep') throw error;
    truncated = error;
  }
  problems.push(...dataSet.characterSet.problems);
  return { meta, dataSet, transferSyntax: syntax, problems, pending: reader.pending, truncated, source };
}

function readObject(run: Session): DicomObject {
  const start = findStart(run);
  const isMeta = run.bytes[start] === 2 && run.bytes[start + 1] === 0;
  const { meta, next } = isMeta ? readMeta(run, start) : { meta: new DataSet(), next: start };
  if (!isMeta) run.problems.push({ code: 'no-meta', message: 'The file has no meta information', offset: start });
  const syntax = settleSyntax(run, next, meta.string(0x00020010));
  return readBody(run, meta, next, syntax);
}

/**
 * A whole file: Part 10, or a data set without preamble, prefix or meta information, whose syntax is then found by
 * looking. Throws DicomError: `not-dicom`, `truncated`, `malformed`, `limit-exceeded`, `unsupported`.
 */
export const readPart10 = (bytes: Uint8Array, options: ReadOptions = {}): DicomObject =>
  readObject(session(bytes, options));

/**
 * The beginning of a file, up to its pixel data. `bytes` are its first bytes, `fileLength` its length; when they do not
 * reach, the answer is how many are needed at least. Throws like `readPart10`.
 */
export function readHead(
  bytes: Uint8Array,
  fileLength: number,
  options: ReadOptions = {},
): { object: DicomObject } | { needed: number } {
  const run = session(bytes, { until: firstPixelTag, ...options, truncated: 'refuse' }, fileLength);
  try {
    const object = readObject(run);
    // The bytes may end exactly between two elements.
    if (object.pending || bytes.length >= fileLength) return { object };
    return { needed: Math.min(fileLength, bytes.length + 12) };
  } catch (error) {
    const more = error instanceof DicomError && error.code === 'truncated' && bytes.length < fileLength;
    if (!more || error.needed === undefined || error.needed > fileLength) throw error;
    return { needed: error.needed };
  }
}

/** A data set without meta information, as DIMSE carries it, in the syntax that was negotiated. Throws like `readPart10`. */
export function readDataSet(bytes: Uint8Array, syntaxUid: string, options: ReadOptions = {}): DicomObject {
  const run = session(bytes, options);
  return readBody(run, new DataSet(), 0, transferSyntax(syntaxUid));
}
