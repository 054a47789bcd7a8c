// Text with placeholders: chosen from a list and put in where the cursor is.
import { InputGroup, TextArea } from '@blueprintjs/core';
import { useRef } from 'react';
import { placeholders } from '../../../../core/reporting/paper-words.ts';
import { Pick } from '../../../../renderer/parts/choice.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';

interface WordsFieldProps {
  id: string;
  value: string;
  lines: number;
  most: number;
  disabled: boolean;
  onChange: (value: string) => void;
  testId: string;
}

export function WordsField({ id, value, lines, most, disabled, onChange, testId }: WordsFieldProps) {
  const text = useAdminText();
  const input = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  const put = (name: string) => {
    const at = input.current?.selectionEnd ?? value.length;
    onChange(`${value.slice(0, at)}{${name}}${value.slice(at)}`.slice(0, most));
    input.current?.focus();
  };
  return (
    <span className="layout-words">
      {lines > 1 ? (
        <TextArea
          id={id}
          inputRef={input}
          fill
          rows={lines}
          maxLength={most}
          disabled={disabled}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
          data-testid={testId}
        />
      ) : (
        <InputGroup
          id={id}
          inputRef={input}
          fill
          maxLength={most}
          disabled={disabled}
          value={value}
          onValueChange={onChange}
          data-testid={testId}
        />
      )}
      <Pick
        label={text('layout.placeholder')}
        value=""
        disabled={disabled}
        onChange={put}
        options={[
          { value: '', label: text('layout.placeholder') },
          ...placeholders.map((name) => ({ value: name, label: text(`layout.word.${name}`) })),
        ]}
        testId={`${testId}-put`}
      />
    </span>
  );
}
