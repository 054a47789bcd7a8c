// Barcode and QR code as SVG, so that they are drawn as vectors and stay sharp on any printer.
import { toSVG } from 'bwip-js/node';

/** Code 128 of printable ASCII, bars only, stretched to the place they get; null when the text cannot be or need not be coded. */
export function code128(text: string): string | null {
  if (!/^[\x20-\x7e]{1,40}$/u.test(text)) return null;
  const svg = toSVG({ bcid: 'code128', text, height: 10, scale: 2, includetext: false });
  return svg.replace('<svg ', '<svg preserveAspectRatio="none" ');
}

/** QR code at the library's usual error correction, M: survives a crease or a stamp over a seventh of it. */
export const qrCode = (text: string): string => toSVG({ bcid: 'qrcode', text, scale: 2 });
