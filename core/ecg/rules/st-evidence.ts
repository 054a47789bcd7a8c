// ST elevation and depression in neighbouring leads of the median beat, with the leads that show it.
import type { StandardLead } from '../signal/limb-leads.ts';
import type { Judged } from './judged.ts';
import type { Evidence } from './rule-set.ts';

/** Leads that look at neighbouring walls, in their anatomical order (Cabrera, then V1 to V6). aVR stands alone. */
const rows: readonly (readonly StandardLead[])[] = [
  ['aVL', 'I', 'II', 'aVF', 'III'],
  ['V1', 'V2', 'V3', 'V4', 'V5', 'V6'],
];

/** An injury current stays from beat to beat; a level that wanders by more than its own height over this is breath or movement. */
const leastSteady = 1.5;

function contiguous(
  measured: Judged,
  passes: (lead: StandardLead, uv: number) => number | null,
  least: number,
  zh: string,
  en: string,
): Evidence[] {
  const found: Evidence[] = [];
  for (const row of rows) {
    let group: Evidence[] = [];
    const close = () => {
      if (group.length >= least) found.push(...group);
      group = [];
    };
    for (const lead of row) {
      const uv = measured.amplitudes[lead]?.stJ;
      const steady = Math.abs(uv ?? 0) >= leastSteady * (measured.amplitudes[lead]?.stScatter ?? 0);
      const threshold = uv === null || uv === undefined || !steady ? null : passes(lead, uv);
      if (uv === null || uv === undefined || threshold === null) {
        close();
        continue;
      }
      group.push({
        lead,
        fromMs: 0,
        toMs: measured.durationMs,
        zh: `${lead} ${zh} ${(uv / 1000).toFixed(2)} mV`,
        en: `${lead} ${en} ${(uv / 1000).toFixed(2)} mV`,
        value: uv,
        unit: 'µV',
        threshold,
      });
    }
    close();
  }
  return found;
}

/** ST at J of wide, paced or ventricular beats is secondary to the conduction, and above 140/min J lies in the T wave: not judged. */
function judgeable(measured: Judged): boolean {
  return (
    measured.qrsMs !== null &&
    measured.qrsMs < 120 &&
    (measured.heartRateBpm ?? 0) <= 140 &&
    measured.rhythm !== 'paced-rhythm' &&
    measured.rhythm !== 'ventricular-rhythm' &&
    measured.quality.score > 0.5
  );
}

export function stElevation(
  measured: Judged,
  when: { limbUv: number; rightPrecordialUv: number; leftPrecordialUv: number; contiguousLeads: number },
): Evidence[] {
  if (!judgeable(measured)) return [];
  return contiguous(
    measured,
    (lead, uv) => {
      const right = lead === 'V1' || lead === 'V2' || lead === 'V3';
      const least = right ? when.rightPrecordialUv : lead.startsWith('V') ? when.leftPrecordialUv : when.limbUv;
      return uv >= least ? least : null;
    },
    when.contiguousLeads,
    'ST段（J点）抬高',
    'ST elevation at J',
  );
}

export function stDepression(measured: Judged, when: { minUv: number; contiguousLeads: number }): Evidence[] {
  if (!judgeable(measured)) return [];
  return contiguous(
    measured,
    (_, uv) => (uv <= -when.minUv ? -when.minUv : null),
    when.contiguousLeads,
    'ST段（J点）压低',
    'ST depression at J',
  );
}
