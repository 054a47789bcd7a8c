// Whether an object that came again under its UID is the one that is here, encoded or wrapped otherwise: by a disc, another archive, a gateway.

import type { DicomObject } from '../../../../core/dicom/read.ts';
import { sameContent, trailingPaddingTag } from '../../../../core/dicom/same-content.ts';
import type { ObjectReader, ObjectStore } from '../objects/object-store.ts';
import { headOf } from '../objects/read-head.ts';

const pieceBytes = 1 << 20;

async function sameRange(
  one: ObjectReader,
  other: ObjectReader,
  at: { one: number; other: number; length: number },
): Promise<boolean> {
  for (let done = 0; done < at.length; done += pieceBytes) {
    const size = Math.min(pieceBytes, at.length - done);
    const [mine, theirs] = await Promise.all([one.read(at.one + done, size), other.read(at.other + done, size)]);
    if (!mine.equals(theirs)) return false;
  }
  return true;
}

/** Nothing but padding stands from there on (PS3.10 7.2). */
async function endsAt(reader: ObjectReader, offset: number): Promise<boolean> {
  if (offset >= reader.length) return true;
  const tag = await reader.read(offset, 4);
  return tag.length === 4 && ((tag.readUInt16LE(0) << 16) | tag.readUInt16LE(2)) >>> 0 === trailingPaddingTag;
}

/** The pixels and what follows them: native ones by their value, compressed ones byte for byte in the same syntax. */
async function samePixels(
  one: { reader: ObjectReader; object: DicomObject },
  other: { reader: ObjectReader; object: DicomObject },
): Promise<boolean> {
  const [mine, theirs] = [one.object.pending, other.object.pending];
  if (!mine || !theirs) return !mine && !theirs;
  if (mine.tag !== theirs.tag || mine.length !== theirs.length) return false;
  const [a, b] = [one.object.transferSyntax, other.object.transferSyntax];
  if (mine.length === undefined) {
    const length = one.reader.length - mine.offset;
    if (a.uid !== b.uid || length !== other.reader.length - theirs.offset) return false;
    return sameRange(one.reader, other.reader, { one: mine.offset, other: theirs.offset, length });
  }
  if (a.littleEndian !== b.littleEndian || a.encapsulated !== b.encapsulated) return false;
  const ends = [endsAt(one.reader, mine.offset + mine.length), endsAt(other.reader, theirs.offset + mine.length)];
  if ((await Promise.all(ends)).includes(false)) return false;
  return sameRange(one.reader, other.reader, { one: mine.offset, other: theirs.offset, length: mine.length });
}

/**
 * Whether two stored objects have equal values and pixels. Anything that cannot be read or compared counts as different: both are kept then.
 * @param paths of the object store
 */
export async function sameObject(
  objects: Pick<ObjectStore, 'open'>,
  paths: readonly [string, string],
): Promise<boolean> {
  const opened: ObjectReader[] = [];
  const open = async (path: string) => {
    const reader = await objects.open(path);
    opened.push(reader);
    return { reader, object: await headOf(reader) };
  };
  try {
    const one = await open(paths[0]);
    const other = await open(paths[1]);
    // Offsets of a deflated object are those of its inflated bytes.
    if (one.object.transferSyntax.deflated || other.object.transferSyntax.deflated) return false;
    return sameContent(one.object.dataSet, other.object.dataSet) && (await samePixels(one, other));
  } catch {
    return false;
  } finally {
    for (const reader of opened) await reader.close();
  }
}
