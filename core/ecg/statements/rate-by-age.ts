// Limits of the resting heart rate by age: what is a tachycardia in an adult is usual in a child.

export interface RateLimits {
  low: number;
  high: number;
}

/** Adults, AHA/ACC/HRS; children awake, Pediatric Advanced Life Support (as tabulated in Fleming, Lancet 2011, web appendix). */
const adult: RateLimits = { low: 60, high: 100 };
const children: readonly (RateLimits & { beforeYears: number })[] = [
  { beforeYears: 1, low: 85, high: 205 },
  { beforeYears: 2, low: 100, high: 190 },
  { beforeYears: 10, low: 60, high: 140 },
];

/** Beats a minute between which a sinus rhythm is neither slow nor fast. */
export function usualRate(ageYears: number | undefined): RateLimits {
  return children.find(({ beforeYears }) => ageYears !== undefined && ageYears < beforeYears) ?? adult;
}

/**
 * Beats a minute from which a narrow rhythm is no longer a child's own: 220 in the first year (Pediatric Advanced Life Support), then the upper
 * limit of the resting rate. A rule of adults' 180 or 200 would alarm on an infant that cries.
 */
export function fastestSinus(ageYears: number | undefined): number {
  if (ageYears === undefined) return 0;
  return ageYears < 1 ? 220 : usualRate(ageYears).high;
}

/** Rate at and below which an infant's heart is critically slow: 60 a minute (Pediatric Advanced Life Support); later the rule alone says. */
export function slowestSafe(ageYears: number | undefined): number {
  return ageYears !== undefined && ageYears < 1 ? 60 : 0;
}
