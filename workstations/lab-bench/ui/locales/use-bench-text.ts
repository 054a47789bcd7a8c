// The texts of the lab bench: list and acts. Its other screens keep theirs beside them.
import { defineTexts } from '../../../../renderer/i18n/text.tsx';
import { en } from './en.ts';
import { zhCN } from './zh-CN.ts';

export const benchTexts = { 'zh-CN': zhCN, en };
export const useBenchText = defineTexts(benchTexts);
