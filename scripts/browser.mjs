// Finds a Chromium for the end-to-end tests and, as root on Debian, installs one (Node 18+).
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runWithProgress, say } from './progress.mjs';

const known = JSON.parse(readFileSync(new URL('../main/node/browsers.json', import.meta.url), 'utf8'));

/** Path of a Chromium, Chrome or Edge; undefined when there is none. */
export function findChromium(env = process.env) {
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean);
  const expand = (path) => path.replace(/%([^%]+)%/g, (_, name) => env[name] ?? '');
  return [
    env[known.environment],
    ...folders.flatMap((folder) => known.names.map((name) => join(folder, name))),
    ...(known.paths[process.platform] ?? []).map(expand),
  ].find((path) => path && existsSync(path));
}

export const howToGetChromium =
  '没有找到 Chromium，端到端测试将跳过。请以 root 运行 `apt-get install chromium fonts-noto-cjk poppler-utils`，或用环境变量 YISHU_CHROMIUM 指出浏览器的路径。\n' +
  'No Chromium found: the end-to-end tests will be skipped. Run `apt-get install chromium fonts-noto-cjk poppler-utils` as root, or point YISHU_CHROMIUM at a browser.';

/** Makes sure that a Chromium exists where that is possible; never fails, the tests report what they skipped. */
export async function ensureChromium() {
  if (findChromium()) return;
  const mayInstall = existsSync('/etc/debian_version') && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  if (mayInstall) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    // With what reads the words of the papers that are printed in them.
    const packages = ['chromium', 'fonts-noto-cjk', 'poppler-utils'];
    const update = await runWithProgress('更新软件包列表', 'apt-get update', 'apt-get', ['update', '-q'], { env });
    if (update.code === 0) {
      const install = ['install', '-y', '-q', '--no-install-recommends', ...packages];
      const got = await runWithProgress('安装 Chromium', 'installing Chromium', 'apt-get', install, { env });
      if (got.code === 0 && findChromium()) return;
      say(got.tail);
    } else say(update.tail);
  }
  say(howToGetChromium);
}
