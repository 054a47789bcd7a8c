// Bytes as a hex dump, sixteen a line.

const hexPerLine = 16;

/** `0010  02 31 48 …  .1H…`: offset, sixteen bytes, and what of them is printable ASCII. */
export function hexLines(bytes: Uint8Array): string[] {
  const count = Math.ceil(bytes.length / hexPerLine);
  return Array.from({ length: count }, (_, line) => {
    const part = bytes.subarray(line * hexPerLine, (line + 1) * hexPerLine);
    const offset = (line * hexPerLine).toString(16).padStart(4, '0');
    const hex = Array.from(part, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const plain = Array.from(part, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
    return `${offset}  ${hex.padEnd(hexPerLine * 3 - 1)}  ${plain}`;
  });
}
