// Builds the screens with Vite into build/renderer, and only when a file that they are made of has changed.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './install-mark.mjs';

const target = join(root, 'build', 'renderer');
const markOf = (folder) => join(folder, '.sources');
const sources = [
  'renderer',
  'workstations',
  'core',
  'assets/fonts',
  'scripts/vite.config.ts',
  'scripts/style-order.ts',
  'scripts/build.mjs',
  'package-lock.json',
];
const notOnScreen = /\.test\.tsx?$|\.md$|^workstations\/[^/]+\/host(\/|$)/;

function filesUnder(path) {
  const full = join(root, path);
  if (!existsSync(full) || notOnScreen.test(path)) return [];
  let entries;
  try {
    entries = readdirSync(full, { withFileTypes: true });
  } catch {
    return [path];
  }
  return entries
    .map((entry) => `${path}/${entry.name}`)
    .sort()
    .flatMap((inner) => filesUnder(inner));
}

function hashOfSources() {
  const hash = createHash('sha256');
  for (const file of sources.flatMap(filesUnder)) hash.update(`${file}\0`).update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

/** What ships, whoever builds it: under a test's NODE_ENV the screens would be React's slow development build. */
export async function asProduct(build) {
  const former = process.env.NODE_ENV;
  process.env.NODE_ENV = 'production';
  try {
    return await build();
  } finally {
    if (former === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = former;
  }
}

/** Builds when needed; resolves with the folder. Another process may read the old build until the new one stands. */
export async function ensureBuilt({ force = false } = {}) {
  const wanted = hashOfSources();
  const built = existsSync(markOf(target)) ? readFileSync(markOf(target), 'utf8') : '';
  if (built === wanted && !force) return target;
  if (!existsSync(join(root, 'renderer', 'index.html')))
    throw new Error('renderer/index.html is missing: nothing to build');
  const began = Date.now();
  process.stderr.write('[yishu] 正在构建界面 … / building the screens …\n');
  const fresh = `${target}.${process.pid}`;
  const { build } = await import('vite');
  await asProduct(() =>
    build({
      configFile: join(root, 'scripts', 'vite.config.ts'),
      mode: 'production',
      logLevel: 'warn',
      build: { outDir: fresh, emptyOutDir: true },
    }),
  );
  writeFileSync(markOf(fresh), wanted);
  mkdirSync(join(root, 'build'), { recursive: true });
  rmSync(target, { recursive: true, force: true });
  renameSync(fresh, target);
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  process.stderr.write(`[yishu] 界面构建完成，${seconds} s / screens built, ${seconds} s\n`);
  return target;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await ensureBuilt({ force: process.argv.includes('--force') });
}
