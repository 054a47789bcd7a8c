// What a client takes: the media types of its Accept header with their transfer syntaxes (PS3.18 8.7.3.5, 8.7.5).
import { mediaType } from './multipart.ts';

export interface Accepted {
  /** Media type of a part, e.g. `application/dicom`; `*` for any. */
  type: string;
  /** `*` or absent parameter: as stored. */
  transferSyntax: string | null;
  /** The thing itself is wanted, not parts. */
  single: boolean;
}

/** Ranges in the order of their weights, the first written first where weights are equal. */
export function acceptedTypes(header: string): Accepted[] {
  return header
    .split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/)
    .filter((range) => range.trim() !== '')
    .map((range) => {
      const { type, parameters } = mediaType(range.trim());
      const part = type === 'multipart/related' ? (parameters.get('type') ?? '*') : type === '*/*' ? '*' : type;
      const named = parameters.get('transfer-syntax');
      const transferSyntax = named === undefined || named === '*' ? null : named;
      return {
        weight: Number(parameters.get('q') ?? 1),
        accepted: { type: part.toLowerCase(), transferSyntax, single: type === part && part !== '*' },
      };
    })
    .sort((a, b) => b.weight - a.weight)
    .map(({ accepted }) => accepted);
}

/**
 * The syntax to send an object in: as stored where the client leaves it open or names it, else the first that can be
 * written; null when nothing that it takes can be sent.
 */
export function objectSyntax(
  accepted: readonly Accepted[],
  stored: string,
  writable: readonly string[],
): string | null {
  const ranges = accepted.filter(({ type }) => type === 'application/dicom' || type === '*');
  if (ranges.length === 0) return accepted.length === 0 ? stored : null;
  if (ranges.some(({ transferSyntax }) => transferSyntax === null || transferSyntax === stored)) return stored;
  return ranges.map(({ transferSyntax }) => transferSyntax ?? '').find((uid) => writable.includes(uid)) ?? null;
}

/** Whether the best of the ranges that name one of `types` wants it as the whole body; what is open to all gets parts, the default. */
export function wantsSingle(accepted: readonly Accepted[], types: readonly string[]): boolean {
  return accepted.find(({ type }) => type === '*' || types.includes(type))?.single ?? false;
}

/** Compressed frames as they lie there. */
export interface StoredFrames {
  /** Media type, e.g. `image/jls`. */
  type: string;
  transferSyntax: string;
}

/** Types of before the standard settled, which some clients still send: `image/x-jls`, `image/dicom+jp2`. */
const present = (type: string): string => type.replace(/^image\/(x-|dicom\+)/, 'image/');
const anyOf = /^(image|video)\/\*$/;

/** Whether a range that names pictures or video is what lies there; a type without a syntax takes each of its syntaxes. */
function takesStored({ type, transferSyntax }: Accepted, stored: StoredFrames): boolean {
  if (transferSyntax !== null && transferSyntax !== stored.transferSyntax) return false;
  const wanted = present(type);
  return anyOf.test(wanted) ? stored.type.startsWith(wanted.slice(0, -1)) : wanted === present(stored.type);
}

/** Whether frames can be sent: as octets to everybody, compressed only to who takes what they are. @param stored null: they lie uncompressed */
export function takesFrames(accepted: readonly Accepted[], stored: StoredFrames | null): boolean {
  if (accepted.length === 0) return true;
  return accepted.some(
    (one) =>
      one.type === '*' || one.type === 'application/octet-stream' || (stored !== null && takesStored(one, stored)),
  );
}

/** Whether frames are wanted as plain words: octets without a word of what they are. @param stored null: they lie uncompressed */
export function wantsPlainFrames(accepted: readonly Accepted[], stored: StoredFrames | null): boolean {
  if (stored === null) return false;
  const plain = [null, '1.2.840.10008.1.2.1', '1.2.840.10008.1.2'];
  const fits = accepted.some(
    (one) => one.type === '*' || one.transferSyntax === stored.transferSyntax || takesStored(one, stored),
  );
  return (
    !fits &&
    accepted.some(({ type, transferSyntax }) => type === 'application/octet-stream' && plain.includes(transferSyntax))
  );
}
