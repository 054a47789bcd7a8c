// The desk of the room that a component stands in.
import { createContext, useContext } from 'react';
import type { ReadingDesk } from './desk.ts';

export const DeskContext = createContext<ReadingDesk | null>(null);

export function useDesk(): ReadingDesk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error('a ReadingRoom is missing around this component');
  return desk;
}
