// The marks between words, as each language sets them: full width in Chinese, followed by a space in English.
import { type Locale, useLocale } from './text.tsx';

interface Marks {
  /** Between names in a row. */
  comma: string;
  /** Between sentences in a row. */
  semicolon: string;
  colon: string;
  /** What is said of a name, behind it. */
  noted(name: string, note: string): string;
}

const marks: Record<Locale, Marks> = {
  'zh-CN': { comma: '、', semicolon: '；', colon: '：', noted: (name, note) => `${name}（${note}）` },
  en: { comma: ', ', semicolon: '; ', colon: ': ', noted: (name, note) => `${name} (${note})` },
};

export const marksOf = (locale: Locale): Marks => marks[locale];

export function useMarks(): Marks {
  return marksOf(useLocale());
}
