// Photos as data URLs, made of the segments that a test is about.
import { toBase64 } from '../../core/dicom/base64.ts';
import { photoSize } from '../../core/identity/photo.ts';

export const segment = (marker: number, ...body: number[]) => [
  ...[0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 0xff],
  ...body,
];

export const frame = (width: number, height: number, marker = 0xc0) =>
  segment(marker, 8, height >> 8, height & 0xff, width >> 8, width & 0xff, 1, 1, 0x11, 0);
export const jfif = segment(0xe0, 0x4a, 0x46, 0x49, 0x46, 0);
export const exif = segment(0xe1, 0x45, 0x78, 0x69, 0x66);
export const scan = [...segment(0xda, 1, 1, 0, 0, 63, 0), 1, 2, 3, 0xff, 0xd9];

export const photoUrl = (...parts: readonly number[][]) =>
  `data:image/jpeg;base64,${toBase64(Uint8Array.from([0xff, 0xd8, ...parts.flat()]))}`;

/** One that may be kept; `tint` makes it another one. */
export const goodPhoto = (tint = 0) =>
  photoUrl(jfif, segment(0xdb, tint), frame(photoSize.width, photoSize.height), scan);
