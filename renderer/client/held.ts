// Whether nobody is at the screen: what asks by itself stops meanwhile, and goes on where it was.
import { createContext, useContext } from 'react';

const HeldContext = createContext(false);
export const HeldProvider = HeldContext;

export function useHeld(): boolean {
  return useContext(HeldContext);
}
