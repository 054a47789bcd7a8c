// The text filter of a list; `/` goes to it, Esc empties it.
import { InputGroup } from '@blueprintjs/core';
import { useRef } from 'react';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { Glyph } from '../../../../renderer/parts/glyph.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';

interface SearchBoxProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
}

export function SearchBox({ label, value, onChange }: SearchBoxProps) {
  const text = useAdminText();
  const input = useRef<HTMLInputElement>(null);
  useActions({ title: text('filter'), depth: 1 }, [
    { id: 'filter', label, keys: ['/'], run: () => input.current?.focus() },
  ]);
  return (
    <InputGroup
      inputRef={input}
      size="small"
      className="admin-search"
      leftElement={
        <span className="admin-search-glyph">
          <Glyph name="search" size={12} />
        </span>
      }
      placeholder={`${label}  /`}
      aria-label={label}
      maxLength={100}
      value={value}
      onValueChange={onChange}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        if (value) onChange('');
        else event.currentTarget.blur();
      }}
      data-testid="search"
    />
  );
}
