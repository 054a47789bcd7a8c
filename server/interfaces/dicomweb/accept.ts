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

/** Whether frames that lie there as `stored` can be sent: as octets to everybody, compressed also to who takes pictures or video. */
export function takesFrames(accepted: readonly Accepted[], encapsulated: boolean): boolean {
  if (accepted.length === 0) return true;
  return accepted.some(
    ({ type }) =>
      type === '*' || type === 'application/octet-stream' || (encapsulated && /^(image|video)\//.test(type)),
  );
}

/** Whether frames are wanted as plain words: octets without a word of a compressed syntax. */
export function wantsPlainFrames(accepted: readonly Accepted[], stored: string): boolean {
  const plain = ['1.2.840.10008.1.2.1', '1.2.840.10008.1.2'];
  const [first] = accepted;
  if (!first || plain.includes(stored)) return false;
  const fits = accepted.some(
    ({ type, transferSyntax }) => type === '*' || transferSyntax === stored || type.startsWith('image/'),
  );
  return (
    !fits &&
    first.type === 'application/octet-stream' &&
    (first.transferSyntax === null || plain.includes(first.transferSyntax))
  );
}
