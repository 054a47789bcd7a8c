// Limits of the resting heart rate by age: what is a tachycardia in an adult is usual in a child.

interface RateLimits {
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
