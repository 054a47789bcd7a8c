// Links the `yishu` command into node_modules/.bin, so that `npx yishu` works in the clone.
import { existsSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const bin = join(root, 'node_modules', '.bin');
if (existsSync(bin)) {
  const link = join(bin, 'yishu');
  rmSync(link, { force: true });
  if (process.platform === 'win32') writeFileSync(`${link}.cmd`, '@node "%~dp0\\..\\..\\bin\\yishu.mjs" %*\r\n');
  else symlinkSync('../../bin/yishu.mjs', link);
}
