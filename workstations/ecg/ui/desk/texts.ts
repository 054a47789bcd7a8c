// The words of the ECG desk.
import { defineTexts } from '../../../../renderer/i18n/text.tsx';
import { deskEn } from './texts.en.ts';
import { deskZh } from './texts.zh-CN.ts';

export const deskTexts = { 'zh-CN': deskZh, en: deskEn };
export type DeskTextKey = keyof typeof deskZh;
export const useDeskText = defineTexts<DeskTextKey>(deskTexts);
