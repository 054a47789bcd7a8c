// Ready periods by the hospital's calendar, and every day of one: days without exams are part of the picture.

export const readyPeriods = ['today', 'week', 'month', 'lastMonth', 'quarter', 'year'] as const;
export type ReadyPeriod = (typeof readyPeriods)[number];

const dayOf = (date: Date) => date.toISOString().slice(0, 10);
const utc = (day: string) => new Date(`${day}T00:00:00Z`);
const dayMs = 86_400_000;

/** First and last day, both included; `today` is `YYYY-MM-DD`. */
export function periodOf(ready: ReadyPeriod, today: string): { from: string; to: string } {
  const date = utc(today);
  const back = (days: number) => dayOf(new Date(date.getTime() - days * dayMs));
  switch (ready) {
    case 'today':
      return { from: today, to: today };
    case 'week':
      return { from: back(6), to: today };
    case 'month':
      return { from: `${today.slice(0, 7)}-01`, to: today };
    case 'lastMonth': {
      const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 0));
      return { from: `${dayOf(last).slice(0, 7)}-01`, to: dayOf(last) };
    }
    case 'quarter':
      return { from: back(89), to: today };
    case 'year':
      return { from: `${today.slice(0, 4)}-01-01`, to: today };
    default:
      throw new Error(`unknown period ${String(ready satisfies never)}`);
  }
}

/** Empty for a period that is turned round or not dates. */
export function daysOf(from: string, to: string): string[] {
  const days: string[] = [];
  const [first, last] = [utc(from).getTime(), utc(to).getTime()];
  if (!Number.isFinite(first) || !Number.isFinite(last)) return days;
  for (let at = first; at <= last && days.length < 3700; at += dayMs) days.push(dayOf(new Date(at)));
  return days;
}

export function goodPeriod(from: string, to: string): boolean {
  const isDay = (day: string) => /^\d{4}-\d{2}-\d{2}$/.test(day) && Number.isFinite(utc(day).getTime());
  return isDay(from) && isDay(to) && from <= to;
}

/** A round step for an axis that reaches `highest` in about four steps; whole numbers, at least 1. */
export function axisStep(highest: number): number {
  const rough = Math.max(1, highest / 4);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((one) => one * power).find((one) => one >= rough) ?? rough;
  return Math.max(1, Math.round(step));
}
