// The files that an import looks at: of folders, of zips, also of zips in folders; what cannot be opened is named and the others go on.
import { openAsBlob } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import yauzl, { type Entry } from 'yauzl';

export interface Candidate {
  /** Path as the user knows it; inside a zip `archive.zip:folder/file`. */
  name: string;
  /** @throws what the disk or the zip says */
  body(): Promise<Blob>;
}

export interface Unopened {
  name: string;
  /** too-large, unreadable: refused. link: skipped. */
  why: 'too-large' | 'unreadable' | 'link';
  reason: string;
}

/** A zip entry is held in memory while it is sent. */
const largestEntry = 1 << 30;
/** Of the flags of an entry (APPNOTE 4.4.4): its name is UTF-8. */
const utf8Flag = 0x800;

const saidBy = (error: unknown): string => (error instanceof Error ? error.message : String(error));
const isZip = (name: string): boolean => /\.zip$/i.test(name);

/** Windows in China writes names in its own character set and says nothing of it. */
function nameOf({ fileName, generalPurposeBitFlag }: Pick<Entry, 'fileName' | 'generalPurposeBitFlag'>): string {
  // Undecoded, because the library would refuse a whole zip for one name that leads outside; nothing is written under these names.
  const bytes = Buffer.from(fileName);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder(generalPurposeBitFlag & utf8Flag ? 'utf-8' : 'gb18030').decode(bytes);
  }
}

async function* inZip(path: string, called: string): AsyncGenerator<Candidate | Unopened> {
  const zip = await yauzl
    .openPromise(path, { lazyEntries: true, autoClose: false, decodeStrings: false })
    .catch(saidBy);
  if (typeof zip === 'string') {
    yield { name: called, why: 'unreadable', reason: `压缩包打不开 / the zip cannot be opened: ${zip}` };
    return;
  }
  try {
    for await (const entry of zip.eachEntry()) {
      const inside = nameOf(entry);
      if (inside.endsWith('/')) continue;
      const name = `${called}:${inside}`;
      if (entry.uncompressedSize > largestEntry) {
        yield { name, why: 'too-large', reason: `${entry.uncompressedSize} bytes; unpack it and import the folder` };
        continue;
      }
      yield {
        name,
        async body() {
          const stream = await zip.openReadStreamPromise(entry);
          const parts: Uint8Array<ArrayBuffer>[] = [];
          for await (const part of stream) parts.push(new Uint8Array(part));
          return new Blob(parts);
        },
      };
    }
  } catch (error) {
    yield {
      name: called,
      why: 'unreadable',
      reason: `压缩包从此处起读不了 / the zip cannot be read on: ${saidBy(error)}`,
    };
  } finally {
    zip.close();
  }
}

async function* inFolder(folder: string, root: string): AsyncGenerator<Candidate | Unopened> {
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    const name = path.slice(root.length + 1);
    if (entry.isDirectory()) {
      yield* inFolder(path, root);
      continue;
    }
    const found = await stat(path).catch(() => null);
    // A link to a folder may lead back to this one.
    if (!found?.isFile())
      yield { name, why: 'link', reason: 'no file: a link to a folder, or to nothing / 不是文件：链接' };
    else if (isZip(name)) yield* inZip(path, name);
    else yield { name, body: () => openAsBlob(path) };
  }
}

/** @param path of a folder, a zip or a file. @throws when there is nothing of that name */
export async function* candidates(path: string): AsyncGenerator<Candidate | Unopened> {
  const found = await stat(path);
  if (found.isDirectory()) yield* inFolder(path, path);
  else if (isZip(path)) yield* inZip(path, basename(path));
  else yield { name: basename(path), body: () => openAsBlob(path) };
}
