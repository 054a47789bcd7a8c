// A value that components and plain code watch: smaller than a context, and outside React's tree.
import { useCallback, useSyncExternalStore } from 'react';

export class Observable<Value> {
  private value: Value;
  private readonly listeners = new Set<() => void>();

  constructor(value: Value) {
    this.value = value;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly get = (): Value => this.value;

  set(value: Value): void {
    if (Object.is(value, this.value)) return;
    this.value = value;
    for (const listener of this.listeners) listener();
  }

  change(part: Partial<Value>): void {
    this.set({ ...this.value, ...part });
  }
}

/** `pick` must give the same value (by identity) while nothing of it has changed. */
export function useObserved<Value, Part>(observable: Observable<Value>, pick: (value: Value) => Part): Part {
  const snapshot = useCallback(() => pick(observable.get()), [observable, pick]);
  return useSyncExternalStore(observable.subscribe, snapshot);
}
