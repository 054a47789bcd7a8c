// Texts of the administration.
import { defineTexts } from '../../../../renderer/i18n/text.tsx';
import { certificatesEn } from './certificates.en.ts';
import { certificatesZhCN } from './certificates.zh-CN.ts';
import { dicomEn } from './dicom.en.ts';
import { dicomZhCN } from './dicom.zh-CN.ts';
import { en } from './en.ts';
import { externalEn } from './external.en.ts';
import { externalZhCN } from './external.zh-CN.ts';
import { institutionEn } from './institution.en.ts';
import { institutionZhCN } from './institution.zh-CN.ts';
import { itemsEn } from './items.en.ts';
import { itemsZhCN } from './items.zh-CN.ts';
import { layoutsEn } from './layouts.en.ts';
import { layoutsZhCN } from './layouts.zh-CN.ts';
import { linksEn } from './links.en.ts';
import { linksZhCN } from './links.zh-CN.ts';
import { noticesEn } from './notices.en.ts';
import { noticesZhCN } from './notices.zh-CN.ts';
import { organisationEn } from './organisation.en.ts';
import { organisationZhCN } from './organisation.zh-CN.ts';
import { profileEn } from './profile.en.ts';
import { profileZhCN } from './profile.zh-CN.ts';
import { programsEn } from './programs.en.ts';
import { programsZhCN } from './programs.zh-CN.ts';
import { reachEn } from './reach.en.ts';
import { reachZhCN } from './reach.zh-CN.ts';
import { zhCN } from './zh-CN.ts';

export const adminTexts = {
  'zh-CN': {
    ...zhCN,
    ...organisationZhCN,
    ...dicomZhCN,
    ...externalZhCN,
    ...institutionZhCN,
    ...linksZhCN,
    ...itemsZhCN,
    ...noticesZhCN,
    ...layoutsZhCN,
    ...certificatesZhCN,
    ...profileZhCN,
    ...programsZhCN,
    ...reachZhCN,
  },
  en: {
    ...en,
    ...organisationEn,
    ...dicomEn,
    ...externalEn,
    ...institutionEn,
    ...linksEn,
    ...itemsEn,
    ...noticesEn,
    ...layoutsEn,
    ...certificatesEn,
    ...profileEn,
    ...programsEn,
    ...reachEn,
  },
};
export type AdminTextKey = keyof (typeof adminTexts)['zh-CN'];
export const useAdminText = defineTexts<AdminTextKey>(adminTexts);
