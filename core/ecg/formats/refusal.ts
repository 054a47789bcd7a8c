// A file that is refused, and the list of what is not quite right in one that is read.
import type { EcgProblem } from '../recording.ts';

export type RefusalCode =
  /** No bytes at all. */
  | 'EMPTY'
  /** Of no format that is read here. */
  | 'NOT_RECOGNISED'
  /** Named as its format, but broken so that nothing in it can be trusted. */
  | 'MALFORMED'
  /** Well formed, but in a version, coding or kind that is not read. */
  | 'UNSUPPORTED'
  /** Larger or deeper than an ECG can be. */
  | 'TOO_LARGE'
  /** There is no such file, or it cannot be opened. */
  | 'FILE_MISSING'
  /** A file that it names was not given. */
  | 'COMPANION_MISSING'
  /** It names a file outside its own folder. */
  | 'COMPANION_UNSAFE';

/** The only error that the readers throw for bad input. `at` says where: an offset, an element, a line. */
export class EcgRefusal extends Error {
  readonly code: RefusalCode;
  readonly at: string;

  constructor(code: RefusalCode, at: string, text: string) {
    super(text);
    this.name = 'EcgRefusal';
    this.code = code;
    this.at = at;
  }
}

/** A damaged file can go wrong at each of its samples; the reader of the list is served by the first of each kind and a count. */
const keptPerCode = 12;

export class ProblemList {
  readonly #kept: EcgProblem[] = [];
  readonly #counts = new Map<string, number>();

  add(code: string, at: string, text: string): void {
    const count = (this.#counts.get(code) ?? 0) + 1;
    this.#counts.set(code, count);
    if (count <= keptPerCode) this.#kept.push({ code, at, text });
  }

  has(code: string): boolean {
    return this.#counts.has(code);
  }

  list(): EcgProblem[] {
    const more = [...this.#counts].filter(([, count]) => count > keptPerCode);
    return [
      ...this.#kept,
      ...more.map(([code, count]) => ({ code, at: '', text: `${count - keptPerCode} more of this kind` })),
    ];
  }
}
