// Registration of an exam (RAD-02 to 04) and its correction: the fields, who is known already, and a slot.
import { Button } from '@blueprintjs/core';
import { useState } from 'react';
import type { BookingSlot } from '../../../../core/orders/booking.ts';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { MomentEntry } from '../../../../renderer/booking/moment-entry.tsx';
import { SlotPicker } from '../../../../renderer/booking/slot-picker.tsx';
import { bookingRefusals, useSayRefusal } from '../../../../renderer/booking/use-bookings.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { dateTime } from '../../../../renderer/format/time.ts';
import { useShellText } from '../../../../renderer/locales/use-shell-text.ts';
import { Field, KeyCap } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { PatientSearch } from './patient-search.tsx';
import { RegisterFields } from './register-fields.tsx';
import { emptyForm, formOf, missing, registrationOf, withPatient } from './register-form.ts';
import { type DeskTextKey, useDeskText } from './texts.ts';

interface RegisterDialogProps {
  /** Null registers a new exam. */
  exam: ExamDocument | null;
  onClose: () => void;
  onDone: (exam: ExamDocument) => void;
}

export function RegisterDialog({ exam, onClose, onDone }: RegisterDialogProps) {
  const text = useDeskText();
  const shell = useShellText();
  const { client } = useApi();
  const { show } = useToasts();
  const [form, setForm] = useState(exam ? formOf(exam) : emptyForm);
  const [slot, setSlot] = useState<BookingSlot | null>(null);
  const [picking, setPicking] = useState(false);
  const sayRefusal = useSayRefusal();
  const done = (after: ExamDocument) => {
    show({
      tone: 'done',
      title: exam
        ? text('form.changed', { name: after.patient.name })
        : after.state === 'booked'
          ? text('slot.done', { name: after.patient.name, time: `${dateTime(after.scheduledAt)} ${after.room}` })
          : text('form.done', { name: after.patient.name, accession: after.accessionNumber }),
    });
    onDone(after);
    onClose();
  };
  const register = useCommand(client.orders.register, {
    onDone: done,
    onFailed: sayRefusal,
    handles: bookingRefusals,
  });
  const amend = useCommand(client.orders.amendRegistration, { onDone: done });
  const busy = register.isPending || amend.isPending;
  const lacks = missing(form);
  const words: Record<(typeof lacks)[number], DeskTextKey> = {
    name: 'form.name',
    number: 'form.number',
    item: 'form.item',
    modality: 'form.modality',
    department: 'form.department',
  };
  const send = () => {
    if (lacks.length > 0 || busy) return;
    const registration = registrationOf(form);
    if (exam) amend.mutate({ examId: exam.id, expectedVersion: exam.version, exam: registration });
    else register.mutate({ exam: registration, ...(slot ? { slot } : {}) });
  };
  return (
    <>
      <Modal
        title={exam ? text('form.edit', { name: exam.patient.name }) : text('form.title')}
        onClose={onClose}
        onConfirm={send}
        width="min(980px, 96vw)"
        testId="register-dialog"
        actions={[
          {
            id: 'register.slot',
            label: text('form.slot.pick'),
            keys: ['F4'],
            off: exam || form.itemCode === '' ? text('form.item.choose') : null,
            run: () => setPicking(true),
          },
        ]}
        hint={
          lacks.length > 0
            ? text('form.missing', { fields: lacks.map((key) => text(words[key])).join(shell('list.comma')) })
            : null
        }
        footer={
          <Button type="submit" intent="primary" disabled={lacks.length > 0} loading={busy} data-testid="register-save">
            {text(exam ? 'form.saveEdit' : 'form.save')} <KeyCap name="Ctrl+Enter" />
          </Button>
        }
      >
        <RegisterFields
          form={form}
          onForm={setForm}
          // Its slot is chosen anew.
          onItem={() => setSlot(null)}
          who={
            exam ? null : (
              <Field label={text('form.known')}>
                {(id) => (
                  <PatientSearch id={id} onPick={(patient) => setForm((before) => withPatient(before, patient))} />
                )}
              </Field>
            )
          }
          when={
            exam ? (
              <Field label={text('form.scheduled')}>
                {(id) => (
                  <MomentEntry
                    id={id}
                    label={text('form.scheduled')}
                    value={form.scheduledAt}
                    onValue={(scheduledAt) => setForm((before) => ({ ...before, scheduledAt }))}
                    testId="register-scheduledAt"
                  />
                )}
              </Field>
            ) : (
              <Field label={text('form.scheduled')} hint={slot ? undefined : text('form.scheduled.hint')}>
                {(id) => (
                  <span className="register-slot">
                    <output id={id} data-testid="register-slot">
                      {slot ? dateTime(slot.startsAt) : text('form.slot.now')}
                    </output>
                    <Button
                      size="small"
                      disabled={form.itemCode === ''}
                      onClick={() => setPicking(true)}
                      data-testid="register-pick-slot"
                    >
                      {text('form.slot.pick')} <KeyCap name="F4" />
                    </Button>
                    {slot ? (
                      <Button
                        size="small"
                        variant="minimal"
                        text={text('form.slot.clear')}
                        onClick={() => setSlot(null)}
                      />
                    ) : null}
                  </span>
                )}
              </Field>
            )
          }
        />
      </Modal>
      {/* Beside the dialog, not in its form: what is chosen here does not register. */}
      {picking ? (
        <SlotPicker
          service="radiology"
          exam={{ modality: form.modality, procedureCode: form.itemCode, procedureName: form.procedureName }}
          name={form.name}
          slot={slot}
          depth={4}
          onClose={() => setPicking(false)}
          onPick={(chosen) => {
            setSlot(chosen);
            setPicking(false);
          }}
        />
      ) : null}
    </>
  );
}
