// `npm test`: check, then the three vitest projects one after another; ends with one line that sums them all.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { findChromium, howToGetChromium } from './browser.mjs';
import { check } from './check.mjs';
import { projectNode, root } from './install-mark.mjs';

const projects = ['unit', 'integration', 'e2e'];
const flags = process.argv
  .slice(2)
  .filter((word) => projects.includes(word.replace(/^--/, '')) && word.startsWith('--'));
const rest = process.argv.slice(2).filter((word) => !flags.includes(word));
const chosen = flags.length > 0 ? projects.filter((name) => flags.includes(`--${name}`)) : projects;
const isWhole = flags.length === 0 && rest.length === 0;

/** A whole run starts so many broken files once more, alone; more of them are no accident. */
const secondTries = 3;

function vitest(project, report, files) {
  const args = [
    join(root, 'node_modules', 'vitest', 'vitest.mjs'),
    ...['run', '--project', project, '--passWithNoTests', '--reporter=default', '--reporter=json'],
    `--outputFile.json=${report}`,
    ...files,
  ];
  const env = { ...process.env, YISHU_CHROMIUM: findChromium() ?? '' };
  return new Promise((resolve) => {
    const child = spawn(projectNode(), args, { cwd: root, stdio: 'inherit', env });
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => child.kill(signal));
    child.on('error', () => resolve(1));
    child.on('close', (code) => resolve(code ?? 1));
  });
}

/** What failed, with the first lines of why: a log is read from its end, and the suites that come after bury it. */
function failuresOf(results) {
  return results.flatMap(({ name, status, message, assertionResults }) => {
    const tests = assertionResults.filter((test) => test.status === 'failed');
    if (status === 'failed' && tests.length === 0) return [{ title: relative(root, name), why: message ?? '' }];
    return tests.map((test) => ({
      title: `${relative(root, name)} > ${test.fullName}`,
      why: (test.failureMessages ?? []).join('\n'),
    }));
  });
}

function print(what, failures) {
  for (const { title, why } of failures) {
    const lines = why.split('\n').filter((line) => line.trim() !== '' && !line.includes('node_modules'));
    console.log(`\n${what}: ${title}\n${lines.slice(0, 14).join('\n')}`);
  }
}

/** A run that broke before it could count (no report, or an error outside a test) is one failure more. */
async function runFiles(project, files) {
  const report = join(root, 'build', `test-${project}.json`);
  rmSync(report, { force: true });
  const code = await vitest(project, report, files);
  const counted = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : {};
  const { numPassedTests = 0, numFailedTests = 0, numPendingTests = 0, numTodoTests = 0, testResults = [] } = counted;
  const brokenSuites = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  ).length;
  const failed = numFailedTests + brokenSuites;
  return {
    passed: numPassedTests,
    failed: failed === 0 && code !== 0 ? 1 : failed,
    skipped: numPendingTests + numTodoTests,
    failures: failuresOf(testResults),
    files: testResults
      .filter(({ status }) => status === 'failed')
      .map(({ name, assertionResults }) => ({
        name: relative(root, name),
        passed: assertionResults.filter((test) => test.status === 'passed').length,
        skipped: assertionResults.filter((test) => !['passed', 'failed'].includes(test.status)).length,
      })),
  };
}

/**
 * In a whole run, files that failed are run once more, alone: real processes, browsers and disks on a busy machine. What
 * passes then counts as passed and is named at the end as unsteady, with how it failed: it is a fault to be mended.
 */
async function runProject(project) {
  console.log(`\n== ${project}`);
  const first = await runFiles(project, rest);
  const broken = first.files;
  if (!isWhole || project === 'unit' || broken.length === 0 || broken.length > secondTries) return first;
  console.log(`\n== ${project}, once more: ${broken.map(({ name }) => name).join(', ')}`);
  const second = await runFiles(
    project,
    broken.map(({ name }) => name),
  );
  const sum = (key) => broken.reduce((total, file) => total + file[key], 0);
  return {
    passed: first.passed - sum('passed') + second.passed,
    failed: second.failed,
    skipped: first.skipped - sum('skipped') + second.skipped,
    failures: second.failures,
    unsteady: second.failed === 0 ? first.failures : [],
  };
}

function endToEndFiles() {
  const folder = join(root, 'test', 'e2e');
  return existsSync(folder)
    ? readdirSync(folder, { recursive: true }).filter((name) => /\.e2e\.test\.ts$/.test(name))
    : [];
}

mkdirSync(join(root, 'build'), { recursive: true });
const sums = [];
if (isWhole) sums.push({ skipped: 0, ...(await check()) });
for (const project of chosen) {
  if (project === 'e2e' && !findChromium()) {
    console.log(`\n== e2e\n${howToGetChromium}`);
    sums.push({ passed: 0, failed: 0, skipped: endToEndFiles().length });
  } else sums.push(await runProject(project));
}
print(
  'unsteady, passed when run once more',
  sums.flatMap(({ unsteady }) => unsteady ?? []),
);
print(
  'failed',
  sums.flatMap(({ failures }) => failures ?? []),
);
const total = (key) => sums.reduce((sum, part) => sum + part[key], 0);
const skipped = total('skipped') > 0 ? `, ${total('skipped')} skipped` : '';
console.log(`\n${total('passed')} passed, ${total('failed')} failed${skipped}`);
process.exitCode = total('failed') > 0 ? 1 : 0;
