// Accept headers as clients send them, and what is sent for them.
import { expect, test } from 'vitest';
import { acceptedTypes, objectSyntax, takesFrames, wantsPlainFrames } from './accept.ts';

const explicit = '1.2.840.10008.1.2.1';
const jpeg2000 = '1.2.840.10008.1.2.4.90';
const writable = [explicit, '1.2.840.10008.1.2'];

test.each([
  ['', jpeg2000],
  ['*/*', jpeg2000],
  ['multipart/related; type="application/dicom"', jpeg2000],
  ['multipart/related; type="application/dicom"; transfer-syntax=*', jpeg2000],
  [`multipart/related; type="application/dicom"; transfer-syntax=${explicit}`, explicit],
  [`multipart/related; type=application/dicom; transfer-syntax=${jpeg2000}`, jpeg2000],
  [
    `multipart/related; type="application/dicom"; transfer-syntax=1.2.840.10008.1.2.4.80, multipart/related; type="application/dicom"; transfer-syntax=${explicit};q=0.5`,
    explicit,
  ],
  ['multipart/related; type="application/dicom"; transfer-syntax=1.2.840.10008.1.2.4.80', null],
  ['text/html', null],
])('%s -> %s', (header, syntax) => {
  expect(objectSyntax(acceptedTypes(header), jpeg2000, writable)).toBe(syntax);
});

test.each([
  ['', false],
  ['*/*', false],
  ['multipart/related; type="application/octet-stream"', true],
  [`multipart/related; type="application/octet-stream"; transfer-syntax=${explicit}`, true],
  ['multipart/related; type="image/jp2"', false],
  ['multipart/related; type="application/octet-stream", multipart/related; type="image/jp2"', false],
])('frames: %s -> %s', (header, plain) => {
  expect(wantsPlainFrames(acceptedTypes(header), { type: 'image/jp2', transferSyntax: jpeg2000 })).toBe(plain);
});

test.each([
  ['', true],
  ['*/*', true],
  ['image/*', true],
  ['image/jp2', true],
  ['image/x-jp2', true],
  [`multipart/related; type="image/jp2"; transfer-syntax=${jpeg2000}`, true],
  ['multipart/related; type="image/jp2"; transfer-syntax=1.2.840.10008.1.2.4.91', jpeg2000.endsWith('91')],
  ['multipart/related; type="image/jpeg"', false],
  ['video/*', false],
  ['application/octet-stream', true],
  ['image/jpeg, application/octet-stream', true],
  ['image/png', false],
])('compressed frames are sent to who asks by %s: %s', (header, taken) => {
  expect(takesFrames(acceptedTypes(header), { type: 'image/jp2', transferSyntax: jpeg2000 })).toBe(taken);
});

test('who takes another compression or octets gets octets', () => {
  const header = 'multipart/related; type="image/jpeg", multipart/related; type="application/octet-stream"';
  expect(wantsPlainFrames(acceptedTypes(header), { type: 'image/jp2', transferSyntax: jpeg2000 })).toBe(true);
  expect(wantsPlainFrames(acceptedTypes(header), null)).toBe(false);
  expect(takesFrames(acceptedTypes('image/jp2'), null)).toBe(false);
});
