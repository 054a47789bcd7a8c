// The texts of the panel of what lies over the pictures.
import { defineTexts } from '../../../i18n/text.tsx';
import { en } from './en.ts';
import { type ShownTextKey, zhCN } from './zh-CN.ts';

const texts: { 'zh-CN': Record<ShownTextKey, string>; en: Record<ShownTextKey, string> } = { 'zh-CN': zhCN, en };
export const useShownText = defineTexts(texts);
