// Registration of an exam (RAD-02 to 04): the person, the visit, what is to be done, where and when.
import { Button, InputGroup, TextArea } from '@blueprintjs/core';
import { useQuery } from '@tanstack/react-query';
import { type HTMLInputTypeAttribute, useState } from 'react';
import { placesFor } from '../../../../core/orders/allocation.ts';
import type { BookingSlot } from '../../../../core/orders/booking.ts';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { DateEntry } from '../../../../renderer/booking/date-entry.tsx';
import { PlaceChoice } from '../../../../renderer/booking/place-choice.tsx';
import { SlotPicker } from '../../../../renderer/booking/slot-picker.tsx';
import { bookingRefusals, useBookingSettings, useSayRefusal } from '../../../../renderer/booking/use-bookings.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { dateTime } from '../../../../renderer/format/time.ts';
import { pickName, useLocale } from '../../../../renderer/i18n/text.tsx';
import { useShellText } from '../../../../renderer/locales/use-shell-text.ts';
import { Pick, Segments } from '../../../../renderer/parts/choice.tsx';
import { Field, KeyCap } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { useSharedText } from '../parts/texts.ts';
import { PatientSearch } from './patient-search.tsx';
import { emptyForm, type FormValues, formOf, missing, registrationOf, withItem, withPatient } from './register-form.ts';
import { type DeskTextKey, useDeskText } from './texts.ts';

interface RegisterDialogProps {
  /** Null registers a new exam. */
  exam: ExamDocument | null;
  onClose: () => void;
  onDone: (exam: ExamDocument) => void;
}

type TextField = {
  [Name in keyof FormValues]: FormValues[Name] extends string
    ? string extends FormValues[Name]
      ? Name
      : never
    : never;
}[keyof FormValues];

const visitKinds = ['outpatient', 'emergency', 'inpatient', 'checkup', ''] as const;

export function RegisterDialog({ exam, onClose, onDone }: RegisterDialogProps) {
  const text = useDeskText();
  const shared = useSharedText();
  const shell = useShellText();
  const locale = useLocale();
  const { client, query } = useApi();
  const { show } = useToasts();
  const [form, setForm] = useState(exam ? formOf(exam) : emptyForm);
  const settings = useBookingSettings('radiology');
  const [slot, setSlot] = useState<BookingSlot | null>(null);
  const [picking, setPicking] = useState(false);
  const sayRefusal = useSayRefusal();
  const change = (part: Partial<FormValues>) => setForm((before) => ({ ...before, ...part }));
  const items = useQuery(query.orders.items.queryOptions({ input: { service: 'radiology' }, staleTime: 300_000 }));
  const departments = useQuery(query.identity.departments.queryOptions({ staleTime: 3_600_000 }));
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
  const input = (
    name: TextField,
    label: DeskTextKey,
    more: { type?: HTMLInputTypeAttribute; hint?: string; required?: boolean } = {},
  ) => (
    <Field label={text(label)} required={more.required} hint={more.hint}>
      {(id) => (
        <InputGroup
          id={id}
          type={more.type}
          value={form[name]}
          onValueChange={(value) => change({ [name]: value })}
          maxLength={200}
          data-testid={`register-${name}`}
        />
      )}
    </Field>
  );
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
        <div className="form-columns">
          <div>
            {exam ? null : (
              <Field label={text('form.known')}>
                {(id) => (
                  <PatientSearch id={id} onPick={(patient) => setForm((before) => withPatient(before, patient))} />
                )}
              </Field>
            )}
            {input('number', 'form.number', { required: true })}
            {input('name', 'form.name', { required: true })}
            <Field label={text('form.sex')}>
              {() => (
                <Segments
                  label={text('form.sex')}
                  value={form.sex}
                  onChange={(sex) => change({ sex })}
                  options={(['male', 'female', 'unknown'] as const).map((value) => ({
                    value,
                    label: shell(`sex.${value}`),
                  }))}
                />
              )}
            </Field>
            <Field label={text('form.birth')}>
              {(id) => (
                <DateEntry
                  id={id}
                  value={form.birthDate}
                  onValue={(birthDate) => change({ birthDate })}
                  testId="register-birthDate"
                />
              )}
            </Field>
            {input('identityNumber', 'form.identity', { hint: text('form.identityKept') })}
            {input('phone', 'form.phone')}
            <Field label={text('form.visit')}>
              {(id) => (
                <Pick
                  id={id}
                  fill
                  label={text('form.visit')}
                  value={form.visitKind}
                  onChange={(visitKind) => change({ visitKind })}
                  options={visitKinds.map((value) => ({
                    value,
                    label: text(value ? `form.visit.${value}` : 'form.visit.none'),
                  }))}
                />
              )}
            </Field>
            {form.visitKind ? (
              <>
                {input('visitNumber', 'form.visitNumber')}
                <Field label={text('form.department')} required>
                  {(id) => (
                    <Pick
                      id={id}
                      fill
                      label={text('form.department')}
                      value={form.departmentId}
                      onChange={(departmentId) => change({ departmentId })}
                      options={[
                        { value: '', label: '—' },
                        ...(departments.data ?? []).map((each) => ({ value: each.id, label: pickName(locale, each) })),
                      ]}
                      testId="register-department"
                    />
                  )}
                </Field>
                {input('bed', 'form.bed')}
              </>
            ) : null}
          </div>
          <div>
            <Field label={text('form.item')} required>
              {(id) => (
                <Pick
                  id={id}
                  fill
                  label={text('form.item')}
                  value={form.itemCode}
                  onChange={(code) => {
                    const item = items.data?.find((each) => each.code === code);
                    if (!item) return;
                    setForm((before) => withItem(before, item));
                    // Another exam may be done in another room: its slot is chosen anew.
                    setSlot(null);
                  }}
                  options={[
                    { value: '', label: text('form.item.choose') },
                    ...(items.data ?? [])
                      .filter((item) => item.active || item.code === form.itemCode)
                      .map((item) => ({ value: item.code, label: `${item.modality}  ${pickName(locale, item)}` })),
                  ]}
                  testId="register-item"
                />
              )}
            </Field>
            {input('bodyPart', 'form.part')}
            {input('method', 'form.method')}
            <PlaceChoice
              places={placesFor(settings.data, { modality: form.modality, procedureCode: form.itemCode })}
              value={{ room: form.room, deviceId: form.deviceId }}
              onChange={change}
              early={form.itemCode === ''}
              testId="register"
            />
            <Field label={text('form.priority')}>
              {() => (
                <Segments
                  label={text('form.priority')}
                  value={form.priority}
                  onChange={(priority) => change({ priority })}
                  options={(['routine', 'urgent', 'emergency'] as const).map((value) => ({
                    value,
                    label: shared(`priority.${value}`),
                  }))}
                />
              )}
            </Field>
            {exam ? (
              input('scheduledAt', 'form.scheduled', { type: 'datetime-local' })
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
            )}
            {input('clinicalDiagnosis', 'form.diagnosis')}
            {(['history', 'purpose'] as const).map((name) => (
              <Field key={name} label={text(`form.${name}`)}>
                {(id) => (
                  <TextArea
                    id={id}
                    fill
                    rows={2}
                    maxLength={4000}
                    value={form[name]}
                    onChange={(event) => change({ [name]: event.currentTarget.value })}
                  />
                )}
              </Field>
            ))}
            {input('requestedBy', 'form.requestedBy')}
            {input('requestNumber', 'form.request')}
          </div>
        </div>
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
