// Words of groups of hospitals and of what is sent on by itself.
import { defineTexts } from '../../../../../renderer/i18n/text.tsx';
import { networkEn } from './texts.en.ts';
import { networkZh } from './texts.zh-CN.ts';

export const useNetworkText = defineTexts({ 'zh-CN': networkZh, en: networkEn });
