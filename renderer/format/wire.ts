// Raw traffic for the eye: bytes into runs of text, control characters by their ASCII names, and bytes that are not text in hex.

export interface WireRun {
  kind: 'text' | 'control' | 'hex';
  text: string;
}

const controlNames = [
  'NUL',
  'SOH',
  'STX',
  'ETX',
  'EOT',
  'ENQ',
  'ACK',
  'BEL',
  'BS',
  'TAB',
  'LF',
  'VT',
  'FF',
  'CR',
  'SO',
  'SI',
  'DLE',
  'DC1',
  'DC2',
  'DC3',
  'DC4',
  'NAK',
  'SYN',
  'ETB',
  'CAN',
  'EM',
  'SUB',
  'ESC',
  'FS',
  'GS',
  'RS',
  'US',
];

export function bytesFromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}

/** Control characters come as `<ENQ>`; text is decoded in the given encoding, what it cannot decode is shown in hex. */
export function wireRuns(bytes: Uint8Array, encoding = 'utf-8'): WireRun[] {
  const runs: WireRun[] = [];
  let start = 0;
  const flush = (end: number) => {
    if (end > start) runs.push(...textRuns(bytes.subarray(start, end), encoding));
  };
  for (const [index, byte] of bytes.entries()) {
    if (byte >= 0x20 && byte !== 0x7f) continue;
    flush(index);
    runs.push({ kind: 'control', text: `<${byte === 0x7f ? 'DEL' : controlNames[byte]}>` });
    start = index + 1;
  }
  flush(bytes.length);
  return runs;
}

function textRuns(bytes: Uint8Array, encoding: string): WireRun[] {
  try {
    return [{ kind: 'text', text: new TextDecoder(encoding, { fatal: true }).decode(bytes) }];
  } catch {
    return [{ kind: 'hex', text: Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ') }];
  }
}
