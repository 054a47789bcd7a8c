// The button at the foot of a dialog that Ctrl+Enter presses.
import { Button } from '@blueprintjs/core';
import { KeyCap } from './field.tsx';

interface ConfirmButtonProps {
  word: string;
  /** Nothing to be done yet. */
  off?: boolean;
  busy?: boolean;
  danger?: boolean;
  autoFocus?: boolean;
  testId: string;
}

export function ConfirmButton({ word, off, busy, danger = false, autoFocus, testId }: ConfirmButtonProps) {
  return (
    <Button
      type="submit"
      intent={danger ? 'danger' : 'primary'}
      autoFocus={autoFocus}
      disabled={off}
      loading={busy}
      data-testid={testId}
    >
      {word} <KeyCap name="Ctrl+Enter" />
    </Button>
  );
}
