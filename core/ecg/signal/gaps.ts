// Missing samples (NaN): bridged by a line for the filters, and remembered so that nothing is measured there.

export interface Filled {
  samples: Float32Array;
  /** Share of the samples that were missing, 0 to 1. */
  missing: number;
}

/** Bridges every run of NaN between its neighbours; a lead without any sample becomes zeros. Returns the input itself where nothing is missing. */
export function fillGaps(samples: Float32Array): Filled {
  let missing = 0;
  for (let i = 0; i < samples.length; i++) if (!Number.isFinite(samples[i])) missing++;
  if (missing === 0) return { samples, missing: 0 };
  const filled = Float32Array.from(samples);
  let from = -1;
  for (let i = 0; i <= filled.length; i++) {
    if (i < filled.length && !Number.isFinite(filled[i])) continue;
    if (i - from > 1) bridge(filled, from, i);
    from = i;
  }
  return { samples: filled, missing: missing / samples.length };
}

function bridge(samples: Float32Array, from: number, to: number): void {
  const before = from >= 0 ? samples[from] : to < samples.length ? samples[to] : 0;
  const after = to < samples.length ? samples[to] : before;
  for (let i = from + 1; i < to; i++) {
    const share = (i - from) / (to - from);
    samples[i] = (before ?? 0) + ((after ?? 0) - (before ?? 0)) * share;
  }
}
