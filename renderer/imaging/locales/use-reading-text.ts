// The reading room's own texts.
import { defineTexts } from '../../i18n/text.tsx';
import { en } from './en.ts';
import { type ReadingTextKey, zhCN } from './zh-CN.ts';

const texts: { 'zh-CN': Record<ReadingTextKey, string>; en: Record<ReadingTextKey, string> } = { 'zh-CN': zhCN, en };
export const useReadingText = defineTexts(texts);
