// Short stretches in which every lead is missing or stands exactly still: what a lost packet, a reconnected electrode or a muted input leaves.
import { type Span, sharedSpans } from './presence.ts';

/** A line of an amplifier trembles by a step or more within this time, seconds. */
const leastS = 0.3;

/** In samples, ascending. Stillness here is no proof of loss: a coarse converter is as still between the beats. */
export function stillSpans(leads: readonly Float32Array[], sampleRateHz: number): Span[] {
  const least = Math.max(2, Math.round(leastS * sampleRateHz));
  return leads.length === 0 ? [] : sharedSpans(leads.map((lead) => stillIn(lead, least)));
}

function stillIn(lead: Float32Array, least: number): Span[] {
  const spans: Span[] = [];
  let from = 0;
  let value = lead[0] ?? Number.NaN;
  for (let i = 1; i <= lead.length; i++) {
    const next = lead[i] ?? Number.NaN;
    // A gap has no value: before it is known, and after it is lost, anything goes on.
    if (i < lead.length && (next === value || !Number.isFinite(next) || !Number.isFinite(value))) {
      if (!Number.isFinite(value)) value = next;
      continue;
    }
    if (i - from >= least) spans.push([from, i]);
    from = i;
    value = next;
  }
  return spans;
}
