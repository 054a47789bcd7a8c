// One field of the entry's form, drawn by its shape.
import { Checkbox, InputGroup, TextArea } from '@blueprintjs/core';
import { Pick } from '../../../../renderer/parts/choice.tsx';
import { Field } from '../../../../renderer/parts/field.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
import type { DraftValue, EntryField } from './fields.ts';
import { references } from './fields.ts';
import { useFieldWords } from './use-words.ts';

interface EntryFieldInputProps {
  field: EntryField;
  value: DraftValue;
  error: string | null;
  readOnly: boolean;
  onChange: (value: DraftValue) => void;
}

/** The id of the list of codes that a reference may hold. */
export function codesId(name: string): string | undefined {
  const kind = references[name];
  return kind ? `codes-${kind}` : undefined;
}

export function EntryFieldInput({ field, value, error, readOnly, onChange }: EntryFieldInputProps) {
  const text = useAdminText();
  const { word, option } = useFieldWords();
  const { name, shape, nullable } = field;
  const typed = typeof value === 'string' ? value : '';
  const testId = `field-${name}`;
  const hint =
    shape.type === 'texts'
      ? text('dictionary.texts.hint')
      : shape.type === 'json'
        ? text('dictionary.json.hint')
        : undefined;
  return (
    <Field label={word(name)} error={error} hint={hint}>
      {(id) => {
        switch (shape.type) {
          case 'boolean':
            return (
              <Checkbox
                id={id}
                checked={value === true}
                onChange={(event) => onChange(event.currentTarget.checked)}
                data-testid={testId}
              />
            );
          case 'choice':
            return (
              <Pick
                id={id}
                fill
                label={word(name)}
                value={typed}
                onChange={onChange}
                options={[
                  ...(nullable ? [{ value: '', label: text('dictionary.open') }] : []),
                  ...shape.options.map((each) => ({ value: each, label: option(name, each) })),
                ]}
                testId={testId}
              />
            );
          case 'texts':
          case 'json':
            return (
              <TextArea
                id={id}
                fill
                rows={3}
                value={typed}
                onChange={(event) => onChange(event.currentTarget.value)}
                data-testid={testId}
              />
            );
          case 'rows':
            return null;
          case 'text':
          case 'number':
            return (
              <InputGroup
                id={id}
                list={codesId(name)}
                inputMode={shape.type === 'number' ? 'decimal' : undefined}
                readOnly={readOnly}
                value={typed}
                onValueChange={onChange}
                data-testid={testId}
              />
            );
          default:
            return shape satisfies never;
        }
      }}
    </Field>
  );
}
