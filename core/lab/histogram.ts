// Channel counts of an instrument's histogram, from the attachment as the analyzer sent it.

import type { InstrumentAttachment } from './instrument-message.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function base64Bytes(text: string): number[] {
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const character of text) {
    const value = alphabet.indexOf(character);
    if (value < 0) continue;
    held = (held << 6) | value;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >> bits) & 0xff);
      held &= (1 << bits) - 1;
    }
  }
  return bytes;
}

/**
 * One count a channel; empty for a picture or a reference. `meta.metaLength` is the number of bytes of one count
 * (1, 2 or 4, most significant first; default 1). Seen in a BC-5380 capture: 128 counts of 2 bytes for WBC, 64 for PLT.
 */
export function histogramCounts(attachment: InstrumentAttachment): number[] {
  if (attachment.kind !== 'histogram' || attachment.encoding !== 'base64' || attachment.mediaType.startsWith('image/'))
    return [];
  const width = Number(attachment.meta?.metaLength ?? '1');
  const bytes = base64Bytes(attachment.data);
  if (width !== 2 && width !== 4) return bytes;
  return Array.from({ length: Math.floor(bytes.length / width) }, (_, channel) =>
    bytes.slice(channel * width, (channel + 1) * width).reduce((count, byte) => count * 256 + byte, 0),
  );
}
