// The hash of the audit chain: SM3 (GB/T 32905) where the crypto library has it, else SHA-256. Each row says which.
import { createHash, getHashes } from 'node:crypto';

export type ChainAlgorithm = 'sm3' | 'sha256';

export function chainAlgorithm(available: readonly string[] = getHashes()): ChainAlgorithm {
  return available.includes('sm3') ? 'sm3' : 'sha256';
}

export function isChainAlgorithm(name: string): name is ChainAlgorithm {
  return name === 'sm3' || name === 'sha256';
}

/** @returns lower-case hex */
export function hashHex(algorithm: ChainAlgorithm, text: string): string {
  return createHash(algorithm).update(text, 'utf8').digest('hex');
}
