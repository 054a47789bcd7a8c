// Marks as they can be in a recording: waves one after the other, and none outside the recorded time.
import type { BeatMarks, WaveMarks } from './marks.ts';

/** A wave culminates within itself: begin and peak are found by different means, and lie a few samples across where a wave has two humps. */
function aroundPeak(wave: WaveMarks | null): void {
  if (!wave) return;
  wave.onset = Math.min(wave.onset, wave.peak);
  wave.offset = Math.max(wave.offset, wave.peak);
}

/**
 * Marks that were found apart may cross where waves touch: P gives way to QRS, and T to both QRS and the next beat. What culminates in a QRS is
 * no wave but its flank, and absent. Changes `beats`.
 */
export function inOrder(beats: BeatMarks[]): BeatMarks[] {
  beats.forEach((beat, i) => {
    const { qrs } = beat;
    const next = beats[i + 1];
    for (const wave of [beat.p, qrs, beat.t]) aroundPeak(wave);
    if (beat.p && qrs && beat.p.peak >= qrs.onset) beat.p = null;
    if (beat.t && (beat.t.peak <= (qrs?.offset ?? 0) || beat.t.peak >= (next?.qrs?.onset ?? Infinity))) beat.t = null;
    const { p, t } = beat;
    if (p && qrs) p.offset = Math.max(p.peak, Math.min(p.offset, qrs.onset));
    if (t && qrs) t.onset = Math.min(t.peak, Math.max(t.onset, qrs.offset));
    const limit = next?.p?.onset ?? next?.qrs?.onset;
    if (t && limit !== undefined) t.offset = Math.max(t.peak, Math.min(t.offset, limit));
  });
  return beats;
}

/**
 * Without the waves that the beginning or the end of the recording cuts: where such a wave begins or ends nobody can see, and a mark before the
 * first or after the last of `length` samples is none.
 */
export function withinRecord(beats: readonly BeatMarks[], length: number): BeatMarks[] {
  const whole = (wave: WaveMarks | null) => (wave && wave.onset >= 0 && wave.offset < length ? wave : null);
  return beats.map(({ sample, p, qrs, t }) => ({ sample, p: whole(p), qrs: whole(qrs), t: whole(t) }));
}
