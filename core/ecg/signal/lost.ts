// Where nothing was recorded: no sample in any lead, or all of them at their rails. A pause of the signal is no pause of the heart.
import { presence, type Span, sharedSpans } from './presence.ts';

/** How far beyond everything else a lead must stand still to be at its rail, microvolts. */
const beyondUv = 500;
/** Share of the samples of a stretch, up to which it counts as missing. */
const mostHeld = 0.1;

/**
 * Stretches of a second and more, in samples. A lead that stands still within its usual range is not lost: an open input and a heart without
 * any activity look alike there, and only the second does harm.
 */
export function lostSpans(leads: readonly Float32Array[], sampleRateHz: number): Span[] {
  return leads.length === 0 ? [] : sharedSpans(leads.map((lead) => lostIn(lead, sampleRateHz)));
}

function lostIn(lead: Float32Array, sampleRateHz: number): Span[] {
  const { absent } = presence(lead, sampleRateHz);
  if (absent.length === 0) return [];
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  let k = 0;
  for (let i = 0; i < lead.length; i++) {
    while (k < absent.length && i >= (absent[k]?.[1] ?? 0)) k++;
    const value = lead[i] ?? Number.NaN;
    if (i >= (absent[k]?.[0] ?? Number.POSITIVE_INFINITY)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return absent.filter(([from, to]) => {
    const there = lead.subarray(from, to).filter((value) => Number.isFinite(value));
    // The last samples before a gap belong to the still stretch that it makes.
    if (there.length < mostHeld * (to - from)) return true;
    const still = there[0] ?? 0;
    return still > high + beyondUv || still < low - beyondUv;
  });
}
