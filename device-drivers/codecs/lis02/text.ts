// Bytes of a LIS02 message to text and back. Analyzers rarely say which character set they use.

import iconv from 'iconv-lite';
import { latin1Text } from '../../bytes.ts';

export type Lis02Encoding = 'utf-8' | 'gb18030' | 'latin1';

/** Chinese text comes in pairs of high bytes (GB 2312 rows); a single high byte such as a micro sign does not. */
function looksChinese(bytes: Uint8Array): boolean {
  let run = 0;
  let pairs = 0;
  for (const byte of [...bytes, 0]) {
    if (byte >= 0xa1) {
      run += 1;
      continue;
    }
    if (run % 2 === 1 || byte >= 0x80) return false;
    pairs += run / 2;
    run = 0;
  }
  return pairs > 0;
}

/** Never throws. `utf-8` falls back to GB 18030 or Latin-1, whichever the high bytes look like. */
export function decodeLis02(bytes: Uint8Array, encoding: Lis02Encoding = 'utf-8'): string {
  switch (encoding) {
    case 'latin1':
      return latin1Text(bytes);
    case 'gb18030':
      return iconv.decode(bytes, 'gb18030');
    case 'utf-8':
      try {
        return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
      } catch {
        return looksChinese(bytes) ? iconv.decode(bytes, 'gb18030') : latin1Text(bytes);
      }
    default:
      return encoding satisfies never;
  }
}

export function encodeLis02(text: string, encoding: Lis02Encoding = 'utf-8'): Uint8Array {
  return new Uint8Array(iconv.encode(text, encoding));
}
