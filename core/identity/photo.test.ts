// A photo is a JPEG of its one size without a word of where, when or by what it was made.
import { expect, test } from 'vitest';
import { exif, frame, jfif, scan, segment, photoUrl as url } from '../../test/support/photo-file.ts';
import { barePhoto, photoProblem } from './photo.ts';

test('what a browser made anew is taken, baseline or progressive', () => {
  expect(photoProblem(url(jfif, frame(240, 320), scan))).toBeNull();
  expect(photoProblem(url(jfif, frame(240, 320, 0xc2), scan))).toBeNull();
});

test('what a browser writes beside the picture is taken away, the picture is not', () => {
  const profile = segment(0xe2, 0x49, 0x43, 0x43);
  expect(photoProblem(url(jfif, profile, frame(240, 320), scan))).toBe('metadata');
  expect(barePhoto(url(jfif, profile, frame(240, 320), exif, scan))).toBe(url(jfif, frame(240, 320), scan));
  expect(photoProblem(barePhoto(url(jfif, [0xff, 0xdb, 0xff, 0xff, 1])))).toBe('damaged');
});

test.each([
  ['EXIF', url(exif, frame(240, 320), scan), 'metadata'],
  ['a comment', url(jfif, segment(0xfe, 0x41), frame(240, 320), scan), 'metadata'],
  ['another size', url(jfif, frame(4000, 3000), scan), 'size'],
  ['no frame', url(jfif, scan), 'damaged'],
  ['something behind the picture', url(jfif, frame(240, 320), [...scan, 0x3c, 0x68]), 'damaged'],
  ['a length beyond the end', url(jfif, [0xff, 0xdb, 0xff, 0xff, 1]), 'damaged'],
  ['a PNG under the name', 'data:image/jpeg;base64,iVBORw0KGgo=', 'not-jpeg'],
  ['an SVG', 'data:image/svg+xml;base64,PHN2Zz48L3N2Zz4=', 'not-jpeg'],
  ['no base64', 'data:image/jpeg;base64,%%%', 'not-jpeg'],
  ['too large', `data:image/jpeg;base64,${'A'.repeat(200_000)}`, 'not-jpeg'],
])('refused: %s', (_name, photo, problem) => expect(photoProblem(photo)).toBe(problem));
