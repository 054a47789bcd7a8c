// Finds a sample of the laboratory by its path: among the committed ones, else in the data set beside the project.

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { hasSharedData, sharedDataPath } from './shared-data.ts';

const committed = fileURLToPath(new URL('../corpora/lab/', import.meta.url));

/** Null where the sample may not ship and the data set is absent: the test then skips itself. */
export function labSample(path: string): Uint8Array | null {
  const shared = hasSharedData ? sharedDataPath(`lab/${path}`) : '';
  const file = [`${committed}${path}`, shared].find((candidate) => candidate !== '' && existsSync(candidate));
  return file === undefined ? null : new Uint8Array(readFileSync(file));
}
