// The texts of the object panels.
import { defineTexts } from '../../../i18n/text.tsx';
import { en } from './en.ts';
import { type ObjectTextKey, zhCN } from './zh-CN.ts';

const texts: { 'zh-CN': Record<ObjectTextKey, string>; en: Record<ObjectTextKey, string> } = { 'zh-CN': zhCN, en };
export const useObjectText = defineTexts(texts);
