// `npm run bench -- ecg-fuzz`: a million damaged files of every ECG format (ECG_FUZZ_COUNT for fewer), each within a time bound.
import { damaged, judge, type Verdict, wholeLengths } from '../support/ecg-mutation.ts';
import { ecgSeeds } from '../support/ecg-seeds.ts';
import { seeded } from './ecg/noise.ts';
import { atMost, beside, type Figure } from './figure.ts';

/** No small file may take longer: what does is on its way to a hang. */
const boundMs = 1000;

/** Time of this thread: on a busy machine the clock on the wall counts the others' work too. */
function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

export default async function ecgFuzz(): Promise<Figure[]> {
  const count = Number(process.env.ECG_FUZZ_COUNT ?? 1_000_000);
  const only = process.env.ECG_FUZZ_FORMAT?.split(',');
  const seedNumber = Number(process.env.ECG_FUZZ_SEED ?? 1);
  const figures: Figure[] = [];
  for (const [index, seed] of ecgSeeds().entries()) {
    if (only && !only.includes(seed.format)) continue;
    const random = seeded(seedNumber * 1000 + index);
    const whole = wholeLengths(seed);
    const verdicts: Record<Verdict, number> = { refused: 0, problems: 0, clean: 0 };
    const failures = new Map<string, number>();
    let slowestMs = 0;
    let failed = 0;
    for (let run = 0; run < count; run++) {
      const bytes = damaged(seed.bytes, (limit) => Math.floor(random() * limit));
      const started = cpuMs();
      try {
        verdicts[judge(seed, bytes, whole)] += 1;
      } catch (error) {
        failed += 1;
        const text = error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 200) : String(error);
        failures.set(text, (failures.get(text) ?? 0) + 1);
      }
      slowestMs = Math.max(slowestMs, cpuMs() - started);
    }
    for (const [text, times] of [...failures].sort((a, b) => b[1] - a[1]).slice(0, 10))
      process.stderr.write(`${seed.format} ${times} x ${text}\n`);
    process.stderr.write(
      `${seed.format}: ${count} files, ${failed} failures, slowest ${slowestMs.toFixed(1)} ms, ${JSON.stringify(verdicts)}\n`,
    );
    figures.push(
      atMost(`${seed.format}: crashes, invented or silently lost waves`, failed, `of ${count}`, 0),
      atMost(`${seed.format}: slowest file`, Math.round(slowestMs * 10) / 10, 'ms', boundMs),
      beside(`${seed.format}: refused`, verdicts.refused, ''),
      beside(`${seed.format}: read with problems`, verdicts.problems, ''),
      beside(`${seed.format}: read as a whole file (values or names changed, or nothing)`, verdicts.clean, ''),
    );
  }
  return figures;
}
