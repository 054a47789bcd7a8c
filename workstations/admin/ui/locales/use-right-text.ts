// Texts of the rights.
import { defineTexts } from '../../../../renderer/i18n/text.tsx';
import { rightsEn } from './rights.en.ts';
import { type RightTextKey, rightsZhCN } from './rights.zh-CN.ts';

export const useRightText = defineTexts<RightTextKey>({ 'zh-CN': rightsZhCN, en: rightsEn });
