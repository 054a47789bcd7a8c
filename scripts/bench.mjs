// `npm run bench -- NAME [PART...] [--json]`: runs test/performance/NAME.bench.ts and prints its figures with their goals; some benches have parts.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './install-mark.mjs';

const folder = join(root, 'test', 'performance');
const json = process.argv.includes('--json');
const [name, ...parts] = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const benches = existsSync(folder)
  ? readdirSync(folder)
      .filter((file) => file.endsWith('.bench.ts'))
      .map((file) => file.slice(0, -'.bench.ts'.length))
  : [];

/** Columns as wide as their widest cell. */
function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** A bench prints what it likes while it works; with --json only the one line at the end belongs on stdout. */
async function measure() {
  const write = process.stdout.write.bind(process.stdout);
  if (json) process.stdout.write = process.stderr.write.bind(process.stderr);
  const { default: bench } = await import(pathToFileURL(join(folder, `${name}.bench.ts`)).href);
  const figures = await bench(parts);
  process.stdout.write = write;
  return figures;
}

if (!name) {
  console.log(
    json ? JSON.stringify({ benches }) : `npm run bench -- NAME [--json]\n${benches.map((b) => `  ${b}`).join('\n')}`,
  );
} else if (!benches.includes(name)) {
  console.error(`没有名为 ${name} 的测量 / no bench is called ${name}. ${benches.join(', ')}`);
  process.exitCode = 2;
} else {
  const figures = await measure();
  if (json) console.log(JSON.stringify({ bench: name, figures }));
  else {
    const rows = figures.map(({ name: figure, value, unit, goal, holds }) => [
      figure,
      String(value),
      unit,
      goal === null || goal === undefined ? '' : String(goal),
      holds ? 'holds' : 'MISSED',
    ]);
    console.log(table([['name', 'value', 'unit', 'goal', ''], ...rows]));
  }
  process.exitCode = figures.every(({ holds }) => holds) ? 0 : 1;
}
