// Documenting the call (LAB-65): who was told at which number, whether the value was read back, or that nobody answered.
import { Button, Checkbox, InputGroup, TextArea } from '@blueprintjs/core';
import { useState } from 'react';
import { callSubject } from '../../core/critical/call.ts';
import type { CriticalDocument } from '../../core/critical/model.ts';
import { useApi, useCommand } from '../client/provider.tsx';
import { useActions } from '../keys/actions.tsx';
import { useShellText } from '../locales/use-shell-text.ts';
import { Field, KeyCap } from '../parts/field.tsx';
import { Modal } from '../parts/modal.tsx';
import { useToasts } from '../shell/toasts.tsx';
import { Escalation } from './escalation.tsx';
import { useCriticalUpdated } from './updated.ts';
import { directionArrow } from './words.ts';

export function CallDialog({ critical, onClose }: { critical: CriticalDocument; onClose: () => void }) {
  const text = useShellText();
  return (
    <Modal
      title={text('critical.call.title')}
      tone="critical"
      onClose={onClose}
      width={600}
      testId="critical-call-dialog"
    >
      <CallForm critical={critical} onDone={onClose} autoFocus />
    </Modal>
  );
}

interface CallFormProps {
  critical: CriticalDocument;
  onDone: () => void;
  autoFocus?: boolean;
}

/** The form itself, also beside the list of criticals. */
export function CallForm({ critical, onDone, autoFocus }: CallFormProps) {
  const text = useShellText();
  const { client } = useApi();
  const { show } = useToasts();
  const updated = useCriticalUpdated();
  const [to, setTo] = useState('');
  const [phone, setPhone] = useState(critical.departmentPhone ?? '');
  const [note, setNote] = useState('');
  const [readBack, setReadBack] = useState(false);
  const call = useCommand(client.critical.documentCall, {
    onDone: (document, input) => {
      updated(document);
      show({
        tone: input.outcome === 'readBack' ? 'done' : 'waiting',
        title: text(input.outcome === 'readBack' ? 'critical.done.readBack' : 'critical.done.failed', {
          name: critical.patientName,
        }),
      });
      onDone();
    },
  });
  const send = (outcome: 'readBack' | 'attemptFailed') =>
    call.mutate({
      criticalId: critical.id,
      expectedVersion: critical.version,
      outcome,
      to: to.trim(),
      phone: phone.trim(),
      note: note.trim(),
      about: callSubject(critical),
    });
  const ready = to.trim() !== '' && readBack;
  useActions({ title: text('critical.call.title'), depth: 4 }, [
    {
      id: 'call.done',
      label: text('critical.told'),
      keys: ['Ctrl+Enter'],
      run: () => !call.isPending && send('readBack'),
      off: ready ? null : text('critical.readBack.needed'),
      main: true,
    },
  ]);
  return (
    <div className="call-form">
      <div className="call-value">
        <div>
          <strong>{critical.patientName}</strong>
          <span>{critical.departmentName}</span>
          <span className="number">{critical.barcode}</span>
          <Escalation critical={critical} />
        </div>
        <p>
          {critical.testName}
          <strong>
            {directionArrow(critical.direction)} {critical.value}
          </strong>
          {critical.unit}
          <small>{critical.limitText}</small>
        </p>
      </div>
      <Field label={text('critical.to')} required>
        {(id) => (
          <InputGroup
            id={id}
            value={to}
            onValueChange={setTo}
            autoFocus={autoFocus}
            maxLength={60}
            data-testid="call-to"
          />
        )}
      </Field>
      <Field label={text('critical.phone')}>
        {(id) => <InputGroup id={id} value={phone} onValueChange={setPhone} maxLength={40} data-testid="call-phone" />}
      </Field>
      <Field label={text('critical.note')}>
        {(id) => (
          <TextArea
            id={id}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
            fill
            rows={2}
            maxLength={1000}
          />
        )}
      </Field>
      <Checkbox
        checked={readBack}
        onChange={(event) => setReadBack(event.currentTarget.checked)}
        label={text('critical.readBack', { test: critical.testName, value: critical.value })}
        data-testid="call-read-back"
      />
      <div className="call-buttons">
        <Button onClick={() => send('attemptFailed')} loading={call.isPending} data-testid="call-failed">
          {text('critical.attemptFailed')}
        </Button>
        <Button
          intent="primary"
          disabled={!ready}
          title={ready ? undefined : text('critical.readBack.needed')}
          onClick={() => send('readBack')}
          loading={call.isPending}
          data-testid="call-done"
        >
          {text('critical.told')} <KeyCap name="Ctrl+Enter" />
        </Button>
      </div>
    </div>
  );
}
