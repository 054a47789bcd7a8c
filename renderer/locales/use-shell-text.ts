// The shell's own texts, and those of the parts and areas that all stations share.
import { defineTexts } from '../i18n/text.tsx';
import { en } from './en.ts';
import { zhCN } from './zh-CN.ts';

export const shellTexts = { 'zh-CN': zhCN, en };
export const useShellText = defineTexts(shellTexts);
