// Three days of made-up specimens: earlier ones released, so that there is a history; today's in every state of the bench.
import type { IngestInput } from '../../core/lab/contract.ts';
import type { SpecimenDocument } from '../../core/lab/model.ts';
import type { LabServices } from '../areas/lab/module.ts';
import type { Caller } from '../kernel/types.ts';
import { type Bench, benchOf } from './bench.ts';
import { demoPatients } from './people.ts';
import type { MovableClock } from './seed.ts';
import { analyzerResults, demoValue, seededRandom } from './values.ts';

const wards = ['XXNK', 'SNK', 'XYK', 'EK', 'JZ', 'NFM'];
const doctors = ['郑凯', '冯雪梅', '蒋涛', '沈洁', '韩冰', '杨帆'];
const diagnoses = ['高血压 2 级', '慢性肾脏病 3 期', '缺铁性贫血', '支气管肺炎', '发热待查', '甲状腺功能亢进'];
const panels = [
  ['CBC'],
  ['CHEM20'],
  ['CBC', 'CRP'],
  ['ELEC', 'KIDNEY'],
  ['THYROID3'],
  ['CBC', 'LIVER'],
  ['LIPID', 'GLUCOSE'],
];

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Which instrument of the demo runs the tests of a specimen, and their analyzer codes. */
function runOn(document: SpecimenDocument, bench: Bench) {
  const { instrument } = bench.dictionaries;
  const preferred = ['sysmex-xn-550', 'roche-cobas-c311', 'snibe-maglumi-x3'];
  return preferred.map((id) => instrument[id]).find((entry) => entry?.groupId === document.groupId);
}

function messageFor(
  document: SpecimenDocument,
  bench: Bench,
  random: () => number,
  at: Date,
): IngestInput['message'] | null {
  const entry = runOn(document, bench);
  if (!entry) return null;
  const time = new Date(at.getTime() + 8 * hourMs).toISOString().slice(0, 19);
  const results = analyzerResults(document, entry, bench.dictionaries, random).map((result) => ({
    ...result,
    flags: [],
    time,
  }));
  return results.length === 0 ? null : { kind: 'results', specimenId: document.barcode, instrumentTime: time, results };
}

/** Writes the past and the present of the bench. `callers` by role. */
export async function seedSpecimens(
  services: LabServices,
  callers: Record<string, Caller>,
  clock: MovableClock,
): Promise<void> {
  const bench = await benchOf(services, callers);
  const random = seededRandom(20_260_701);
  let number = 0;

  async function order(patientIndex: number, items: string[], urgent: boolean): Promise<SpecimenDocument[]> {
    const [name, sex, birthDate] = demoPatients[patientIndex % demoPatients.length] ?? demoPatients[0];
    const ward = patientIndex % wards.length;
    number += 1;
    return bench.order({
      number: `HIS${String(number).padStart(5, '0')}`,
      items,
      urgent,
      doctor: doctors[ward] ?? '',
      patient: {
        number: `P${String(100_001 + (patientIndex % demoPatients.length))}`,
        name,
        sex,
        birthDate,
        identityNumber: `999999${birthDate.replaceAll('-', '')}${String(101 + patientIndex).padStart(3, '0')}X`,
        phone: `1990000${String(1000 + patientIndex)}`,
        allergies: patientIndex % 7 === 0 ? ['青霉素'] : [],
      },
      visit: {
        kind: wards[ward] === 'JZ' ? 'emergency' : wards[ward] === 'NFM' ? 'outpatient' : 'inpatient',
        number: `ZY2026${String(1001 + patientIndex)}`,
        departmentId: wards[ward] ?? 'XXNK',
        ...(wards[ward] === 'NFM' ? {} : { bed: String(1 + (patientIndex % 30)) }),
        diagnosis: diagnoses[ward],
      },
    });
  }

  async function measure(document: SpecimenDocument): Promise<SpecimenDocument> {
    const message = messageFor(document, bench, random, clock.now());
    return message ? bench.ingest(document, runOn(document, bench)?.id ?? '', message) : document;
  }

  /** What no analyzer of the demo runs is typed, as at a real bench. */
  async function complete(document: SpecimenDocument): Promise<SpecimenDocument> {
    const results = document.lines.flatMap((line) => {
      const test = bench.dictionaries.test[line.testCode];
      return line.currentId === null && test && !test.formula
        ? [{ testCode: test.code, value: demoValue(test, random) }]
        : [];
    });
    return results.length === 0 ? document : bench.enter(document, results);
  }

  // Two days ago and yesterday: received, measured, signed.
  for (const day of [-2, -1]) {
    for (let index = 0; index < 14; index += 1) {
      clock.setAhead(day * dayMs - 2 * hourMs + index * 300_000);
      for (const ordered of await order(index, panels[index % panels.length] ?? ['CBC'], false)) {
        const received = await bench.receive(await bench.collect(ordered));
        await bench.signWhenComplete(await complete(await measure(received)));
      }
    }
  }
  // Today: a rack waits for the analyzers, some are measured, one is signed, one was refused.
  for (let index = 0; index < demoPatients.length; index += 1) {
    clock.setAhead(-2 * hourMs + index * 240_000);
    const urgent = index % 6 === 4;
    for (const ordered of await order(index, panels[(index + 1) % panels.length] ?? ['CBC'], urgent)) {
      if (index >= 17) continue;
      const collected = await bench.collect(ordered);
      if (index >= 15) continue;
      if (index === 14) {
        await bench.reject(collected);
        continue;
      }
      const received = await bench.receive(collected);
      if (index >= 6) continue;
      const measured = await measure(received);
      if (index < 2) await bench.signWhenComplete(await complete(measured));
    }
  }
}
