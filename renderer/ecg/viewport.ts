// Which part of the recording and of the page is seen: one for all papers that move in step. Outside React's state, so that panning draws and renders nothing else.

export interface ViewportState {
  /** First instant of the page. */
  fromMs: number;
  /** How far the page is scrolled, px. */
  xPx: number;
  yPx: number;
  /** `fit`: the whole page is seen. `true`: a millimetre is a millimetre. Else CSS px a millimetre. */
  zoom: 'fit' | 'true' | number;
  /** Replay: the curve is drawn up to here, on the clock of the recording; null when it stands still. */
  sweepMs: number | null;
}

export class PaperViewport {
  private state: ViewportState = { fromMs: 0, xPx: 0, yPx: 0, zoom: 'fit', sweepMs: null };
  private readonly listeners = new Set<() => void>();

  readonly current = (): ViewportState => this.state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  set(part: Partial<ViewportState>): void {
    this.state = { ...this.state, ...part };
    for (const listener of this.listeners) listener();
  }
}

/** Where a page of `pageMs` may begin. */
export const heldStart = (fromMs: number, durationMs: number, pageMs: number): number =>
  Math.min(Math.max(0, durationMs - pageMs), Math.max(0, fromMs));
