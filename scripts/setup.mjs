// Makes a fresh clone ready: installs the locked packages when they are missing or out of date. Runs on Node 18 and later.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const marker = join(root, 'node_modules', '.yishu-setup');
const wanted = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex');

if (!existsSync(marker) || readFileSync(marker, 'utf8') !== wanted) {
  const started = Date.now();
  console.log('正在安装依赖，约需一分钟… / Installing packages, about a minute…');
  const npm = (args) =>
    spawnSync('npm', args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' }).status === 0;
  if (!npm(['ci', '--include=dev', '--no-audit', '--no-fund'])) {
    console.error(
      '安装失败：请检查 npm 源与网络，然后重试。/ npm ci failed: check the npm registry and the network, then try again.',
    );
    process.exit(1);
  }
  writeFileSync(marker, wanted);
  console.log(
    `安装完成，用时 ${Math.round((Date.now() - started) / 1000)} 秒 / installed in ${Math.round((Date.now() - started) / 1000)} s`,
  );
}
