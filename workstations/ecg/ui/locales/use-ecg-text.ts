// The texts of the ECG station.
import { defineTexts } from '../../../../renderer/i18n/text.tsx';
import { en } from './en.ts';
import { zh } from './zh-CN.ts';

export const ecgTexts = { 'zh-CN': zh, en };
export type EcgTextKey = keyof typeof zh;
export const useEcgText = defineTexts<EcgTextKey>(ecgTexts);
