// Reads the ECG file or WFDB record that a command line names, with the other files of its folder.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { EcgRefusal, readEcg } from '../../core/ecg/formats/index.ts';
import type { EcgRecording } from '../../core/ecg/recording.ts';

/** Larger than a 24 h twelve-lead Holter at 1 kHz. */
const maximumBytes = 2_000_000_000;

function bytesOf(path: string): Uint8Array | undefined {
  try {
    if (!statSync(path).isFile()) return undefined;
    if (statSync(path).size > maximumBytes)
      throw new EcgRefusal('TOO_LARGE', basename(path), 'The file is larger than 2 GB');
    return new Uint8Array(readFileSync(path));
  } catch (error) {
    if (error instanceof EcgRefusal) throw error;
    return undefined;
  }
}

/** Why there are no bytes under `path`. */
function whyNot(path: string): string {
  if (!existsSync(path)) return 'There is no such file or WFDB record';
  const found = statSync(path);
  if (found.isDirectory()) return 'This is a folder; name a file or a WFDB record in it';
  return found.isFile() ? 'The file cannot be read: it is not open to this user, or damaged' : 'This is no file';
}

/** `path` is a file, or a WFDB record without extension. Throws EcgRefusal. */
export function readEcgFile(path: string): EcgRecording {
  // A folder may be named like the record beside it.
  const isFile = existsSync(path) && !statSync(path).isDirectory();
  const file = !isFile && existsSync(`${path}.hea`) ? `${path}.hea` : path;
  const bytes = bytesOf(file);
  if (!bytes) throw new EcgRefusal('FILE_MISSING', path, whyNot(file));
  return readEcg(bytes, {
    name: basename(file),
    // Readers ask for plain names only; a name with a folder in it never gets here.
    companion: (name) => (basename(name) === name ? bytesOf(join(dirname(file), name)) : undefined),
    inflate: (deflated, maximum) => inflateRawSync(deflated, { maxOutputLength: maximum }),
  });
}
