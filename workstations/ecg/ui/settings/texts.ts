// Words of the ECG settings: devices, critical rules, forwarding.
import { defineTexts } from '../../../../renderer/i18n/text.tsx';
import { settingsEn } from './texts.en.ts';
import { settingsZh } from './texts.zh-CN.ts';

export const settingsTexts = { 'zh-CN': settingsZh, en: settingsEn };
export type SettingsTextKey = keyof typeof settingsZh;
export const useSettingsText = defineTexts<SettingsTextKey>(settingsTexts);
