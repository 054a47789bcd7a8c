// The kinds of fields that a block's properties are made of: each puts what is entered into the block.
import { Checkbox, InputGroup } from '@blueprintjs/core';
import type { LayoutBlock } from '../../../../core/reporting/paper-layout.ts';
import { Pick } from '../../../../renderer/parts/choice.tsx';
import { Field } from '../../../../renderer/parts/field.tsx';
import { type AdminTextKey, useAdminText } from '../locales/use-admin-text.ts';
import { NumberField } from './number-field.tsx';
import { WordsField } from './words-field.tsx';

export interface BlockFieldProps {
  block: LayoutBlock;
  readOnly: boolean;
  /** `name`: changes of the same name in a row are undone in one step. */
  onChange: (block: LayoutBlock, name: string) => void;
}

export function useFieldMakers({ block, readOnly, onChange }: BlockFieldProps) {
  const text = useAdminText();
  /** One figure of the block. */
  const figure = (
    label: AdminTextKey,
    value: number,
    bounds: { least: number; most: number; by: number; unit?: string },
    put: (value: number) => LayoutBlock,
    hint?: AdminTextKey,
  ) => (
    <Field key={label} label={text(label)} hint={hint ? text(hint) : undefined}>
      {(id) => (
        <NumberField
          id={id}
          value={value}
          {...bounds}
          disabled={readOnly}
          onChange={(next) => onChange(put(next), `${block.id} ${label}`)}
          testId={label}
        />
      )}
    </Field>
  );
  const words = (label: AdminTextKey, value: string, most: number, put: (value: string) => LayoutBlock) => (
    <Field key={label} label={text(label)}>
      {(id) => (
        <InputGroup
          id={id}
          maxLength={most}
          disabled={readOnly}
          value={value}
          onValueChange={(next) => onChange(put(next), `${block.id} ${label}`)}
          data-testid={label}
        />
      )}
    </Field>
  );
  const filled = (
    label: AdminTextKey,
    value: string,
    lines: number,
    most: number,
    put: (value: string) => LayoutBlock,
  ) => (
    <Field key={label} label={text(label)}>
      {(id) => (
        <WordsField
          id={id}
          value={value}
          lines={lines}
          most={most}
          disabled={readOnly}
          onChange={(next) => onChange(put(next), `${block.id} ${label}`)}
          testId={label}
        />
      )}
    </Field>
  );
  const choice = <Value extends string>(
    label: AdminTextKey,
    value: Value,
    options: readonly { value: Value; label: string }[],
    put: (value: Value) => LayoutBlock,
  ) => (
    <Field key={label} label={text(label)}>
      {(id) => (
        <Pick
          id={id}
          label={text(label)}
          value={value}
          disabled={readOnly}
          options={options}
          onChange={(next) => onChange(put(next), '')}
          testId={label}
        />
      )}
    </Field>
  );
  const tick = (label: AdminTextKey, checked: boolean, put: (checked: boolean) => LayoutBlock) => (
    <Field key={label} label="">
      {(id) => (
        <Checkbox
          id={id}
          label={text(label)}
          checked={checked}
          disabled={readOnly}
          onChange={({ currentTarget }) => onChange(put(currentTarget.checked), '')}
          data-testid={label}
        />
      )}
    </Field>
  );
  const span = (value: number, put: (value: number) => LayoutBlock) =>
    figure('layout.span', value, { least: 1, most: 12, by: 1, unit: '/ 12' }, put, 'layout.span.hint');
  const size = (label: AdminTextKey, value: number, put: (value: number) => LayoutBlock) =>
    figure(label, value, { least: 6, most: 30, by: 0.1, unit: 'pt' }, put);
  const flanks = <Value extends string>(values: readonly Value[]) =>
    values.map((value) => ({ value, label: text(`layout.flank.${value}` as AdminTextKey) }));
  return { figure, words, filled, choice, tick, span, size, flanks };
}
