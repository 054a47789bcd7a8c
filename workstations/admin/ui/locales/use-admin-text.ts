// Texts of the administration.
import { defineTexts } from '../../../../renderer/i18n/text.tsx';
import { en } from './en.ts';
import { zhCN } from './zh-CN.ts';

export type AdminTextKey = keyof typeof zhCN;
export const adminTexts = { 'zh-CN': zhCN, en };
export const useAdminText = defineTexts<AdminTextKey>(adminTexts);
