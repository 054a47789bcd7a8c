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
  private readonly fits = new Map<string, number>();
  /** Zooms one step around the middle of what is seen; of several papers in step, the last that was mounted does it. */
  onStep: ((closer: boolean) => void) | null = null;

  readonly current = (): ViewportState => this.state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  set(part: Partial<ViewportState>): void {
    this.state = { ...this.state, ...part };
    for (const listener of this.listeners) listener();
  }

  /** A paper holds its whole page at so many px a millimetre; null: it is gone. Papers in step are drawn at what all of them hold. */
  setFit(paper: string, pxPerMm: number | null): void {
    const before = this.commonFit();
    if (pxPerMm === null) this.fits.delete(paper);
    else this.fits.set(paper, pxPerMm);
    if (this.commonFit() !== before) this.set({});
  }

  /** What every paper in step holds; Infinity as long as none has said. */
  commonFit(): number {
    return Math.min(Number.POSITIVE_INFINITY, ...this.fits.values());
  }
}

/** Where a page of `pageMs` may begin. */
export const heldStart = (fromMs: number, durationMs: number, pageMs: number): number =>
  Math.min(Math.max(0, durationMs - pageMs), Math.max(0, fromMs));
