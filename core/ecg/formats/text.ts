// Fixed fields of text in binary headers: up to the first NUL, without padding; bytes of another set than UTF-8 are GB 18030 in China.

/** Trimmed; empty for a field that is not used or holds no text. */
export function fieldText(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  const used = end < 0 ? bytes : bytes.subarray(0, end);
  const text = decoded(used).trim();
  return /[\u0001-\u0008\u000e-\u001f]/.test(text) ? '' : text;
}

function decoded(bytes: Uint8Array): string {
  // Nearly all fields are ASCII; a decoder for each would take most of the time of a header.
  if (bytes.every((byte) => byte < 0x80)) return String.fromCharCode(...bytes);
  for (const encoding of ['utf-8', 'gb18030']) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes);
    } catch {
      // The next one; the last one reads anything.
    }
  }
  return new TextDecoder('windows-1252').decode(bytes);
}
