// Ids of rows: UUID version 7 (RFC 9562 5.7), so that new rows lie together in an index.
export type NewId = () => string;

/**
 * @param now milliseconds since 1970
 * @param randomBytes source of chance, at least 10 bytes a call
 */
export function makeNewId(now: () => number, randomBytes: (size: number) => Uint8Array): NewId {
  return () => {
    const bytes = new Uint8Array(16);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(now()) << 16n);
    bytes.set(randomBytes(10), 6);
    bytes[6] = 0x70 | (bytes[6]! & 0x0f);
    bytes[8] = 0x80 | (bytes[8]! & 0x3f);
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  };
}

/** Entity ids that can be looked up in a uuid column; the feed also carries other names (`all`, `department:LAB`). */
export function uuidsOf(ids: readonly string[]): string[] {
  return ids.filter((id) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id));
}
