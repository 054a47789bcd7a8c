// Why a frame is not there, in the reader's language: the error table's sentence for a code, what exactly was wrong after it.
import { errorTable, isErrorCode } from '../../../core/kernel/errors.ts';
import type { Locale } from '../../i18n/text.tsx';

/**
 * @param message of the error that a source threw: a code with what it is about, or the browser's own words
 * @param unreachable said when nothing answered
 */
export function failureWords(message: string, locale: Locale, unreachable: string): string {
  const [code = '', ...about] = message.split(' ');
  if (isErrorCode(code)) {
    const sentence = errorTable[code][locale === 'en' ? 'en' : 'zh'];
    const what = about.join(' ');
    if (!what) return sentence;
    return locale === 'en' ? `${sentence} (${what})` : `${sentence}（${what}）`;
  }
  // What Chromium and Firefox say of a request that got no answer.
  return /^(Failed to fetch|NetworkError|network error|Load failed)/i.test(message) ? unreachable : message;
}
