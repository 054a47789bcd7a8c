// The reader's bindings for the components below; absent where nobody is logged in, e.g. behind a clinician's link.
import { createContext, useContext, useEffect } from 'react';
import { readBindings } from '../desk/bindings.ts';
import type { ReadingDesk } from '../desk/desk.ts';
import type { BindingsDesk } from './bindings-desk.ts';

export const BindingsContext = createContext<BindingsDesk | null>(null);

export function useBindingsDesk(): BindingsDesk | null {
  return useContext(BindingsContext);
}

/** The room's own table follows the reader's: what the server or another dialog says holds here too. */
export function useSharedBindings(desk: ReadingDesk): void {
  const shared = useBindingsDesk();
  useEffect(() => {
    if (!shared) return;
    const take = () => desk.bindings.set(readBindings(shared.room.get()));
    take();
    return shared.room.subscribe(take);
  }, [shared, desk]);
}
