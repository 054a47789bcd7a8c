// Rates and spans of time as the screens of quality write them; a share of nothing is a dash.
import { indicatorWords } from '../../../../core/quality/indicator-words.ts';
import { type IndicatorId, rateOf, type Share } from '../../../../core/quality/indicators.ts';
import { useLocale } from '../../../../renderer/i18n/text.tsx';
import type { ManagerText } from './manager-texts.ts';

export function rateText(share: Share, none: string): string {
  const rate = rateOf(share);
  return rate === null ? none : `${(100 * rate).toFixed(1)}%`;
}

/** Minutes up to two hours, hours beyond. */
export function minutesText(text: ManagerText, minutes: number | null): string {
  if (minutes === null) return text('none');
  return minutes < 120 ? text('minutes', { count: minutes }) : text('hours', { count: (minutes / 60).toFixed(1) });
}

export function useIndicatorWords(): (id: IndicatorId) => { name: string; definition: string } {
  const locale = useLocale();
  return (id) => indicatorWords[id][locale === 'en' ? 'en' : 'zh'];
}

/** What a group or a choice is called; the server's key for "nobody entered it" has no name. */
export function nameOf(key: string, name: string, unknown: string): string {
  return key === '-' ? unknown : name || key;
}
