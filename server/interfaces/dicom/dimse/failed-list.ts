// Failed SOP Instance UID List (0008,0058) as the one element of a response's data set (PS3.4 table C.4-2).

const implicitLittleEndian = '1.2.840.10008.1.2';
const explicitLittleEndian = '1.2.840.10008.1.2.1';
/** What the 16-bit length of an explicit UI value holds, even. */
const longest = 0xfffe;

/** Null when nothing failed, or when the syntax is neither implicit nor explicit VR little endian: the list is optional. */
export function failedInstanceList(uids: readonly string[], transferSyntaxUid: string): Uint8Array | null {
  if (uids.length === 0) return null;
  const explicit = transferSyntaxUid === explicitLittleEndian;
  if (!explicit && transferSyntaxUid !== implicitLittleEndian) return null;
  let value = '';
  for (const uid of uids) {
    if (value.length + uid.length + 1 > longest) break;
    value += value ? `\\${uid}` : uid;
  }
  if (value.length % 2 === 1) value += '\0';
  const bytes = new Uint8Array(8 + value.length);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 0x0008, true);
  view.setUint16(2, 0x0058, true);
  if (explicit) {
    bytes[4] = 0x55;
    bytes[5] = 0x49;
    view.setUint16(6, value.length, true);
  } else view.setUint32(4, value.length, true);
  for (let at = 0; at < value.length; at += 1) bytes[8 + at] = value.charCodeAt(at);
  return bytes;
}
