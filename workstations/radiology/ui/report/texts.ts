// The words of the report editor and its dialogs.
import { defineTexts } from '../../../../renderer/i18n/text.tsx';
import { reportEn } from './texts.en.ts';
import { reportZh } from './texts.zh-CN.ts';

export const useReportText = defineTexts({ 'zh-CN': reportZh, en: reportEn });
