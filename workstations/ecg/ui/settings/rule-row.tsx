// One rule of a set: its switch, its level and its thresholds with units and ranges.
import { Checkbox, InputGroup } from '@blueprintjs/core';
import { useState } from 'react';
import type { EcgRule } from '../../../../core/ecg/rules/rule-set.ts';
import { useLocale } from '../../../../renderer/i18n/text.tsx';
import { Pick } from '../../../../renderer/parts/choice.tsx';
import { fieldKey, fieldsOf, type NumberField, withField } from './rule-fields.ts';
import { type SettingsTextKey, settingsTexts, useSettingsText } from './texts.ts';

interface RuleRowProps {
  rule: EcgRule;
  /** As it stands in the stored set. */
  stored: EcgRule | undefined;
  disabled: boolean;
  onChange: (rule: EcgRule) => void;
  /** A field holds what is no value. */
  onTrouble: (bad: boolean) => void;
}

const choiceKey = (choice: string): SettingsTextKey | null => {
  const key = `choice.${choice}`;
  return key in settingsTexts['zh-CN'] ? (key as SettingsTextKey) : null;
};

export function RuleRow({ rule, stored, disabled, onChange, onTrouble }: RuleRowProps) {
  const text = useSettingsText();
  const locale = useLocale();
  const [typed, setTyped] = useState<Record<string, string>>({});
  const changed = JSON.stringify(rule) !== JSON.stringify(stored);
  const set = (name: string, value: string) => {
    const when = withField(rule.when, name, value);
    const rest = { ...typed };
    if (when) {
      delete rest[name];
      onChange({ ...rule, when });
    } else rest[name] = value;
    setTyped(rest);
    onTrouble(Object.keys(rest).length > 0);
  };
  const list = fieldsOf(rule.when);
  return (
    <tr className={`${rule.enabled ? '' : 'is-off'} ${changed ? 'is-changed' : ''}`} data-testid={`rule-${rule.id}`}>
      <td>
        <Checkbox
          checked={rule.enabled}
          disabled={disabled}
          aria-label={`${text('rules.on')} ${rule.zh}`}
          onChange={(event) => onChange({ ...rule, enabled: event.currentTarget.checked })}
        />
      </td>
      <td className="wrap" title={rule.source}>
        {locale === 'en' ? rule.en : rule.zh}
      </td>
      <td>
        <span className={`ecg-level is-${rule.level}`} aria-hidden />
        <Pick
          label={text('rules.level')}
          value={rule.level}
          disabled={disabled}
          onChange={(level) => onChange({ ...rule, level })}
          options={(['critical', 'major-positive'] as const).map((value) => ({
            value,
            label: text(`rules.level.${value}`),
          }))}
        />
      </td>
      <td className="wrap">
        <div className="ecg-thresholds">
          {list.length === 0 ? (
            <em>{text(rule.when.kind === 'by-reader' ? 'rules.offer.reader' : 'rules.noThreshold')}</em>
          ) : null}
          {list.map(({ name, field, shown }) => {
            const key = fieldKey(name, settingsTexts['zh-CN']);
            const label = key ? text(key) : name;
            return (
              <div key={name} className="ecg-threshold">
                <span>{label}</span>
                {field.kind === 'number' ? (
                  <Threshold
                    label={label}
                    field={field}
                    value={typed[name] ?? shown}
                    bad={typed[name] !== undefined}
                    disabled={disabled}
                    onChange={(value) => set(name, value)}
                  />
                ) : (
                  <Pick
                    label={label}
                    value={shown}
                    disabled={disabled}
                    onChange={(value) => set(name, value)}
                    options={field.choices.map((value) => {
                      const word = choiceKey(value);
                      return { value, label: word ? text(word) : value };
                    })}
                  />
                )}
              </div>
            );
          })}
        </div>
      </td>
    </tr>
  );
}

interface ThresholdProps {
  label: string;
  field: NumberField;
  value: string;
  bad: boolean;
  disabled: boolean;
  onChange: (value: string) => void;
}

function Threshold({ label, field, value, bad, disabled, onChange }: ThresholdProps) {
  const text = useSettingsText();
  const unit = text(`unit.${field.unit}`);
  const range = `${text('field.range', { low: field.low, high: field.high })} ${unit}`;
  return (
    <>
      <InputGroup
        size="small"
        inputMode="decimal"
        maxLength={8}
        className="ecg-threshold-value"
        aria-label={`${label} ${unit} ${range}`}
        title={range}
        intent={bad ? 'danger' : 'none'}
        disabled={disabled}
        value={value}
        onValueChange={onChange}
      />
      <span className="ecg-threshold-unit">{bad ? range : unit}</span>
    </>
  );
}
