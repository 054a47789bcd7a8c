// Keeps what is being written: one text in memory, one copy in this window, one at the server; saves run one after another.
import type { ExamReportContent } from '../../../../core/reporting/exam-report.ts';

export type DraftStatus = 'clean' | 'dirty' | 'saving' | 'failed';

export interface DraftState {
  content: ExamReportContent;
  status: DraftStatus;
  /** Why the last save failed. */
  error: unknown;
}

export interface DraftKeeperOptions {
  initial: ExamReportContent;
  /** Sends the text to the server. */
  save: (content: ExamReportContent) => Promise<void>;
  /** Keeps the text in this window until the server has it; null takes it away. */
  keepHere: (content: ExamReportContent | null) => void;
  delayMs: number;
  /** Whether the same save may succeed later (the server was away or busy): it is then tried again by itself, after `retryMs`. */
  isPassing: (error: unknown) => boolean;
  retryMs: number;
  setTimer: (run: () => void, milliseconds: number) => unknown;
  clearTimer: (timer: unknown) => void;
}

export class DraftKeeper {
  private state: DraftState;
  private readonly listeners = new Set<() => void>();
  private timer: unknown = null;
  private running: Promise<void> | null = null;
  private stopped = false;
  private readonly options: DraftKeeperOptions;

  constructor(options: DraftKeeperOptions) {
    this.options = options;
    this.state = { content: options.initial, status: 'clean', error: null };
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly current = (): DraftState => this.state;

  change(part: Partial<ExamReportContent>): void {
    if (this.stopped) return;
    const content = { ...this.state.content, ...part };
    this.put({ content, status: this.running ? 'saving' : 'dirty' });
    this.options.keepHere(content);
    this.plan();
  }

  /** Shows what another edition or window has stored, when nothing is unsaved here. */
  adopt(content: ExamReportContent): void {
    if (this.state.status === 'clean') this.put({ content });
  }

  /** Saves until the server has what stands here. @throws what the save throws */
  async flush(): Promise<void> {
    this.options.clearTimer(this.timer);
    this.timer = null;
    while (this.running || this.unsaved()) {
      await (this.running ?? this.send());
      if (this.state.status === 'failed') throw this.state.error;
    }
  }

  /** No more saves: the text was signed, or somebody else has the case. The copy of this window goes only when it was signed. */
  stop(signed: boolean): void {
    this.stopped = true;
    this.options.clearTimer(this.timer);
    if (signed) this.options.keepHere(null);
  }

  private unsaved(): boolean {
    return this.state.status === 'dirty' || this.state.status === 'failed';
  }

  private plan(milliseconds = this.options.delayMs): void {
    this.options.clearTimer(this.timer);
    this.timer = this.options.setTimer(() => {
      this.timer = null;
      // A failed save says so on the screen.
      if (!this.running && this.unsaved()) this.send().catch(() => undefined);
    }, milliseconds);
  }

  private send(): Promise<void> {
    const { content } = this.state;
    this.put({ status: 'saving', error: null });
    this.running = this.options
      .save(content)
      .then(
        () => {
          const same = this.state.content === content;
          this.put({ status: same ? 'clean' : 'dirty' });
          // What was typed meanwhile goes on from the version that is stored now: its copy says so.
          this.options.keepHere(same ? null : this.state.content);
        },
        (error: unknown) => this.put({ status: 'failed', error }),
      )
      .finally(() => {
        this.running = null;
        if (this.stopped || this.timer !== null) return;
        // The timer of what was typed meanwhile may have run out during the save: without a new one it would wait for the next key.
        if (this.state.content !== content) this.plan();
        else if (this.state.status === 'failed' && this.options.isPassing(this.state.error))
          this.plan(this.options.retryMs);
      });
    return this.running;
  }

  private put(part: Partial<DraftState>): void {
    this.state = { ...this.state, ...part };
    for (const listener of this.listeners) listener();
  }
}
