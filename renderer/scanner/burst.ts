// Tells a barcode scanner (keyboard wedge) from typing by its speed. Pure: fed with keys and times, answers what to do with each key.

/** Keys of a scanner come at most this far apart; a person's come at 60 ms and more, a rolled pair at 20 to 40. */
export const maximumGapMilliseconds = 35;
export const minimumLength = 4;
/** From this many fast keys on they are kept from the focused field: a person may roll two keys, hardly three. */
const holdFrom = 3;

export type BurstStep =
  /** Not a scan: the key goes where it was meant to go. `release` holds kept-back characters that belong before it. */
  | { kind: 'pass'; release: string }
  /** First key of what may be a scan: it passes, and the caller remembers how the field looks now. */
  | { kind: 'begin'; release: string }
  /** Part of a burst: keep it from the field. */
  | { kind: 'hold' }
  /** The burst is complete: put the field back as it was at `begin` and act on the code. */
  | { kind: 'scan'; code: string };

interface Burst {
  text: string;
  held: string;
  lastAt: number;
}

export class BurstDetector {
  private burst: Burst | null = null;

  /**
   * @param key one printable character, `Enter`, `Tab`, or `''` for any other key
   * @param at time of the key in milliseconds
   */
  feed(key: string, at: number): BurstStep {
    const burst = this.burst;
    const fast = burst !== null && at - burst.lastAt <= maximumGapMilliseconds;
    if (burst && fast && (key === 'Enter' || key === 'Tab')) {
      this.burst = null;
      return burst.text.length >= minimumLength
        ? { kind: 'scan', code: burst.text }
        : { kind: 'pass', release: burst.held };
    }
    if ([...key].length !== 1) {
      this.burst = null;
      return { kind: 'pass', release: burst?.held ?? '' };
    }
    if (burst && fast) {
      burst.text += key;
      burst.lastAt = at;
      if (burst.text.length < holdFrom) return { kind: 'pass', release: '' };
      burst.held += key;
      return { kind: 'hold' };
    }
    this.burst = { text: key, held: '', lastAt: at };
    return { kind: 'begin', release: burst?.held ?? '' };
  }

  /** Called when no key came for a while: hands back what was kept from the field without being a scan. */
  expire(now: number): string {
    if (!this.burst || now - this.burst.lastAt <= maximumGapMilliseconds) return '';
    const { held } = this.burst;
    this.burst = null;
    return held;
  }
}
