// Rules of the set in force that no tracing decides by itself: the machine never alarms on them, so the reader is told that they are open.
import { useQuery } from '@tanstack/react-query';
import type { StoredRuleSet } from '../../../../core/ecg/flow/rule-set.ts';
import type { EcgRule } from '../../../../core/ecg/rules/rule-set.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { useLocale } from '../../../../renderer/i18n/text.tsx';
import { useEcgText } from '../locales/use-ecg-text.ts';

/** Switched on, in force, and left to the reader. */
export function readerRulesOf(sets: readonly StoredRuleSet[]): EcgRule[] {
  const inForce = sets.find(({ active }) => active);
  return (inForce?.ruleSet.rules ?? []).filter(({ enabled, when }) => enabled && when.kind === 'by-reader');
}

export function useReaderRules(): EcgRule[] {
  const { query } = useApi();
  return readerRulesOf(useQuery(query.ecg.ruleSets.queryOptions()).data ?? []);
}

/** What it is, without the word of a suspicion, which nobody has here, and without the explanation. */
export function plainRule(words: string): string {
  return words.replace(/^(疑似|Suspected )/u, '').replace(/\s*[（(].*$/u, '');
}

/** `onMark` opens the marking; null where this person may not mark. */
export function ReaderRules({ onMark }: { onMark: (() => void) | null }) {
  const text = useEcgText();
  const locale = useLocale();
  const rules = useReaderRules();
  if (rules.length === 0) return null;
  return (
    <ul className="ecg-reader-rules" aria-label={text('readerRules')} data-testid="ecg-reader-rules">
      {rules.map((rule) => (
        <li key={rule.id}>
          <small>{text('readerRules')}</small>
          <span title={`${locale === 'en' ? rule.en : rule.zh} ${rule.source}`}>
            {plainRule(locale === 'en' ? rule.en : rule.zh)}
          </span>
          {onMark ? (
            <button type="button" className="quiet" onClick={onMark} data-testid={`reader-rule-${rule.id}`}>
              {text('readerRules.mark')}
            </button>
          ) : null}
        </li>
      ))}
    </ul>
  );
}
