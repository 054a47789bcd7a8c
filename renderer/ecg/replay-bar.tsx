// Play, pause and rate of the replay, with the heart rate of the beat that the sweep has just passed.
import { useSyncExternalStore } from 'react';
import { useActions } from '../keys/actions.tsx';
import { Pick } from '../parts/choice.tsx';
import { usePaperText } from './texts.ts';
import { type Replay, replayRates } from './use-replay.ts';
import type { PaperViewport } from './viewport.ts';

interface ReplayBarProps {
  replay: Replay;
  viewport: PaperViewport;
  beatsMs: readonly number[];
}

/** Beats a minute from the last interval before an instant; null without two beats. */
export function rateAt(beatsMs: readonly number[], ms: number): number | null {
  let low = 0;
  let high = beatsMs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((beatsMs[middle] ?? 0) <= ms) low = middle + 1;
    else high = middle;
  }
  const rr = (beatsMs[low - 1] ?? Number.NaN) - (beatsMs[low - 2] ?? Number.NaN);
  return rr > 0 && rr < 6000 ? Math.round(60_000 / rr) : null;
}

export function ReplayBar({ replay, viewport, beatsMs }: ReplayBarProps) {
  const text = usePaperText();
  const bpm = useSyncExternalStore(viewport.subscribe, () => {
    const { sweepMs } = viewport.current();
    return sweepMs === null ? null : rateAt(beatsMs, sweepMs);
  });
  useActions({ title: text('replay'), depth: 1 }, [
    {
      id: 'ecg.replay',
      label: text(replay.playing ? 'replay.pause' : 'replay.play'),
      keys: ['Alt+P'],
      run: replay.toggle,
    },
    { id: 'ecg.replay.stop', label: text('replay.stop'), keys: ['Alt+O'], run: replay.stop },
  ]);
  return (
    <span className="ecg-tools ecg-replay" role="group" aria-label={text('replay')}>
      <button
        type="button"
        aria-pressed={replay.playing}
        title={`${text(replay.playing ? 'replay.pause' : 'replay.play')} Alt+P`}
        onClick={replay.toggle}
        data-testid="ecg-replay"
      >
        <svg width={12} height={12} viewBox="0 0 12 12" aria-hidden>
          <path d={replay.playing ? 'M2 1h3v10H2zM7 1h3v10H7z' : 'M2 1l9 5-9 5z'} fill="currentColor" />
        </svg>
        <span>{text(replay.playing ? 'replay.pause' : 'replay')}</span>
      </button>
      {replay.held ? (
        <button type="button" title={text('replay.stop')} aria-label={text('replay.stop')} onClick={replay.stop}>
          <svg width={12} height={12} viewBox="0 0 12 12" aria-hidden>
            <path d="M2 2h8v8H2z" fill="currentColor" />
          </svg>
        </button>
      ) : null}
      {replay.held ? (
        <Pick
          label={text('replay.rate')}
          value={replay.rate}
          onChange={replay.setRate}
          options={replayRates.map((value) => ({ value, label: `${value}×` }))}
        />
      ) : null}
      {replay.held ? (
        <output className="number" data-testid="ecg-replay-bpm">
          {bpm === null ? '— bpm' : text('replay.bpm', { bpm })}
        </output>
      ) : null}
    </span>
  );
}
