// Runs after npm installed the packages (Node 18+): makes `npx yishu` work in the clone and marks what was installed.
import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installedMark, markFile, root } from './install-mark.mjs';

/** Links the project's own command beside those of its packages; npm does this for dependencies only. */
export function linkYishu() {
  const folder = join(root, 'node_modules', '.bin');
  mkdirSync(folder, { recursive: true });
  const link = join(folder, 'yishu');
  rmSync(link, { force: true });
  if (process.platform === 'win32') {
    writeFileSync(`${link}.cmd`, '@node "%~dp0\\..\\..\\bin\\yishu.mjs" %*\r\n');
    return;
  }
  symlinkSync('../../bin/yishu.mjs', link);
  chmodSync(join(root, 'bin', 'yishu.mjs'), 0o755);
}

if (process.argv[1] === fileURLToPath(import.meta.url) && existsSync(join(root, 'node_modules'))) {
  linkYishu();
  writeFileSync(markFile, installedMark());
}
