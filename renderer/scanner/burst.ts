// Tells a barcode scanner (keyboard wedge) from typing. Pure: fed with keys and times, answers what to do with each key.
//
// A code is handed on only whole: all printable keys since the last Enter or Tab, up to the next one. A scanner that stalls on a loaded
// machine therefore never names another tube: its code comes late and complete, or it is refused and scanned again. No timing of the
// keys makes a part of a code a code.

/** Keys of a scanner come at most this far apart; a person's come at 60 ms and more, a rolled pair at 20 to 40. */
export const maximumGapMilliseconds = 35;
/** A scanner that is held up goes on within this time; over it, what came before was something else. */
const maximumStallMilliseconds = 1000;
/** A cursor key or a click after such a pause ends what was typed before; sooner, it fell into the middle of something. */
const endOfTypingMilliseconds = 500;
export const minimumLength = 4;
/** A burst with stalls is a scanner's when it is this long and no part of it is shorter than what a person rolls. */
const stalledLength = 8;
const stalledPart = 3;
const maximumLength = 128;
/** From this many fast keys on they are kept from the focused field: a person may roll two keys, hardly three. */
const holdFrom = 3;

export type BurstStep =
  /** Not a scan: the key goes where it was meant to go. `release` holds kept-back characters that belong before it. */
  | { kind: 'pass'; release: string }
  /** May be the first key of a scan, or of its rest after a stall (`fresh: false`): the caller remembers how the field looks now. */
  | { kind: 'begin'; release: string; fresh: boolean }
  /** Part of a burst: keep it from the field. */
  | { kind: 'hold' }
  /** The code is complete: put the field back as it was at the fresh `begin` and act on the code. */
  | { kind: 'scan'; code: string }
  /** A burst ended that is mixed with other keys: put the field back as it was at the last `begin`, ask for another scan. */
  | { kind: 'torn' };

/** All printable keys since the last end; `segment` counts those since the last slow gap. */
interface Run {
  text: string;
  segment: number;
  shortestSegment: number;
  slow: number;
  longestGap: number;
  held: string;
  lastAt: number;
  /** Another key or a click fell into it: whatever it is, it is not a whole code. */
  spoiled: boolean;
  told: boolean;
}

export class BurstDetector {
  private run: Run | null = null;

  /**
   * @param key one printable character, `Enter`, `Tab`, or `''` for any other key
   * @param at time of the key in milliseconds
   */
  feed(key: string, at: number): BurstStep {
    if (key === 'Enter' || key === 'Tab') return this.end(at);
    if ([...key].length !== 1) return { kind: 'pass', release: this.interrupt(at) };
    const { run } = this;
    if (run === null) {
      const first = {
        text: key,
        segment: 1,
        shortestSegment: maximumLength,
        slow: 0,
        longestGap: 0,
        held: '',
        lastAt: at,
      };
      this.run = { ...first, spoiled: false, told: false };
      return { kind: 'begin', release: '', fresh: true };
    }
    const gap = at - run.lastAt;
    run.lastAt = at;
    run.text += key;
    if (run.text.length > maximumLength) run.spoiled = true;
    if (gap > maximumGapMilliseconds) {
      const release = this.takeHeld();
      run.slow += 1;
      run.shortestSegment = Math.min(run.shortestSegment, run.segment);
      run.longestGap = Math.max(run.longestGap, gap);
      run.segment = 1;
      return { kind: 'begin', release, fresh: false };
    }
    run.segment += 1;
    if (run.segment < holdFrom) return { kind: 'pass', release: '' };
    run.held += key;
    return { kind: 'hold' };
  }

  /** A click, or a key that no code has in it. Answers what was kept from the field. */
  interrupt(at: number): string {
    const { run } = this;
    if (run === null) return '';
    const held = this.takeHeld();
    if (at - run.lastAt > endOfTypingMilliseconds) this.run = null;
    else run.spoiled = true;
    return held;
  }

  /**
   * Called when no key came for a while: hands back what was kept from the field. `unfinished` once for what looks like
   * a whole code of a scanner that sends no Enter.
   */
  expire(now: number): { release: string; unfinished: boolean } {
    const { run } = this;
    if (run === null || now - run.lastAt <= maximumGapMilliseconds) return { release: '', unfinished: false };
    const unfinished = !run.told && !run.spoiled && run.slow === 0 && run.text.length >= stalledLength;
    if (unfinished) run.told = true;
    return { release: this.takeHeld(), unfinished };
  }

  private end(at: number): BurstStep {
    const { run } = this;
    if (run === null) return { kind: 'pass', release: '' };
    const gap = at - run.lastAt;
    const quick = gap <= maximumGapMilliseconds;
    const release = this.takeHeld();
    this.run = null;
    if (!run.spoiled && isScanners(run, gap, quick)) return { kind: 'scan', code: run.text };
    if (quick && run.segment >= minimumLength) return { kind: 'torn' };
    return { kind: 'pass', release };
  }

  private takeHeld(): string {
    const held = this.run?.held ?? '';
    if (this.run) this.run.held = '';
    return held;
  }
}

function isScanners(run: Run, lastGap: number, quick: boolean): boolean {
  const { length } = run.text;
  const slow = run.slow + (quick ? 0 : 1);
  if (slow === 0) return length >= minimumLength;
  const shortest = Math.min(run.shortestSegment, run.segment + (quick ? 1 : 0));
  const longest = Math.max(run.longestGap, lastGap);
  return length >= stalledLength && shortest >= stalledPart && longest <= maximumStallMilliseconds;
}
