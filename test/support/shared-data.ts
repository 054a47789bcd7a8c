// Finds the data set beside the project; suites that need it skip themselves, by name, where it is absent.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../shared/data/', import.meta.url));

export const hasSharedData = existsSync(root);

/** Bytes of a file of the data set, by its path below `data/`. */
export function sharedData(path: string): Uint8Array {
  return new Uint8Array(readFileSync(`${root}${path}`));
}

export function sharedDataPath(path: string): string {
  return `${root}${path}`;
}
