// A register as an administrator keeps it: a row is chosen, F2 makes another, Enter opens the chosen one; what was saved is chosen, and said.
import { Button } from '@blueprintjs/core';
import { useState } from 'react';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';

export interface Register<Row> {
  chosen: string | null;
  choose: (key: string | null) => void;
  /** The chosen row. */
  current: Row | null;
  /** What the dialog is open for; `row` null makes a new one. Null: no dialog. */
  open: { row: Row | null } | null;
  make: () => void;
  edit: (row: Row) => void;
  /** The list is asked again: what the dialog was told may be news to it. */
  close: () => void;
  /** `key` null: it was removed. */
  saved: (title: string, key: string | null) => void;
}

export function useRegister<Row>(
  rows: readonly Row[] | undefined,
  keyOf: (row: Row) => string,
  refresh: () => void,
): Register<Row> {
  const { show } = useToasts();
  const [chosen, choose] = useState<string | null>(null);
  const [open, setOpen] = useState<Register<Row>['open']>(null);
  const close = () => {
    setOpen(null);
    refresh();
  };
  return {
    ...{ chosen, choose, open, close },
    current: rows?.find((row) => keyOf(row) === chosen) ?? null,
    make: () => setOpen({ row: null }),
    edit: (row) => setOpen({ row }),
    saved(title, key) {
      close();
      choose(key);
      show({ tone: 'done', title });
    },
  };
}

interface RegisterButtonsProps<Row> {
  register: Register<Row>;
  /** What F2 makes. */
  word: string;
  /** The buttons are `<testId>-new` and `<testId>-edit`. */
  testId: string;
}

export function RegisterButtons<Row>({ register, word, testId }: RegisterButtonsProps<Row>) {
  const text = useAdminText();
  const { current } = register;
  return (
    <>
      <Button size="small" intent="primary" onClick={register.make} data-testid={`${testId}-new`}>
        {word} <KeyCap name="F2" />
      </Button>
      <Button
        size="small"
        disabled={!current}
        onClick={() => current && register.edit(current)}
        data-testid={`${testId}-edit`}
      >
        {text('edit')} <KeyCap name="Enter" />
      </Button>
    </>
  );
}
