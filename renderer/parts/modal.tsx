// A dialog: takes the keyboard and the scanner for itself, closes with Esc, confirms with Ctrl+Enter.
import { Dialog } from '@blueprintjs/core';
import type { FormEvent, KeyboardEvent, ReactNode } from 'react';
import { type Action, useActions } from '../keys/actions.tsx';
import { useShellText } from '../locales/use-shell-text.ts';
import { useScan } from '../scanner/scanner.tsx';
import { useToasts } from '../shell/toasts.tsx';

interface ModalProps {
  title: string;
  onClose: () => void;
  children: ReactNode;
  /** Buttons at the lower right; the left part is free for a hint. */
  footer?: ReactNode;
  hint?: ReactNode;
  /** Called by Ctrl+Enter and by Enter in a one-line field. */
  onConfirm?: () => void;
  width?: number | string;
  /** Takes scanned codes; without it a scan is refused while the dialog is open. */
  onScan?: (code: string) => void;
  actions?: readonly Action[];
  /** 4 for a dialog over a dialog. */
  depth?: number;
  testId?: string;
  tone?: 'plain' | 'critical';
}

/** Enter on a box would submit the form; a box is ticked, it does not sign. */
function tickStays(event: KeyboardEvent<HTMLFormElement>): void {
  // Ctrl+Enter confirms from anywhere: that one is the dialog's action.
  if (event.key !== 'Enter' || event.ctrlKey) return;
  if (event.target instanceof HTMLInputElement && /^(checkbox|radio)$/.test(event.target.type)) event.preventDefault();
}

export function Modal(props: ModalProps) {
  const text = useShellText();
  const { show } = useToasts();
  const depth = props.depth ?? 3;
  const confirm: Action[] = props.onConfirm
    ? [{ id: 'confirm', label: text('confirm'), keys: ['Ctrl+Enter'], run: props.onConfirm, main: true }]
    : [];
  const close: Action = { id: 'close', label: text('close'), keys: ['Esc'], run: props.onClose, main: true };
  useActions({ title: props.title, depth, modal: 'dialog' }, [...confirm, ...(props.actions ?? []), close]);
  useScan(depth, props.onScan ?? (() => show({ tone: 'waiting', title: text('scan.dialogOpen') })));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    props.onConfirm?.();
  };
  const content = (
    <>
      <div className="modal-body">{props.children}</div>
      {props.footer ? (
        <div className="modal-footer">
          <div className="modal-hint">{props.hint}</div>
          {props.footer}
        </div>
      ) : null}
    </>
  );
  return (
    <Dialog
      isOpen
      onClose={props.onClose}
      title={props.title}
      className={`modal modal-${props.tone ?? 'plain'}`}
      style={{ width: props.width ?? 520 }}
      transitionDuration={0}
      canOutsideClickClose={false}
      shouldReturnFocusOnClose
    >
      {props.onConfirm ? (
        <form className="modal-form" onSubmit={submit} onKeyDown={tickStays} data-testid={props.testId}>
          {content}
        </form>
      ) : (
        <div className="modal-form" data-testid={props.testId}>
          {content}
        </div>
      )}
    </Dialog>
  );
}
