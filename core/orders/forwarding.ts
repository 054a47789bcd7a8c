// What is sent on by itself (自动上传, 自动转上级, ECG-41, ECG-53): groups of hospitals, whose exams go to whom, and when.

import { z } from 'zod';
import { ShortText, Version } from '../kernel/contract.ts';
import { hospitalClock } from '../kernel/hospital-time.ts';
import type { ExamRisk } from './exam.ts';
import { ExamService } from './exam.ts';

/** 医院分组: hospitals whose exams go the same way, or readers who stand in for each other, the first choice first. */
export const InstitutionGroup = z.object({
  id: z.string().min(1).max(64),
  name: ShortText.min(1),
  institutionIds: z.array(z.string().min(1).max(64)).max(500),
});
export type InstitutionGroup = z.infer<typeof InstitutionGroup>;

export const ForwardSide = z.object({ kind: z.enum(['institution', 'group']), id: z.string().min(1).max(64) });
export type ForwardSide = z.infer<typeof ForwardSide>;

export const whichForwarded = ['all', 'abnormal', 'critical'] as const;
/** always; closed: outside the reading hours of the institution; unattended: no reader there is logged in; notOpen: it does not read the service. */
export const whenForwarded = ['always', 'closed', 'unattended', 'notOpen'] as const;

/** What was done at an institution of `from`, or was asked of it, goes to `to`. */
export const ForwardRule = z.object({
  from: ForwardSide,
  to: ForwardSide,
  which: z.enum(whichForwarded),
  when: z.enum(whenForwarded),
  active: z.boolean(),
});
export type ForwardRule = z.infer<typeof ForwardRule>;

const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

/** When an institution reads for others, in China's time; without an entry it always does. `until` before `from` goes over midnight. */
export const ReadingHours = z.object({
  institutionId: z.string().min(1).max(64),
  /** 1 is Monday, 7 Sunday: of the day on which the hours begin. */
  days: z.array(z.number().int().min(1).max(7)).min(1).max(7),
  from: TimeOfDay,
  until: TimeOfDay,
});
export type ReadingHours = z.infer<typeof ReadingHours>;

export const ForwardingPlan = z.object({
  service: ExamService,
  version: Version,
  groups: z.array(InstitutionGroup).max(200),
  rules: z.array(ForwardRule).max(500),
  hours: z.array(ReadingHours).max(500),
  /** Nobody there did anything for so long: nobody is on duty. Below the 15 minutes after which an idle session ends anyway. */
  unattendedMinutes: z.number().int().min(1).max(14),
});
export type ForwardingPlan = z.infer<typeof ForwardingPlan>;

export const emptyPlan = (service: ExamService): ForwardingPlan => ({
  service,
  version: 0,
  groups: [],
  rules: [],
  hours: [],
  unattendedMinutes: 10,
});

type Level = ExamRisk['level'];

export function wantsLevel(which: ForwardRule['which'], level: Level): boolean {
  switch (which) {
    case 'all':
      return true;
    case 'abnormal':
      // Not known is not normal.
      return level !== 'normal';
    case 'critical':
      return level === 'critical';
    default:
      throw new Error(`unknown choice ${String(which satisfies never)}`);
  }
}

/** The institutions that one side of a rule stands for, in their order. */
export function membersOf({ kind, id }: ForwardSide, groups: readonly InstitutionGroup[]): readonly string[] {
  return kind === 'institution' ? [id] : (groups.find((group) => group.id === id)?.institutionIds ?? []);
}

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
const dayMinutes = 24 * 60;

/** Whether an institution reads for others at this instant. @param now ISO 8601 */
export function isReadingAt(hours: readonly ReadingHours[], institutionId: string, now: string): boolean {
  const own = hours.filter((one) => one.institutionId === institutionId);
  if (own.length === 0) return true;
  const local = hospitalClock(now);
  const minute = local.getUTCHours() * 60 + local.getUTCMinutes();
  const day = ((local.getUTCDay() + 6) % 7) + 1;
  const before = day === 1 ? 7 : day - 1;
  return own.some(({ days, from, until }) => {
    const start = minutesOf(from);
    // The same time twice is the whole day.
    const end = minutesOf(until) <= start ? minutesOf(until) + dayMinutes : minutesOf(until);
    if (days.includes(day) && minute >= start && minute < end) return true;
    return days.includes(before) && minute + dayMinutes >= start && minute + dayMinutes < end;
  });
}
