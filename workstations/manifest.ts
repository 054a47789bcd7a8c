// What is known of a station before its screens are loaded: its name in the menu, who may open it, its theme.
import type { Right } from '../core/identity/rights.ts';

export interface StationManifest {
  id: string;
  title: { 'zh-CN': string; en: string };
  /** Any one of these opens the station. */
  rights: readonly Right[];
  /** Any one of these opens it too, for its settings; whoever has a station to work in starts there. */
  administeredBy?: readonly Right[];
  /** Reading rooms are dark, benches and windows light. */
  theme: 'light' | 'dark';
}
