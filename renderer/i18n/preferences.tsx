// What the user sets for this window: language, theme, text size, pane widths. The only data where the last writer wins.
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import { type Locale, LocaleProvider } from './text.tsx';

export interface Preferences {
  locale: Locale;
  theme: 'light' | 'dark' | 'station';
  largeText: boolean;
  /** Sizes of panes in px and choices of tabs by name. */
  layout: Record<string, number | string | boolean>;
}

const storageKey = 'yishu.preferences';
const initial: Preferences = { locale: 'zh-CN', theme: 'station', largeText: false, layout: {} };

function read(): Preferences {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '{}');
    return typeof stored === 'object' && stored !== null ? { ...initial, ...stored } : initial;
  } catch {
    return initial;
  }
}

interface PreferencesValue {
  preferences: Preferences;
  change: (part: Partial<Preferences>) => void;
}

const PreferencesContext = createContext<PreferencesValue>({ preferences: initial, change: () => undefined });

export function PreferencesProvider({ children }: { children: ReactNode }) {
  const [preferences, setPreferences] = useState(read);
  const change = useCallback((part: Partial<Preferences>) => {
    setPreferences((before) => {
      const next = { ...before, ...part, layout: { ...before.layout, ...part.layout } };
      try {
        localStorage.setItem(storageKey, JSON.stringify(next));
      } catch {
        // A full or forbidden storage costs only the memory of the layout.
      }
      return next;
    });
  }, []);
  useEffect(() => {
    document.documentElement.lang = preferences.locale;
    document.documentElement.dataset.text = preferences.largeText ? 'large' : 'normal';
  }, [preferences.locale, preferences.largeText]);
  const value = useMemo(() => ({ preferences, change }), [preferences, change]);
  return (
    <PreferencesContext value={value}>
      <LocaleProvider locale={preferences.locale}>{children}</LocaleProvider>
    </PreferencesContext>
  );
}

export function usePreferences(): PreferencesValue {
  return useContext(PreferencesContext);
}

/** One remembered number of the layout, e.g. the width of a pane. */
export function useLayoutNumber(name: string, start: number): [number, (value: number) => void] {
  const { preferences, change } = usePreferences();
  const stored = preferences.layout[name];
  const set = useCallback((value: number) => change({ layout: { [name]: value } }), [change, name]);
  return [typeof stored === 'number' ? stored : start, set];
}

/** One remembered choice of the layout, e.g. the open tab. */
export function useLayoutChoice<Choice extends string>(
  name: string,
  choices: readonly Choice[],
  start: Choice,
): [Choice, (value: Choice) => void] {
  const { preferences, change } = usePreferences();
  const stored = preferences.layout[name];
  const found = choices.find((choice) => choice === stored) ?? start;
  const set = useCallback((value: Choice) => change({ layout: { [name]: value } }), [change, name]);
  return [found, set];
}
