// What a zip file holds, read by the library: a bare machine has no unzip.
import { buffer } from 'node:stream/consumers';
import yauzl from 'yauzl';

/** Content by name. */
export async function zipEntries(path: string): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>();
  const zip = await yauzl.openPromise(path, { lazyEntries: true });
  for await (const entry of zip.eachEntry())
    found.set(entry.fileName, await buffer(await zip.openReadStreamPromise(entry)));
  return found;
}
