// The key of the encrypted stores, kept by the operating system's keystore through Electron's safeStorage.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { safeStorage } from 'electron';

const keyBytes = 32;

/** On Linux without a keyring Electron falls back to a constant password: that protects nothing, so it does not count. */
function hasKeystore(platform: string): boolean {
  if (!safeStorage.isEncryptionAvailable()) return false;
  return platform !== 'linux' || !['basic_text', 'unknown'].includes(safeStorage.getSelectedStorageBackend());
}

/**
 * The key in `file`, made at the first start; undefined where the system has no keystore (the host then keeps a key file
 * with mode 0600). Throws when the file is there and cannot be opened: a new key would lose what the stores hold.
 */
export function storeKey(
  file: string,
  platform: string,
  random: (bytes: number) => Uint8Array,
): Uint8Array | undefined {
  if (existsSync(file)) return new Uint8Array(Buffer.from(safeStorage.decryptString(readFileSync(file)), 'base64'));
  if (!hasKeystore(platform)) return undefined;
  const key = random(keyBytes);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const fresh = `${file}.new`;
  writeFileSync(fresh, safeStorage.encryptString(Buffer.from(key).toString('base64')), { mode: 0o600, flush: true });
  renameSync(fresh, file);
  return key;
}
