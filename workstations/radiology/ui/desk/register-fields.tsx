// What a registration says of an exam (RAD-02 to 04): the person and the visit at the left, what is to be done, where and why at the right.
import { InputGroup, TextArea } from '@blueprintjs/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { placesFor } from '../../../../core/orders/allocation.ts';
import type { ExamItem } from '../../../../core/orders/exam-items.ts';
import { DateEntry } from '../../../../renderer/booking/date-entry.tsx';
import { PlaceChoice } from '../../../../renderer/booking/place-choice.tsx';
import { useBookingSettings } from '../../../../renderer/booking/use-bookings.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { pickName, useLocale } from '../../../../renderer/i18n/text.tsx';
import { useShellText } from '../../../../renderer/locales/use-shell-text.ts';
import { Pick, Segments } from '../../../../renderer/parts/choice.tsx';
import { Field } from '../../../../renderer/parts/field.tsx';
import { useSharedText } from '../parts/texts.ts';
import { type FormValues, withItem } from './register-form.ts';
import { type DeskTextKey, useDeskText } from './texts.ts';

type TextField = {
  [Name in keyof FormValues]: FormValues[Name] extends string
    ? string extends FormValues[Name]
      ? Name
      : never
    : never;
}[keyof FormValues];

const visitKinds = ['outpatient', 'emergency', 'inpatient', 'checkup', ''] as const;

/** Items of radiology, those switched off too. */
export function useRadiologyItems(): readonly ExamItem[] | undefined {
  const { query } = useApi();
  return useQuery(query.orders.items.queryOptions({ input: { service: 'radiology' }, staleTime: 300_000 })).data;
}

interface RegisterFieldsProps {
  form: FormValues;
  onForm: (after: (before: FormValues) => FormValues) => void;
  /** Above the person: who is known already. */
  who: ReactNode;
  /** What is to be known of the number that is typed. */
  numberNote?: ReactNode;
  /** Without one the person is provisional. */
  numberOptional?: boolean;
  /** When it is done. */
  when: ReactNode;
  /** Another exam was chosen: it may be done in another room. */
  onItem?: () => void;
}

export function RegisterFields(props: RegisterFieldsProps) {
  const { form, onForm } = props;
  const text = useDeskText();
  const shared = useSharedText();
  const shell = useShellText();
  const locale = useLocale();
  const { query } = useApi();
  const settings = useBookingSettings('radiology');
  const items = useRadiologyItems();
  const departments = useQuery(query.identity.departments.queryOptions({ staleTime: 3_600_000 }));
  const change = (part: Partial<FormValues>) => onForm((before) => ({ ...before, ...part }));
  const input = (name: TextField, label: DeskTextKey, more: { hint?: string; required?: boolean } = {}) => (
    <Field label={text(label)} required={more.required} hint={more.hint}>
      {(id) => (
        <InputGroup
          id={id}
          value={form[name]}
          onValueChange={(value) => change({ [name]: value })}
          maxLength={200}
          data-testid={`register-${name}`}
        />
      )}
    </Field>
  );
  return (
    <div className="form-columns">
      <div>
        {props.who}
        {input('number', 'form.number', { required: !props.numberOptional })}
        {props.numberNote}
        {input('name', 'form.name', { required: true })}
        <Field label={text('form.sex')}>
          {() => (
            <Segments
              label={text('form.sex')}
              value={form.sex}
              onChange={(sex) => change({ sex })}
              options={(['male', 'female', 'unknown', 'unspecified'] as const).map((value) => ({
                value,
                label: shell(`sex.${value}`),
              }))}
              testId="register-sex"
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
                const item = items?.find((each) => each.code === code);
                if (!item) return;
                onForm((before) => withItem(before, item));
                props.onItem?.();
              }}
              options={[
                { value: '', label: text('form.item.choose') },
                ...(items ?? [])
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
        {props.when}
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
  );
}
