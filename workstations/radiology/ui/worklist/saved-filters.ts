// Filters that a person saved under a name; kept on this workstation, each person's apart.
import { useCallback, useMemo } from 'react';
import { useSession } from '../../../../renderer/client/session.tsx';
import { usePreferences } from '../../../../renderer/i18n/preferences.tsx';
import { initialFilter, type ListFilter } from './rows.ts';

export interface SavedFilter {
  name: string;
  filter: ListFilter;
}

const savedAtMost = 9;

/** What was stored, read with care: an older shape loses what it does not have, never the rest. */
export function readSaved(stored: unknown): SavedFilter[] {
  if (typeof stored !== 'string') return [];
  try {
    const list: unknown = JSON.parse(stored);
    if (!Array.isArray(list)) return [];
    return list.flatMap((each: unknown) => {
      if (typeof each !== 'object' || each === null || !('name' in each) || !('filter' in each)) return [];
      if (typeof each.name !== 'string' || typeof each.filter !== 'object' || each.filter === null) return [];
      return [{ name: each.name, filter: { ...initialFilter, ...each.filter, text: '' } }];
    });
  } catch {
    return [];
  }
}

export function useSavedFilters() {
  const { preferences, change } = usePreferences();
  const key = `radiology.filters.${useSession().person.id}`;
  const stored = preferences.layout[key];
  const saved = useMemo(() => readSaved(stored), [stored]);
  const put = useCallback(
    (next: readonly SavedFilter[]) => change({ layout: { [key]: JSON.stringify(next) } }),
    [change, key],
  );
  return {
    saved,
    save: (name: string, filter: ListFilter) =>
      put([...saved.filter((each) => each.name !== name), { name, filter }].slice(-savedAtMost)),
    remove: (name: string) => put(saved.filter((each) => each.name !== name)),
  };
}
