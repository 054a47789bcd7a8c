// The way of a specimen through the laboratory as steps with the minutes between them (turnaround time, LAB-11).
import type { Milestones } from '../../../../core/lab/model.ts';

export const milestoneNames = [
  'ordered',
  'labelPrinted',
  'collected',
  'received',
  'firstResult',
  'tested',
  'reviewed',
  'released',
  'printed',
] as const;
export type MilestoneName = (typeof milestoneNames)[number];

export interface MilestoneStep {
  name: MilestoneName;
  at: string | null;
  /** Whole minutes since the last step before it that has a time; null when there is none. Negative when the clocks disagree. */
  minutes: number | null;
}

export function milestoneSteps(milestones: Milestones): MilestoneStep[] {
  let before: string | null = null;
  return milestoneNames.map((name) => {
    const at = milestones[`${name}At`];
    const minutes = at && before ? minutesBetween(before, at) : null;
    if (at) before = at;
    return { name, at, minutes };
  });
}

/** From reception to release: what a laboratory is measured by. */
export function turnaround(milestones: Milestones): number | null {
  const { receivedAt, releasedAt } = milestones;
  return receivedAt && releasedAt ? minutesBetween(receivedAt, releasedAt) : null;
}

function minutesBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 60_000);
}
