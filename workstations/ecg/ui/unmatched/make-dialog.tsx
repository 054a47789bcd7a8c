// An exam for a tracing whose device did not say whose it is: the person is entered here, at the tracing, and not first at the desk.
import { Button, InputGroup } from '@blueprintjs/core';
import { useState } from 'react';
import type { RecordingDocument } from '../../../../core/ecg/flow/recording.ts';
import { DateEntry } from '../../../../renderer/booking/date-entry.tsx';
import { Segments } from '../../../../renderer/parts/choice.tsx';
import { Field, KeyCap } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { useEcgText } from '../locales/use-ecg-text.ts';
import { useUnmatchedText } from './texts.ts';
import { type Made, walkIn } from './walk-in.ts';

interface MakeDialogProps {
  recording: RecordingDocument;
  busy: boolean;
  onClose: () => void;
  onMake: (made: Made) => void;
}

const sexes = ['male', 'female', 'unknown'] as const;
const priorities = ['routine', 'urgent', 'emergency'] as const;

export function MakeDialog({ recording, busy, onClose, onMake }: MakeDialogProps) {
  const text = useUnmatchedText();
  const words = useEcgText();
  const [{ patient, priority }, setMade] = useState(() => walkIn(recording));
  const set = (part: Partial<Made['patient']>) => setMade({ patient: { ...patient, ...part }, priority });
  const good = patient.name.trim() !== '';
  const send = () => {
    if (!good || busy) return;
    onMake({ patient: { ...patient, name: patient.name.trim(), number: patient.number.trim() }, priority });
  };
  return (
    <Modal
      title={text('make.title')}
      onClose={onClose}
      onConfirm={send}
      testId="unmatched-make-dialog"
      footer={
        <Button type="submit" intent="primary" disabled={!good} loading={busy} data-testid="make-send">
          {text('make.send')} <KeyCap name="Ctrl+Enter" />
        </Button>
      }
    >
      <Field label={text('is.name')} required>
        {(id) => (
          <InputGroup
            id={id}
            autoFocus
            maxLength={100}
            value={patient.name}
            onValueChange={(name) => set({ name })}
            data-testid="make-name"
          />
        )}
      </Field>
      <Field label={text('is.sex')}>
        {() => (
          <Segments
            label={text('is.sex')}
            value={patient.sex}
            onChange={(sex) => set({ sex })}
            options={sexes.map((value) => ({ value, label: words(`sex.${value}`) }))}
            testId="make-sex"
          />
        )}
      </Field>
      <Field label={text('is.birthDate')} hint={text('make.birthDate.hint')}>
        {(id) => (
          <DateEntry
            id={id}
            whole
            optional
            value={patient.birthDate ?? ''}
            onValue={(day) => set({ birthDate: day === '' ? null : day })}
            testId="make-birth"
          />
        )}
      </Field>
      <Field label={text('is.number')}>
        {(id) => (
          <InputGroup id={id} maxLength={64} value={patient.number} onValueChange={(number) => set({ number })} />
        )}
      </Field>
      <Field label={text('make.priority')}>
        {() => (
          <Segments
            label={text('make.priority')}
            value={priority}
            onChange={(value) => setMade({ patient, priority: value })}
            options={priorities.map((value) => ({ value, label: words(`priority.${value}`) }))}
          />
        )}
      </Field>
    </Modal>
  );
}
