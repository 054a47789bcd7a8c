// What a handed-in file is by its bytes: PDF (ISO 32000), JPEG (ITU-T T.81), PNG (ISO 15948) or plain text; its name says nothing. Pure.
import type { AttachmentType } from './attachment.ts';
import { attachmentLimits } from './attachment.ts';

/** empty; tooLarge: over the limit; unknown: none of the four kinds; damaged: one of them, but cut off or impossible. */
export type AttachmentRefusal = 'empty' | 'tooLarge' | 'unknown' | 'damaged';
export type TextCharset = 'utf-8' | 'gb18030' | 'utf-16le';

export type AttachmentContent =
  | { type: Exclude<AttachmentType, 'text'> }
  | { type: 'text'; charset: TextCharset }
  | { refused: AttachmentRefusal };

/** A picture with more pixels than a film of 100 megapixels is no document, and unpacks to more than a browser holds. */
const mostPixels = 100_000_000;

const damaged = { refused: 'damaged' } as const;

function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, at) => bytes[at] === byte);
}

/** Where an ASCII word stands, at or after `from`; -1. */
function indexOfWord(bytes: Uint8Array, word: string, from: number, to: number): number {
  for (let at = Math.max(0, from); at <= Math.min(to, bytes.length) - word.length; at += 1) {
    let same = 0;
    while (same < word.length && bytes[at + same] === word.charCodeAt(same)) same += 1;
    if (same === word.length) return at;
  }
  return -1;
}

/** The header may stand within the first 1024 bytes, the end mark within the last (ISO 32000-1 Annex H, implementation notes 13, 18). */
function pdf(bytes: Uint8Array): AttachmentContent | null {
  if (indexOfWord(bytes, '%PDF-', 0, 1024) < 0) return null;
  return indexOfWord(bytes, '%%EOF', bytes.length - 1024 - 5, bytes.length) < 0 ? damaged : { type: 'pdf' };
}

const picture = (type: 'jpeg' | 'png', width: number, height: number): AttachmentContent =>
  width > 0 && height > 0 && width * height <= mostPixels ? { type } : damaged;

/** Segments up to the frame header (T.81 B.2.2), a scan, and the end of the image at the end. */
function jpeg(bytes: Uint8Array): AttachmentContent | null {
  if (!startsWith(bytes, [0xff, 0xd8, 0xff])) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let size: { width: number; height: number } | null = null;
  for (let at = 2; at + 4 <= bytes.length; ) {
    if (bytes[at] !== 0xff) return damaged;
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const length = view.getUint16(at + 2);
    if (length < 2 || at + 2 + length > bytes.length) return damaged;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame && length >= 8) size = { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    // Behind the scan's header come its coded bits: nothing more is walked through.
    if (marker === 0xda) return size && endsAsJpeg(bytes) ? picture('jpeg', size.width, size.height) : damaged;
    at += 2 + length;
  }
  return damaged;
}

/** Telephones put a preview or a second picture behind the first one: the end mark is looked for backwards. */
function endsAsJpeg(bytes: Uint8Array): boolean {
  for (let at = bytes.length - 2; at >= Math.max(2, bytes.length - 65_536); at -= 1)
    if (bytes[at] === 0xff && bytes[at + 1] === 0xd9) return true;
  return false;
}

/** The header chunk first, then chunks by their lengths to IEND (ISO 15948 5.3, 11.2). */
function png(bytes: Uint8Array): AttachmentContent | null {
  if (!startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return null;
  if (bytes.length < 33 || indexOfWord(bytes, 'IHDR', 12, 16) !== 12) return damaged;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 8; at + 12 <= bytes.length; at += 12 + view.getUint32(at))
    if (indexOfWord(bytes, 'IEND', at + 4, at + 8) === at + 4)
      return picture('png', view.getUint32(16), view.getUint32(20));
  return damaged;
}

function decoded(bytes: Uint8Array, charset: TextCharset): string | null {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** Text has no control characters but tab, line ends and form feed; and it is not a document of another kind written in letters. */
function isPlain(text: string): boolean {
  if (/[\u0000-\u0008\u000b\u000e-\u001f\u007f-\u009f\ufffd\uffff]/u.test(text)) return false;
  return !/^\s*(?:\{\\rtf|<!doctype\s|<html|<\?xml|<svg)/iu.test(text);
}

function plainText(bytes: Uint8Array): AttachmentContent | null {
  const charsets: readonly TextCharset[] = startsWith(bytes, [0xff, 0xfe]) ? ['utf-16le'] : ['utf-8', 'gb18030'];
  for (const charset of charsets) {
    const text = decoded(bytes, charset);
    if (text !== null && isPlain(text)) return text.trim() === '' ? { refused: 'empty' } : { type: 'text', charset };
  }
  return null;
}

/** @param bytes the whole file */
export function attachmentContent(bytes: Uint8Array): AttachmentContent {
  if (bytes.length === 0) return { refused: 'empty' };
  if (bytes.length > attachmentLimits.bytes) return { refused: 'tooLarge' };
  return jpeg(bytes) ?? png(bytes) ?? pdf(bytes) ?? plainText(bytes) ?? { refused: 'unknown' };
}
