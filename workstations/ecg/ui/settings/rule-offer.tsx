// A newer shipped set beside the one in force: what it changes, what it would alarm on, and putting it in force. Nothing changes by itself.
import { Button, HTMLTable } from '@blueprintjs/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { StoredRuleSet } from '../../../../core/ecg/flow/rule-set.ts';
import type { EcgRule } from '../../../../core/ecg/rules/rule-set.ts';
import { ruleDifferences } from '../../../../core/ecg/rules/set-differences.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { useMarks } from '../../../../renderer/i18n/marks.ts';
import { useLocale } from '../../../../renderer/i18n/text.tsx';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { fieldKey, fieldsOf } from './rule-fields.ts';
import { PreviewTable } from './rule-preview.tsx';
import { settingsTexts, useSettingsText } from './texts.ts';

interface RuleOfferProps {
  inForce: StoredRuleSet;
  newer: StoredRuleSet;
  /** How many recordings a trial looks at. */
  previewed: number;
  onActivate: () => void;
}

/** The newest shipped version of the set in force; a hospital's own set is its own decision. */
export function newerShipped(all: readonly StoredRuleSet[], { ruleSet, shipped, active }: StoredRuleSet) {
  if (!shipped || !active) return null;
  const later = all.filter(
    (one) => one.shipped && one.ruleSet.id === ruleSet.id && Number(one.ruleSet.version) > Number(ruleSet.version),
  );
  return later.toSorted((a, b) => Number(b.ruleSet.version) - Number(a.ruleSet.version))[0] ?? null;
}

export function RuleOffer({ inForce, newer, previewed, onActivate }: RuleOfferProps) {
  const text = useSettingsText();
  const { client } = useApi();
  const [open, setOpen] = useState(false);
  const { version, ...ruleSet } = newer.ruleSet;
  const preview = useMutation({
    mutationFn: () =>
      client.ecg.previewRuleSet({ ruleSet: { ...ruleSet, rules: [...ruleSet.rules] }, limit: previewed }),
  });
  const differences = ruleDifferences(inForce.ruleSet, newer.ruleSet);
  const counts = {
    version,
    now: inForce.ruleSet.version,
    added: differences.filter(({ before }) => !before).length,
    changed: differences.filter(({ before, after }) => before && after).length,
    gone: differences.filter(({ after }) => !after).length,
  };
  return (
    <div className="ecg-setup-bar ecg-rules-offer" role="status" data-testid="rules-offer">
      <span>{text('rules.offer', counts)}</span>
      <Button size="small" className="ecg-right" onClick={() => setOpen(true)} data-testid="rules-offer-open">
        {text('rules.offer.open')}
      </Button>
      {open ? (
        <Modal
          title={text('rules.offer.title', counts)}
          onClose={() => setOpen(false)}
          onConfirm={() => {
            setOpen(false);
            onActivate();
          }}
          width={980}
          testId="rules-offer-dialog"
          footer={
            <>
              <Button loading={preview.isPending} onClick={() => preview.mutate()} data-testid="rules-offer-preview">
                {text('rules.preview', { count: previewed })}
              </Button>
              <Button type="submit" intent="primary" data-testid="rules-offer-activate">
                {text('rules.activate')} <KeyCap name="Ctrl+Enter" />
              </Button>
            </>
          }
        >
          {preview.data ? (
            <PreviewTable preview={preview.data} />
          ) : (
            <div className="ecg-preview-scroll">
              <HTMLTable compact className="plain-table ecg-preview">
                <thead>
                  <tr>
                    <th>{text('rules.rule')}</th>
                    <th>{text('rules.offer.now', counts)}</th>
                    <th>{text('rules.offer.then', counts)}</th>
                  </tr>
                </thead>
                <tbody>
                  {differences.map(({ id, before, after }) => (
                    <tr key={id} data-testid={`offer-${id}`}>
                      <RuleName rule={after ?? before} />
                      <RuleEffect rule={before} />
                      <RuleEffect rule={after} />
                    </tr>
                  ))}
                </tbody>
              </HTMLTable>
            </div>
          )}
        </Modal>
      ) : null}
    </div>
  );
}

function RuleName({ rule }: { rule: EcgRule | undefined }) {
  const locale = useLocale();
  return (
    <td className="wrap" title={rule?.source}>
      {locale === 'en' ? rule?.en : rule?.zh}
    </td>
  );
}

function RuleEffect({ rule }: { rule: EcgRule | undefined }) {
  const text = useSettingsText();
  const { semicolon } = useMarks();
  if (!rule) return <td>—</td>;
  const words = settingsTexts['zh-CN'];
  const thresholds = fieldsOf(rule.when).map(({ name, field, shown }) => {
    const key = fieldKey(name, words);
    const choice = `choice.${shown}`;
    const value =
      field.kind === 'number'
        ? `${shown} ${text(`unit.${field.unit}`)}`
        : choice in words
          ? text(choice as 'choice.yes')
          : shown;
    return `${key ? text(key) : name} ${value}`;
  });
  return (
    <td className="wrap">
      <span className={`ecg-level is-${rule.level}`} aria-hidden />
      <b>{text(`rules.level.${rule.level}`)}</b>
      {rule.enabled ? '' : ` (${text('rules.offer.off')})`}
      <br />
      <small>
        {rule.when.kind === 'by-reader'
          ? text('rules.offer.reader')
          : thresholds.join(semicolon) || text('rules.noThreshold')}
      </small>
    </td>
  );
}
