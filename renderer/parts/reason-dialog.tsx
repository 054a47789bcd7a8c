// Asks for a reason before an act that needs one; ready reasons are one digit away.
import { Button, type Intent, TextArea } from '@blueprintjs/core';
import { type ReactNode, useState } from 'react';
import { useShellText } from '../locales/use-shell-text.ts';
import { Field, KeyCap } from './field.tsx';
import { Modal } from './modal.tsx';

interface ReasonDialogProps {
  title: string;
  lead?: ReactNode;
  /** Ready reasons, chosen with Alt+1 and so on. */
  ready?: readonly string[];
  confirm: string;
  intent?: Intent;
  busy?: boolean;
  minimum?: number;
  onClose: () => void;
  onConfirm: (reason: string) => void;
  children?: ReactNode;
  testId?: string;
  depth?: number;
}

export function ReasonDialog(props: ReasonDialogProps) {
  const text = useShellText();
  const [reason, setReason] = useState('');
  const good = reason.trim().length >= (props.minimum ?? 2);
  const confirm = () => good && !props.busy && props.onConfirm(reason.trim());
  const ready = props.ready ?? [];
  return (
    <Modal
      title={props.title}
      onClose={props.onClose}
      onConfirm={confirm}
      testId={props.testId}
      depth={props.depth}
      actions={ready.slice(0, 9).map((each, index) => ({
        id: `ready-${index}`,
        label: each,
        keys: [`Alt+${index + 1}`],
        run: () => setReason(each),
      }))}
      hint={good ? null : text('reason.needed')}
      footer={
        <Button
          type="submit"
          intent={props.intent ?? 'primary'}
          disabled={!good}
          loading={props.busy}
          data-testid="reason-confirm"
        >
          {props.confirm} <KeyCap name="Ctrl+Enter" />
        </Button>
      }
    >
      {props.lead ? <div className="lead">{props.lead}</div> : null}
      {ready.length > 0 ? (
        <div className="ready">
          {ready.slice(0, 9).map((each, index) => (
            <button key={each} type="button" aria-pressed={reason === each} onClick={() => setReason(each)}>
              <KeyCap name={`Alt+${index + 1}`} /> {each}
            </button>
          ))}
        </div>
      ) : null}
      <Field label={text('reason')} required>
        {(id) => (
          <TextArea
            id={id}
            fill
            autoFocus
            rows={2}
            maxLength={200}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            data-testid="reason"
          />
        )}
      </Field>
      {props.children}
    </Modal>
  );
}
