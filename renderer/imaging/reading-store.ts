// Holds the state of a reading room outside React, so that sixty pictures a second do not pass through the whole tree.
import { useCallback, useSyncExternalStore } from 'react';
import { type ReadingEvent, reduceReading } from '../../core/imaging/reading/reduce.ts';
import { emptyReading, type ReadingState } from '../../core/imaging/reading/state.ts';

export class ReadingStore {
  private state: ReadingState = emptyReading;
  private readonly listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly current = (): ReadingState => this.state;

  readonly dispatch = (event: ReadingEvent): void => {
    const next = reduceReading(this.state, event);
    if (next === this.state) return;
    this.state = next;
    for (const listener of this.listeners) listener();
  };
}

/** `pick` must give the same value (by identity) while nothing of it has changed. */
export function useReading<Part>(store: ReadingStore, pick: (state: ReadingState) => Part): Part {
  const snapshot = useCallback(() => pick(store.current()), [store, pick]);
  return useSyncExternalStore(store.subscribe, snapshot);
}
