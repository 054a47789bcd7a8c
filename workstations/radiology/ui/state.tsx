// What the station's screens share while one goes from one to the other: filter, chosen exam, and the order of the list for "next case".
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import { OwnBindingsProvider } from '../../../renderer/imaging/keys/own-bindings-provider.tsx';
import { useLibrary } from './report/use-library.ts';
import { initialFilter, type ListFilter } from './worklist/rows.ts';
import { useFindExams } from './worklist/use-find-exams.ts';
import { useLiveExams } from './worklist/use-worklist.ts';

interface StationState {
  filter: ListFilter;
  changeFilter: (part: Partial<ListFilter>) => void;
  selectedId: string | null;
  select: (id: string | null) => void;
  /** The list as it was shown last. */
  shown: readonly ExamDocument[];
  setShown: (rows: readonly ExamDocument[]) => void;
}

const StationContext = createContext<StationState | null>(null);

export function RadiologyProvider({ children }: { children: ReactNode }) {
  const [filter, setFilter] = useState(initialFilter);
  const [selectedId, select] = useState<string | null>(null);
  const [shown, setShown] = useState<readonly ExamDocument[]>([]);
  const changeFilter = useCallback((part: Partial<ListFilter>) => setFilter((before) => ({ ...before, ...part })), []);
  useLiveExams();
  useLibrary();
  useFindExams();
  const value = useMemo(
    () => ({ filter, changeFilter, selectedId, select, shown, setShown }),
    [filter, changeFilter, selectedId, shown],
  );
  return (
    <StationContext value={value}>
      <OwnBindingsProvider>{children}</OwnBindingsProvider>
    </StationContext>
  );
}

export function useStation(): StationState {
  const state = useContext(StationContext);
  if (!state) throw new Error('RadiologyProvider is missing');
  return state;
}
