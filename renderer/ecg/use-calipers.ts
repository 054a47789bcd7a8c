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
}

const most = 40;

export function useCalipers(): Calipers {
  const [tool, setTool] = useState<Tool>('pan');
  const [list, setList] = useState<readonly PlacedCaliper[]>([]);
  const [chosen, choose] = useState<string | null>(null);
  const put = useCallback((caliper: PlacedCaliper) => {
    setList((before) => [...before.filter((other) => other.id !== caliper.id), caliper].slice(-most));
    choose(caliper.id);
  }, []);
  const move = useCallback((id: string, end: CaliperEnd, byMs: number, byUv: number) => {
    setList((before) =>
      before.map((caliper) => (caliper.id === id ? { ...moved(caliper, end, byMs, byUv), yMm: caliper.yMm } : caliper)),
    );
  }, []);
  const remove = useCallback((id: string) => {
    setList((before) => before.filter((caliper) => caliper.id !== id));
    choose(null);
  }, []);
  const clear = useCallback(() => {
    setList([]);
    choose(null);
  }, []);
  return useMemo(
    () => ({ tool, setTool, list, chosen, choose, put, move, remove, clear }),
    [tool, list, chosen, put, move, remove, clear],
  );
}
