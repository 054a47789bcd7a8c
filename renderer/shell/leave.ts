// Ways to leave the screen: lock it, or end the session here after the server was told.
import { createContext, useContext } from 'react';

const LeaveContext = createContext({ leave: () => {}, lock: () => {} });
export const LeaveProvider = LeaveContext;

export function useLeave() {
  return useContext(LeaveContext);
}
