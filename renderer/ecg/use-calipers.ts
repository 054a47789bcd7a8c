// The calipers on a paper: which tool is in hand, what has been placed, which one is chosen.
import { useCallback, useMemo, useState } from 'react';
import { type Caliper, type CaliperEnd, type CaliperKind, moved } from '../../core/ecg/paper/calipers.ts';

export type Tool = 'pan' | CaliperKind;
export const tools: readonly Tool[] = ['pan', 'interval', 'march', 'qt', 'amplitude', 'marker'];

/** With the height on the page where its bar is drawn. */
export type PlacedCaliper = Caliper & { yMm: number };

export interface Calipers {
  tool: Tool;
  setTool: (tool: Tool) => void;
  list: readonly PlacedCaliper[];
  chosen: string | null;
  choose: (id: string | null) => void;
  put: (caliper: PlacedCaliper) => void;
  move: (id: string, end: CaliperEnd, byMs: number, byUv: number) => void;
  remove: (id: string) => void;
  clear: () => void;
  /** Takes the last one placed away, or brings back what was removed; `null` where there is nothing to take back. */
  undo: (() => void) | null;
}

const most = 40;
const mostSteps = 50;

interface Placed {
  list: readonly PlacedCaliper[];
  /** What stood before each change, oldest first. Pulling a line is no change of its own. */
  past: readonly (readonly PlacedCaliper[])[];
}

const changed = ({ list, past }: Placed, to: readonly PlacedCaliper[]): Placed => ({
  list: to,
  past: [...past, list].slice(-mostSteps),
});

export function useCalipers(): Calipers {
  const [tool, setTool] = useState<Tool>('pan');
  const [{ list, past }, setPlaced] = useState<Placed>({ list: [], past: [] });
  const [chosen, choose] = useState<string | null>(null);
  const put = useCallback((caliper: PlacedCaliper) => {
    setPlaced((before) => {
      const others = before.list.filter((other) => other.id !== caliper.id);
      const to = [...others, caliper].slice(-most);
      // The one that is being drawn is put again with every movement.
      return others.length < before.list.length ? { ...before, list: to } : changed(before, to);
    });
    choose(caliper.id);
  }, []);
  const move = useCallback((id: string, end: CaliperEnd, byMs: number, byUv: number) => {
    setPlaced((before) => ({
      ...before,
      list: before.list.map((caliper) =>
        caliper.id === id ? { ...moved(caliper, end, byMs, byUv), yMm: caliper.yMm } : caliper,
      ),
    }));
  }, []);
  const remove = useCallback((id: string) => {
    setPlaced((before) =>
      changed(
        before,
        before.list.filter((caliper) => caliper.id !== id),
      ),
    );
    choose(null);
  }, []);
  const clear = useCallback(() => {
    setPlaced((before) => (before.list.length === 0 ? before : changed(before, [])));
    choose(null);
  }, []);
  const back = useCallback(() => {
    setPlaced((before) => ({ list: before.past.at(-1) ?? before.list, past: before.past.slice(0, -1) }));
    choose(null);
  }, []);
  const undo = past.length > 0 ? back : null;
  return useMemo(
    () => ({ tool, setTool, list, chosen, choose, put, move, remove, clear, undo }),
    [tool, list, chosen, put, move, remove, clear, undo],
  );
}
