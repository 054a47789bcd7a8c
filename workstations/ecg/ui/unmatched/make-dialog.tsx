// An exam for a tracing that has none: what the device said of the person is checked, or entered where it said nothing, here at the tracing.
// A number on file chooses nobody: who has it is shown, and taken only by a person's word (是本人).
import { Button, Callout, InputGroup } from '@blueprintjs/core';
import { useState } from 'react';
import type { RecordingDocument } from '../../../../core/ecg/flow/recording.ts';
import { DateEntry } from '../../../../renderer/booking/date-entry.tsx';
import { Segments } from '../../../../renderer/parts/choice.tsx';
import { Field, KeyCap } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { useEcgText } from '../locales/use-ecg-text.ts';
import { useUnmatchedText } from './texts.ts';
import { useOnFile } from './use-on-file.ts';
import { againstFile, asOnFile, type Made, walkIn } from './walk-in.ts';

interface MakeDialogProps {
  recording: RecordingDocument;
  busy: boolean;
  onClose: () => void;
  onMake: (made: Made) => void;
}

const sexes = ['male', 'female', 'unknown', 'unspecified'] as const;
const priorities = ['routine', 'urgent', 'emergency'] as const;

export function MakeDialog({ recording, busy, onClose, onMake }: MakeDialogProps) {
  const text = useUnmatchedText();
  const words = useEcgText();
  const [start] = useState(() => walkIn(recording));
  const [made, setMade] = useState(start);
  const { patient, priority } = made;
  const set = (part: Partial<Made['patient']>) => setMade({ ...made, patient: { ...patient, ...part } });
  const { patient: onFile, pending, failed } = useOnFile(patient);
  // Whoever changes what was taken over says that it is somebody else.
  const known =
    onFile !== null && onFile.id === made.knownPatientId && againstFile(patient, onFile).length === 0 ? onFile : null;
  const off =
    patient.name.trim() === ''
      ? text('make.name')
      : pending
        ? text(failed ? 'make.unchecked' : 'make.checking')
        : onFile && !known
          ? text('make.whose')
          : null;
  const send = () => {
    if (off !== null || busy) return;
    const person = { ...patient, name: patient.name.trim(), number: patient.number.trim() };
    onMake({ patient: person, priority, knownPatientId: known?.id ?? null });
  };
  return (
    <Modal
      title={text('make.title')}
      onClose={onClose}
      onConfirm={send}
      testId="unmatched-make-dialog"
      hint={off}
      footer={
        <Button type="submit" intent="primary" disabled={off !== null} loading={busy} data-testid="make-send">
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
          <InputGroup
            id={id}
            maxLength={64}
            value={patient.number}
            onValueChange={(number) => set({ number })}
            data-testid="make-number"
          />
        )}
      </Field>
      {onFile ? (
        <Callout intent={known ? 'success' : 'warning'} compact className="make-on-file" data-testid="make-on-file">
          {text(known ? 'make.taken' : 'make.onFile')} <b>{onFile.name}</b> {words(`sex.${onFile.sex}`)}{' '}
          {onFile.birthDate ?? ''}
          {againstFile(start.patient, onFile).map((each) => (
            <b key={each} className="contradicts">
              {' '}
              {text('make.against', { what: text(`is.${each}`) })}
            </b>
          ))}
          {known ? null : (
            <Button size="small" onClick={() => setMade(asOnFile(made, onFile))} data-testid="make-same">
              {text('make.same')}
            </Button>
          )}
        </Callout>
      ) : null}
      <Field label={text('make.priority')}>
        {() => (
          <Segments
            label={text('make.priority')}
            value={priority}
            onChange={(value) => setMade({ ...made, priority: value })}
            options={priorities.map((value) => ({ value, label: words(`priority.${value}`) }))}
          />
        )}
      </Field>
    </Modal>
  );
}
