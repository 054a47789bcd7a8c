// The prebuilt viewer of the npm package @ohif/app, fetched beside the project when the bench wants it: it is never part of the suite.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const version = '3.13.2';

const isViewer = (folder: string) => existsSync(join(folder, 'app-config.js'));

/** The folder of its files (`YISHU_BENCH_OHIF`, else fetched once into the system's scratch folder), or why there is none. */
export async function peerViewer(): Promise<{ folder: string } | { why: string }> {
  const given = process.env.YISHU_BENCH_OHIF;
  if (given) return isViewer(given) ? { folder: given } : { why: `no viewer in YISHU_BENCH_OHIF: ${given}` };
  const place = join(tmpdir(), `yishu-peer-viewer-${version}`);
  const folder = join(place, 'package', 'dist');
  if (isViewer(folder)) return { folder };
  try {
    mkdirSync(place, { recursive: true });
    process.stderr.write(`reading: fetching @ohif/app ${version} …\n`);
    const limits = { cwd: place, timeout: 300_000, shell: process.platform === 'win32' };
    await run('npm', ['pack', `@ohif/app@${version}`, '--ignore-scripts'], limits);
    const archive = readdirSync(place).find((name) => name.endsWith('.tgz'));
    if (archive) await run('tar', ['-xzf', archive], limits);
    if (isViewer(folder)) return { folder };
    return { why: `@ohif/app ${version} has no prebuilt viewer` };
  } catch (error) {
    const said = error instanceof Error ? error.message.split('\n')[0] : String(error);
    return { why: `@ohif/app ${version} could not be fetched (${said}); or set YISHU_BENCH_OHIF to its dist folder` };
  }
}
