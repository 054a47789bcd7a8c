// Entries of a zip file that was dropped on the window, each unpacked when it is asked for (APPNOTE 6.3.10, methods 0 and 8).

export interface ZipEntry {
  name: string;
  bytes: () => Promise<Blob>;
}

const endSignature = 0x06054b50;
const centralSignature = 0x02014b50;
const localSignature = 0x04034b50;
/** The end record and the longest comment behind it. */
const tailBytes = 22 + 65_535;

async function viewOf(blob: Blob): Promise<DataView> {
  return new DataView(await blob.arrayBuffer());
}

export function isZip(name: string): boolean {
  return /\.zip$/i.test(name);
}

/** @throws Error with a reason for what is no zip, is enciphered or is larger than 4 GB */
export async function zipEntries(file: Blob): Promise<ZipEntry[]> {
  const tailAt = Math.max(0, file.size - tailBytes);
  const tail = await viewOf(file.slice(tailAt));
  let end = tail.byteLength - 22;
  while (end >= 0 && tail.getUint32(end, true) !== endSignature) end -= 1;
  if (end < 0) throw new Error('no end record: not a zip, or cut off');
  const count = tail.getUint16(end + 10, true);
  const size = tail.getUint32(end + 12, true);
  const offset = tail.getUint32(end + 16, true);
  if (count === 0xffff || offset === 0xffffffff)
    throw new Error('zip64 is not read here: import it with the command line');
  const central = await viewOf(file.slice(offset, offset + size));
  const entries: ZipEntry[] = [];
  let at = 0;
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > central.byteLength || central.getUint32(at, true) !== centralSignature)
      throw new Error('the directory is damaged');
    const flags = central.getUint16(at + 8, true);
    const method = central.getUint16(at + 10, true);
    const packed = central.getUint32(at + 20, true);
    const unpacked = central.getUint32(at + 24, true);
    const nameLength = central.getUint16(at + 28, true);
    const localAt = central.getUint32(at + 42, true);
    const name = new TextDecoder().decode(new Uint8Array(central.buffer, at + 46, nameLength));
    at += 46 + nameLength + central.getUint16(at + 30, true) + central.getUint16(at + 32, true);
    if (name.endsWith('/')) continue;
    if (flags & 1) throw new Error('the zip is enciphered');
    entries.push({ name, bytes: () => unpack(file, { method, packed, unpacked, localAt, name }) });
  }
  return entries;
}

interface Packed {
  method: number;
  packed: number;
  unpacked: number;
  localAt: number;
  name: string;
}

async function unpack(file: Blob, entry: Packed): Promise<Blob> {
  const head = await viewOf(file.slice(entry.localAt, entry.localAt + 30));
  if (head.byteLength < 30 || head.getUint32(0, true) !== localSignature)
    throw new Error(`${entry.name}: no local header`);
  const start = entry.localAt + 30 + head.getUint16(26, true) + head.getUint16(28, true);
  const data = file.slice(start, start + entry.packed);
  if (entry.method === 0) return data;
  if (entry.method !== 8) throw new Error(`${entry.name}: method ${entry.method} is not read`);
  const blob = await new Response(data.stream().pipeThrough(new DecompressionStream('deflate-raw'))).blob();
  if (blob.size !== entry.unpacked) throw new Error(`${entry.name}: ${blob.size} bytes instead of ${entry.unpacked}`);
  return blob;
}
