// The clinicians' page's own texts.
import { defineTexts } from '../i18n/text.tsx';
import { en } from './en.ts';
import { zhCN } from './zh-CN.ts';

export const useViewerText = defineTexts({ 'zh-CN': zhCN, en });
