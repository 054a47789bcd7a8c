#!/usr/bin/env node
// The `yishu` command: makes sure that packages and Node 24 are there, then hands over to main/cli/yishu.ts.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const self = fileURLToPath(import.meta.url);
const root = resolve(dirname(self), '..');
/** `demo` builds the screens itself, so that a test may start it without this file. */
const commandsWithScreens = ['server', 'station'];
const isNodeEnough = Number.parseInt(process.versions.node, 10) >= 24;

/** Runs this file again under the Node from npm; hands on signals that a terminal would not have sent to it as well. */
function runUnder(node) {
  const child = spawn(node, [self, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  process.on('SIGINT', () => {
    if (!process.stdin.isTTY) child.kill('SIGINT');
  });
  child.on('error', (error) => {
    process.stderr.write(`yishu: ${error.message}\n`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => {
    for (const name of ['SIGTERM', 'SIGHUP', 'SIGINT']) process.removeAllListeners(name);
    if (signal) process.kill(process.pid, signal);
    else process.exit(code ?? 1);
  });
}

if (!existsSync(join(root, 'node_modules'))) {
  const setup = spawnSync(process.execPath, [join(root, 'scripts', 'setup.mjs')], { stdio: ['ignore', 2, 2] });
  if (setup.status !== 0) process.exit(setup.status ?? 1);
}
if (isNodeEnough) {
  if (commandsWithScreens.includes(process.argv[2])) {
    const { ensureBuilt } = await import('../scripts/build.mjs');
    await ensureBuilt();
  }
  await import('../main/cli/yishu.ts');
} else {
  const { projectNode } = await import('../scripts/install-mark.mjs');
  runUnder(projectNode());
}
