// `npm run bench -- start`: how long a person waits for the demo that has run before, and a developer for `npm run check`.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectDir } from '../../main/cli/options.ts';
import { startDemo } from '../support/demo-process.ts';
import { atMost, beside, type Figure } from './figure.ts';
import { median, rounded } from './lab-ingest/statistics.ts';

const starts = 3;
const checks = 3;

const progress = (text: string) => void process.stderr.write(`start: ${text}\n`);

/** Seconds from the command to the login page's first answer, over the launch address as a browser opens it. */
async function startSeconds(dataDir: string): Promise<number> {
  const began = performance.now();
  const demo = await startDemo({ analyzers: true, dataDir });
  try {
    const answer = await fetch(demo.station, { redirect: 'manual' });
    const cookie = answer.headers.getSetCookie().map((one) => one.split(';')[0]);
    const page = await fetch(new URL('/', demo.station), { headers: { cookie: cookie.join('; ') } });
    if (!page.ok || !(await page.text()).includes('<script')) throw new Error(`the login page answered ${page.status}`);
    return (performance.now() - began) / 1000;
  } finally {
    await demo.stop();
  }
}

async function measureStarts(): Promise<Figure[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'yishu-bench-start-'));
  try {
    const first = await startSeconds(dataDir);
    progress(`first start ${rounded(first, 1)} s`);
    const later: number[] = [];
    for (let run = 0; run < starts; run += 1) {
      later.push(await startSeconds(dataDir));
      progress(`start ${run + 2}: ${rounded(later.at(-1) ?? 0, 1)} s`);
    }
    return [
      atMost('later start of yishu demo to the login page', rounded(median(later), 1), 's', 5),
      beside('  slowest of the runs', rounded(Math.max(...later), 1), 's'),
      beside('first start, with a new database and made-up specimens', rounded(first, 1), 's'),
    ];
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/**
 * Seconds of what `npm run check` runs, and whether it found the tree in order: a check that stops early is no measure. The script
 * itself is called: `npm run` would first install packages where the lock file has changed, which no measurement may set off.
 */
function checkRun(): Promise<{ seconds: number; passed: boolean }> {
  const began = performance.now();
  const child = spawn(process.execPath, [join(projectDir, 'scripts/check.mjs')], { cwd: projectDir, stdio: 'ignore' });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve({ seconds: (performance.now() - began) / 1000, passed: code === 0 }));
  });
}

async function measureCheck(): Promise<Figure[]> {
  const seconds: number[] = [];
  let passed = true;
  for (let run = 0; run < checks; run += 1) {
    const result = await checkRun();
    seconds.push(result.seconds);
    passed &&= result.passed;
    progress(`npm run check ${rounded(result.seconds, 1)} s, ${result.passed ? 'passed' : 'failed'}`);
  }
  const figure = atMost('npm run check', rounded(median(seconds), 1), 's', 30);
  return [
    { ...figure, holds: figure.holds && passed },
    { name: '  which passed', value: passed ? 'yes' : 'no', unit: '', goal: 'yes', holds: passed },
  ];
}

export default async function start(): Promise<Figure[]> {
  const [load = 0] = loadavg();
  return [
    ...(await measureStarts()),
    ...(await measureCheck()),
    beside('processors', availableParallelism(), ''),
    beside('load of the machine before the bench', rounded(load, 1), ''),
  ];
}
