// Texts of the administration.
import { defineTexts } from '../../../../renderer/i18n/text.tsx';
import { en } from './en.ts';
import { organisationEn } from './organisation.en.ts';
import { organisationZhCN } from './organisation.zh-CN.ts';
import { zhCN } from './zh-CN.ts';

export const adminTexts = { 'zh-CN': { ...zhCN, ...organisationZhCN }, en: { ...en, ...organisationEn } };
export type AdminTextKey = keyof (typeof adminTexts)['zh-CN'];
export const useAdminText = defineTexts<AdminTextKey>(adminTexts);
