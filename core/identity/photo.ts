// A doctor's photo (医生照片, RAD-76): a small JPEG of known size that says nothing but what it shows.
import { z } from 'zod';
import { fromBase64, toBase64 } from '../dicom/base64.ts';

/** Pixels; the form of an identity photo. */
export const photoSize = { width: 240, height: 320 } as const;
const mostBytes = 96 * 1024;
const prefix = 'data:image/jpeg;base64,';

/** As it is sent and kept: a data URL. */
export const PhotoUrl = z
  .string()
  .startsWith(prefix)
  .max(prefix.length + Math.ceil(mostBytes / 3) * 4);

type PhotoProblem = 'not-jpeg' | 'size' | 'metadata' | 'damaged';

/** Start of frame, baseline and progressive (ITU-T T.81 B.1.1.3); C4, C8 and CC are other markers. */
const isFrame = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
/** APP1 to APP15 hold EXIF, places, editors' words; a comment holds anything (T.81 B.2.4.5, B.2.4.6). APP0 is JFIF's own. */
const isMetadata = (marker: number) => (marker >= 0xe1 && marker <= 0xef) || marker === 0xfe;

/** What is wrong with a photo; null when it may be kept. Its segments are walked: what a camera wrote beside the picture is refused. */
export function photoProblem(url: string): PhotoProblem | null {
  if (!PhotoUrl.safeParse(url).success) return 'not-jpeg';
  let bytes: Uint8Array;
  try {
    bytes = fromBase64(url.slice(prefix.length));
  } catch {
    return 'not-jpeg';
  }
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return 'not-jpeg';
  let sized = false;
  for (let at = 2; at + 4 <= bytes.length; ) {
    const marker = bytes[at + 1] ?? 0;
    if (bytes[at] !== 0xff) return 'damaged';
    const length = ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
    if (length < 2 || at + 2 + length > bytes.length) return 'damaged';
    if (isMetadata(marker)) return 'metadata';
    if (isFrame(marker)) {
      const height = ((bytes[at + 5] ?? 0) << 8) | (bytes[at + 6] ?? 0);
      const width = ((bytes[at + 7] ?? 0) << 8) | (bytes[at + 8] ?? 0);
      if (width !== photoSize.width || height !== photoSize.height) return 'size';
      sized = true;
    }
    // The scan follows: entropy-coded data up to the end of the image, and nothing after it.
    if (marker === 0xda) {
      const ends = bytes[bytes.length - 2] === 0xff && bytes[bytes.length - 1] === 0xd9;
      return sized && ends ? null : 'damaged';
    }
    at += 2 + length;
  }
  return 'damaged';
}

/**
 * The same picture without what stands beside it: browsers put a colour profile into each JPEG that they make, all of the same colours.
 * What cannot be walked comes back as it is, and is refused above.
 */
export function barePhoto(url: string): string {
  const bytes = fromBase64(url.slice(prefix.length));
  const kept: Uint8Array[] = [bytes.subarray(0, 2)];
  let at = 2;
  while (at + 4 <= bytes.length && bytes[at] === 0xff && bytes[at + 1] !== 0xda) {
    const end = at + 2 + (((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0));
    if (!isMetadata(bytes[at + 1] ?? 0)) kept.push(bytes.subarray(at, end));
    at = end;
  }
  kept.push(bytes.subarray(at));
  const bare = new Uint8Array(kept.reduce((sum, { length }) => sum + length, 0));
  let filled = 0;
  for (const part of kept) {
    bare.set(part, filled);
    filled += part.length;
  }
  return `${prefix}${toBase64(bare)}`;
}
