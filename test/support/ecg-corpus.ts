// The committed ECG samples, read with the files beside them as the command line would.
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readEcg } from '../../core/ecg/formats/index.ts';
import type { EcgRecording } from '../../core/ecg/recording.ts';

const folder = fileURLToPath(new URL('../corpora/ecg/', import.meta.url));

export const ecgSamplePath = (name: string): string => join(folder, name);

export const ecgSample = (name: string): Uint8Array => new Uint8Array(readFileSync(ecgSamplePath(name)));

/** Reads a file of the disk; companions come from its folder and from `beside`. */
export function readEcgAt(path: string, beside: readonly string[] = []): EcgRecording {
  const companion = (name: string): Uint8Array | undefined => {
    const found = [dirname(path), ...beside].map((place) => join(place, name)).find(existsSync);
    return found === undefined ? undefined : new Uint8Array(readFileSync(found));
  };
  return readEcg(new Uint8Array(readFileSync(path)), { name: basename(path), companion });
}
