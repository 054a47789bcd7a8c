// Heights that no heart, or hardly one, has in all leads: a gain declared twice or ten times too large lifts an everyday ST over its limit. The tracing
// cannot tell that from hypertrophy; in both an ST that is a small share of its QRS is no sign of injury by itself.
import type { LeadAmplitudes } from '../measure/amplitudes.ts';
import { median } from '../signal/stats.ts';
import type { Judged } from './judged.ts';
import type { Evidence } from './rule-set.ts';

/** QRS from crest to trough, middle of all leads, microvolts: the tallest of 26 twelve-lead recordings has 2062. In few leads as much is common. */
const leastTallUv = 2100;
const fewestLeads = 8;
/** ST beside the QRS of its lead: in the recordings alone by their gain up to 0.10; an injury is 0.24 and more (0.25 is asked for beside hypertrophy, Armstrong 2012). */
const leastShare = 0.1;

/** Whether the levels told are to be doubted for the size of the whole recording. */
export function isOutsized({ amplitudes, quality }: Judged, evidence: readonly Evidence[]): boolean {
  if (quality.scaleDoubt?.kind === 'too-high') return true;
  const heights = Object.values(amplitudes).map(heightOf);
  if (heights.length < fewestLeads || median(heights) < leastTallUv) return false;
  return evidence.every(({ lead, value }) => {
    const own = amplitudes[lead ?? ''];
    return own !== undefined && Math.abs(value) <= leastShare * heightOf(own);
  });
}

function heightOf({ q, r, s }: LeadAmplitudes): number {
  return (r ?? 0) - Math.min(q ?? 0, s ?? 0);
}
