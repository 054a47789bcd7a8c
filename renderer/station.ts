// What a station gives the shell: its screens. The shell knows no station by name.
import type { ComponentType, ReactNode } from 'react';
import type { Right } from '../core/identity/rights.ts';
import type { Locale, TextBundle } from './i18n/text.tsx';
import type { GlyphName } from './parts/glyph.tsx';

/** Screens of one kind: one word in the bar, the screens themselves in a row below it. */
export interface ScreenGroup {
  id: string;
  title: Record<Locale, string>;
  glyph: GlyphName;
}

export interface ScreenDefinition {
  id: string;
  title: Record<Locale, string>;
  glyph: GlyphName;
  /** Of the station's groups; shown where the screens are too many for one row. */
  group?: ScreenGroup;
  Component: ComponentType;
  /** Key that opens the screen from any other screen of the station. */
  keys?: string;
  /** Any one of these shows the screen; absent means everybody who may open the station. */
  rights?: readonly Right[];
  /** Shown also to who only administers the station (`administeredBy`). */
  administration?: boolean;
  /** Shown only where a host with devices answers. */
  needsDevices?: boolean;
  /** Count beside the title, e.g. what waits there. A hook: it may query. */
  useBadge?: () => { count: number; tone: 'plain' | 'waiting' | 'critical' };
}

export interface StationUi {
  /** Holds what the station's screens share while one goes from one to the other. */
  Provider?: ComponentType<{ children: ReactNode }>;
  screens: readonly ScreenDefinition[];
}

/** A station as the shell lists it: known by its manifest, loaded when it is opened. */
export interface StationEntry {
  manifest: {
    id: string;
    title: Record<Locale, string>;
    rights: readonly Right[];
    /** Open it for its `administration` screens; nobody starts there by these. */
    administeredBy?: readonly Right[];
    theme: 'light' | 'dark';
  };
  ui: () => Promise<{ station: StationUi }>;
}

/** A text of a bundle in all languages, for definitions made outside components. */
export function titleOf<Key extends string>(bundle: TextBundle<Key>, key: Key): Record<Locale, string> {
  return { 'zh-CN': bundle['zh-CN'][key], en: bundle.en[key] };
}
