// What the bench remembers while one looks at other screens: filter, the chosen specimen, the ticked ones.
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react';
import { type BenchFilter, initialFilter } from './rows.ts';
import { useBenchFinder } from './use-bench-finder.ts';

interface BenchState {
  filter: BenchFilter;
  changeFilter: (part: Partial<BenchFilter>) => void;
  selectedId: string | null;
  select: (id: string | null) => void;
  checked: ReadonlySet<string>;
  setChecked: (ids: ReadonlySet<string>) => void;
}

const BenchContext = createContext<BenchState | null>(null);

export function BenchProvider({ children }: { children: ReactNode }) {
  const [filter, setFilter] = useState(initialFilter);
  const [selectedId, select] = useState<string | null>(null);
  const [checked, setChecked] = useState<ReadonlySet<string>>(() => new Set());
  const changeFilter = useCallback((part: Partial<BenchFilter>) => setFilter((before) => ({ ...before, ...part })), []);
  useBenchFinder(changeFilter, select);
  const value = useMemo(
    () => ({ filter, changeFilter, selectedId, select, checked, setChecked }),
    [filter, changeFilter, selectedId, checked],
  );
  return <BenchContext value={value}>{children}</BenchContext>;
}

export function useBench(): BenchState {
  const state = useContext(BenchContext);
  if (!state) throw new Error('BenchProvider is missing');
  return state;
}
