// Texts by typed key: a bundle per room, one language for the whole window, `{name}` filled from parameters.
import { createContext, type ReactNode, useCallback, useContext } from 'react';

export type Locale = 'zh-CN' | 'en';

/** The Chinese bundle defines the keys; the English one must have all of them and no other. */
export interface TextBundle<Key extends string> {
  'zh-CN': Record<Key, string>;
  en: Record<Key, string>;
}

export type TextParameters = Record<string, string | number>;
export type Text<Key extends string> = (key: Key, parameters?: TextParameters) => string;

const LocaleContext = createContext<Locale>('zh-CN');

export function LocaleProvider(props: { locale: Locale; children: ReactNode }) {
  return <LocaleContext value={props.locale}>{props.children}</LocaleContext>;
}

export function useLocale(): Locale {
  return useContext(LocaleContext);
}

/** Fills `{name}`; a parameter that is missing stays visible, so that it is noticed. */
export function fill(template: string, parameters: TextParameters = {}): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = parameters[name];
    return value === undefined ? whole : String(value);
  });
}

/** `export const useBenchText = defineTexts({ 'zh-CN': zh, en })` */
export function defineTexts<Key extends string>(bundle: TextBundle<Key>): () => Text<Key> {
  return function useText() {
    const locale = useLocale();
    return useCallback((key: Key, parameters?: TextParameters) => fill(bundle[locale][key], parameters), [locale]);
  };
}

/** Chinese name in Chinese, English one in English where there is one. */
export function pickName(locale: Locale, entry: { name: string; nameEn?: string }): string {
  return locale === 'en' && entry.nameEn ? entry.nameEn : entry.name;
}
