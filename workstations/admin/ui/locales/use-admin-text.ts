// Texts of the administration.
import { defineTexts } from '../../../../renderer/i18n/text.tsx';
import { dicomEn } from './dicom.en.ts';
import { dicomZhCN } from './dicom.zh-CN.ts';
import { en } from './en.ts';
import { institutionEn } from './institution.en.ts';
import { institutionZhCN } from './institution.zh-CN.ts';
import { organisationEn } from './organisation.en.ts';
import { organisationZhCN } from './organisation.zh-CN.ts';
import { zhCN } from './zh-CN.ts';

export const adminTexts = {
  'zh-CN': { ...zhCN, ...organisationZhCN, ...dicomZhCN, ...institutionZhCN },
  en: { ...en, ...organisationEn, ...dicomEn, ...institutionEn },
};
export type AdminTextKey = keyof (typeof adminTexts)['zh-CN'];
export const useAdminText = defineTexts<AdminTextKey>(adminTexts);
