// Three days of made-up specimens: earlier ones released, so that there is a history; today's in every state of the bench.
import type { IngestInput } from '../../core/lab/contract.ts';
import type { SpecimenDocument } from '../../core/lab/model.ts';
import { identityCheck } from '../../core/patient/card.ts';
import type { LabServices } from '../areas/lab/module.ts';
import type { Caller } from '../kernel/types.ts';
import { type Bench, benchOf } from './bench.ts';
import { demoPatients } from './people.ts';
import type { MovableClock } from './seed.ts';
import { analyzerResults, demoValue, seededRandom } from './values.ts';

const wards = ['XXNK', 'SNK', 'XYK', 'EK', 'JZ', 'NFM'];
const doctors = ['郑凯', '冯雪梅', '蒋涛', '沈洁', '韩冰', '杨帆'];
/** Panels of today's patients; the two thyroid ones wait for recorded captures. */
const today = [
  ['CBC'],
  ['CHEM20'],
  ['CBC', 'CRP'],
  ['ELEC', 'KIDNEY'],
  ['CBC', 'LIVER'],
  ['THYROID3'],
  ['TSH-T4'],
  ['CBC', 'LIPID', 'GLUCOSE'],
  ['TSH-T4'],
  ['XPERT-COV'],
  ['CBC', 'KIDNEY'],
];
const round = [['CBC'], ['CHEM20'], ['CBC'], ['LIPID', 'GLUCOSE']];
const nurses = ['钱蕾', '许文静', '邓薇', '曹颖'];
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

/** Indices of the wards where adults lie. */
const adultWards = wards.flatMap((ward, index) => (ward === 'EK' ? [] : [index]));

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** What an analyzer of this dictionary entry says of a tube, as its driver reads it, graphs and all; null when there is no driver. */
export type AnalyzerVoice = (
  driverId: string,
  tube: { specimenId: string; instrumentTime: Date; results: { code: string; value: string; unit: string }[] },
) => IngestInput['message'] | null;

/** Blood counts are run on either counter, as in a laboratory that has two. */
function runOn(document: SpecimenDocument, bench: Bench, index: number) {
  const { instrument } = bench.dictionaries;
  const counter = index % 2 === 0 ? 'mindray-bc-5380' : 'sysmex-xn-550';
  const preferred = [counter, 'roche-cobas-c311', 'snibe-maglumi-x3'];
  return preferred.map((id) => instrument[id]).find((entry) => entry?.groupId === document.groupId);
}

/** Shaped like a real one, with a right check character, of a region that does not exist. */
function identityNumberOf(birthDate: string, sex: string, index: number): string {
  const order = 100 + (index % demoPatients.length) * 2 + (sex === 'male' ? 1 : 0);
  const digits = `999999${birthDate.replaceAll('-', '')}${order}`;
  return digits + identityCheck(digits);
}

/** Writes the past and the present of the bench. `callers` by role. */
export async function seedSpecimens(
  services: LabServices,
  callers: Record<string, Caller>,
  clock: MovableClock,
  speak: AnalyzerVoice,
): Promise<void> {
  const bench = await benchOf(services, callers);
  const random = seededRandom(20_260_701);
  let number = 0;

  async function order(patientIndex: number, items: string[], urgent: boolean): Promise<SpecimenDocument[]> {
    const [name, sex, birthDate] = demoPatients[patientIndex % demoPatients.length] ?? demoPatients[0];
    const child = birthDate >= '2012';
    const ward = child ? wards.indexOf('EK') : (adultWards[patientIndex % adultWards.length] ?? 0);
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
        identityNumber: identityNumberOf(birthDate, sex, patientIndex),
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

  async function measure(document: SpecimenDocument, index: number): Promise<SpecimenDocument> {
    const entry = runOn(document, bench, index);
    const results = entry ? analyzerResults(document, entry, bench.dictionaries, random) : [];
    const tube = { specimenId: document.barcode, instrumentTime: clock.now(), results };
    const message = entry && results.length > 0 ? speak(entry.driverId, tube) : null;
    return entry && message ? bench.ingest(document, entry.id, message) : document;
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
        const measured = await complete(await measure(received, index));
        await bench.call(measured, nurses[index % nurses.length] ?? '');
        await bench.signWhenComplete(measured);
      }
    }
  }
  // Today: a rack waits for the analyzers, some are measured, one is signed, one was refused.
  for (let index = 0; index < demoPatients.length; index += 1) {
    clock.setAhead(-2 * hourMs + index * 240_000);
    const urgent = index % 6 === 4;
    for (const ordered of await order(index, today[index % today.length] ?? ['CBC'], urgent)) {
      if (index >= 17) continue;
      const collected = await bench.collect(ordered);
      if (index >= 15) continue;
      if (index === 14) {
        await bench.reject(collected);
        continue;
      }
      const received = await bench.receive(collected);
      if (index >= 6) continue;
      const measured = await measure(received, index);
      if (index >= 2) continue;
      const whole = await complete(measured);
      await bench.call(whole, nurses[index] ?? '');
      await bench.signWhenComplete(whole);
    }
  }
  // The morning round: a rack that keeps the analyzers busy for a while.
  for (let index = 0; index < demoPatients.length; index += 1) {
    clock.setAhead(-40 * 60_000 + index * 60_000);
    for (const ordered of await order(index + 7, round[index % round.length] ?? ['CBC'], false))
      await bench.receive(await bench.collect(ordered));
  }
  // A few minutes ago: dialysis is due, and nobody has told the ward yet.
  clock.setAhead(-3 * 60_000);
  for (const ordered of await order(1, ['ELEC'], true)) {
    const received = await bench.receive(await bench.collect(ordered));
    await bench.enter(received, [
      { testCode: 'K', value: '6.74' },
      { testCode: 'Na', value: '136' },
      { testCode: 'Cl', value: '103' },
    ]);
  }
}
