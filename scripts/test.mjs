// `npm test`: check, then the unit, integration and end-to-end suites; ends with `N passed, N failed`.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { check } from './check.mjs';

const steps = await check();
let passed = steps.filter(({ ok }) => ok).length;
let failed = steps.length - passed;
let skipped = 0;
mkdirSync('build', { recursive: true });
for (const project of ['unit', 'integration', 'e2e']) {
  const report = `build/test-${project}.json`;
  const { status } = spawnSync(
    'node',
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--project',
      project,
      '--passWithNoTests',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
    { stdio: 'inherit' },
  );
  if (existsSync(report)) {
    const result = JSON.parse(readFileSync(report, 'utf8'));
    passed += result.numPassedTests;
    failed += result.numFailedTests;
    skipped += result.numPendingTests + result.numTodoTests;
    if (status !== 0 && result.numFailedTests === 0) failed += 1;
  } else if (status !== 0) failed += 1;
}
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exit(failed === 0 ? 0 : 1);
