// The form at the left of the desk, in the order of the talk: who, from where, what, when.
import { Button, InputGroup } from '@blueprintjs/core';
import { useQuery } from '@tanstack/react-query';
import type { FormEvent, KeyboardEvent, ReactNode, RefObject } from 'react';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import type { ExamItem } from '../../../../core/orders/exam-items.ts';
import { chooseableTypes } from '../../../../core/orders/patient-type.ts';
import { DateEntry } from '../../../../renderer/booking/date-entry.tsx';
import { useBookingSettings } from '../../../../renderer/booking/use-bookings.ts';
import type { EntryPlace } from '../../../../renderer/client/entry-places.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { dateTime } from '../../../../renderer/format/time.ts';
import { pickName, useLocale } from '../../../../renderer/i18n/text.tsx';
import { Pick, Segments } from '../../../../renderer/parts/choice.tsx';
import { Field, KeyCap } from '../../../../renderer/parts/field.tsx';
import { asksDepartment, type DeskForm, withItem, withPatient } from './form.ts';
import { PatientFind } from './patient-find.tsx';
import { type DeskTextKey, useDeskText } from './texts.ts';

interface DeskFormProps {
  form: DeskForm;
  items: readonly ExamItem[];
  /** The exam that is changed; null for a new one. */
  amending: ExamDocument | null;
  /** Where the exam may be entered; with one or none there is nothing to choose. */
  places: readonly EntryPlace[];
  place: EntryPlace | undefined;
  onPlace: (id: string) => void;
  off: string | null;
  busy: boolean;
  words: string;
  /** What became of a card that was read. */
  note: string | null;
  find: RefObject<HTMLInputElement | null>;
  onWords: (words: string) => void;
  onForm: (form: DeskForm) => void;
  /** A known person stands in the form: what is to be done is next. */
  onPicked: () => void;
  onSlot: () => void;
  onClear: () => void;
  onSend: () => void;
}

type TextField = 'name' | 'number' | 'identityNumber' | 'phone' | 'visitNumber' | 'bed' | 'diagnosis';
type OrderField = 'requestedBy' | 'requestNumber' | 'purpose' | 'room';

const stops =
  'input, select, [role="radio"][tabindex="0"], [data-testid="desk-pick-slot"]:enabled, [type="submit"]:enabled';

/** Enter leads to the next field, as clerks are used to; the last one leads to the button, and only that one sends. */
function enterIsNext(event: KeyboardEvent<HTMLFormElement>): void {
  const { target } = event;
  if (event.key !== 'Enter' || event.ctrlKey || event.defaultPrevented || event.nativeEvent.isComposing) return;
  if (!(target instanceof HTMLInputElement || target instanceof HTMLSelectElement)) return;
  event.preventDefault();
  const fields = [...event.currentTarget.querySelectorAll<HTMLElement>(stops)];
  fields[fields.indexOf(target) + 1]?.focus();
}

export function DeskFormPane(props: DeskFormProps) {
  const { form, amending, onForm } = props;
  const text = useDeskText();
  const locale = useLocale();
  const { query } = useApi();
  const departments = useQuery(query.identity.departments.queryOptions({ staleTime: 3_600_000 }));
  const types = useQuery(query.orders.patientTypes.queryOptions({ staleTime: 300_000 }));
  const chooseable = chooseableTypes(types.data ?? [], form.patientType);
  const typeOptions = [
    ...(chooseable.some(({ code }) => code === form.patientType) ? [] : [{ value: form.patientType, label: '—' }]),
    ...chooseable.map((type) => ({ value: type.code, label: pickName(locale, type) })),
  ];
  const settings = useBookingSettings('ecg');
  const set = (part: Partial<DeskForm>) => onForm({ ...form, ...part });
  const input = (
    label: DeskTextKey,
    field: TextField | OrderField,
    { required = false, type = 'text' }: { required?: boolean; type?: 'text' | 'tel' } = {},
  ) => (
    <Field label={text(label)} required={required}>
      {(id) => (
        <InputGroup
          id={id}
          type={type}
          value={form[field]}
          onValueChange={(value) => set({ [field]: value })}
          maxLength={100}
          data-testid={`desk-${field}`}
        />
      )}
    </Field>
  );
  const choice = <Value extends string>(
    label: DeskTextKey,
    value: Value,
    options: readonly { value: Value; label: string }[],
    onChange: (value: Value) => void,
    { required = false, wide = false, testId }: { required?: boolean; wide?: boolean; testId?: string } = {},
  ): ReactNode => (
    <Field className={wide ? 'desk-wide' : ''} label={text(label)} required={required}>
      {(id) => (
        <Pick id={id} fill label={text(label)} value={value} options={options} onChange={onChange} testId={testId} />
      )}
    </Field>
  );
  const resource = settings.data?.resources.find(({ id }) => id === form.slot?.resourceId);
  const label = amending ? 'save' : form.when === 'slot' ? 'book' : 'register';
  return (
    <form
      className="ecg-desk-form"
      aria-label={text('form')}
      onKeyDown={enterIsNext}
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        props.onSend();
      }}
    >
      <header>
        <h2>{amending ? text('amending', { name: amending.patient.name }) : text('form')}</h2>
        <Button size="small" variant="minimal" onClick={props.onClear} data-testid="desk-clear">
          {text('new')} <KeyCap name="Ctrl+Alt+N" />
        </Button>
      </header>
      {!amending && props.place && (props.places.length > 1 || !props.place.own)
        ? choice(
            'place',
            props.place.id,
            props.places.map((one) => ({ value: one.id, label: pickName(locale, one) })),
            props.onPlace,
            { testId: 'desk-place' },
          )
        : null}
      {amending ? null : (
        <Field label={text('find')}>
          {(id) => (
            <PatientFind
              id={id}
              field={props.find}
              words={props.words}
              onWords={props.onWords}
              onPick={(patient) => {
                props.onWords('');
                onForm(withPatient(form, patient));
                props.onPicked();
              }}
              onNone={(words) => {
                // Who is not known is entered: what was typed as a name stands there already.
                if (/\d/.test(words)) return;
                props.onWords('');
                set({ name: words });
              }}
            />
          )}
        </Field>
      )}
      {props.note ? (
        <p className="desk-note" role="status">
          {props.note}
        </p>
      ) : null}
      <div className="ecg-desk-columns">
        {input('name', 'name', { required: true })}
        {input('number', 'number')}
        {choice(
          'sex',
          form.sex,
          (['unknown', 'male', 'female', 'unspecified'] as const).map((value) => ({
            value,
            label: text(`sex.${value}`),
          })),
          (sex) => set({ sex }),
          { required: true, testId: 'desk-sex' },
        )}
        <Field label={text('birthDate')} required>
          {(id) => (
            <DateEntry
              id={id}
              value={form.birthDate}
              onValue={(birthDate) => set({ birthDate })}
              testId="desk-birthDate"
            />
          )}
        </Field>
        {input('identity', 'identityNumber')}
        {input('phone', 'phone', { type: 'tel' })}
      </div>
      <div className="ecg-desk-columns">
        {choice(
          'visit',
          form.patientType,
          typeOptions,
          (code) => {
            const type = types.data?.find((one) => one.code === code);
            if (type) set({ patientType: code, visitKind: type.kind });
          },
          { testId: 'desk-patientType' },
        )}
        {input('visitNumber', 'visitNumber')}
        {choice(
          'department',
          form.departmentId,
          [
            { value: '', label: '—' },
            ...(departments.data ?? []).map((one) => ({ value: one.id, label: pickName(locale, one) })),
          ],
          (departmentId) => set({ departmentId }),
          { required: asksDepartment(form), testId: 'desk-department' },
        )}
        {input('bed', 'bed')}
        {input('diagnosis', 'diagnosis')}
        {input('requestedBy', 'requestedBy')}
        {input('request', 'requestNumber')}
        {input('purpose', 'purpose')}
      </div>
      <div className="ecg-desk-columns">
        {choice(
          'item',
          form.itemCode,
          [
            { value: '', label: text('item.choose') },
            ...props.items.map((item) => ({ value: item.code, label: pickName(locale, item) })),
          ],
          (code) => {
            const item = props.items.find((one) => one.code === code);
            if (item) onForm(withItem(form, item));
          },
          { required: true, wide: true, testId: 'desk-item' },
        )}
        {choice(
          'priority',
          form.priority,
          (['routine', 'urgent', 'emergency'] as const).map((value) => ({ value, label: text(`priority.${value}`) })),
          (priority) => set({ priority }),
        )}
        {amending ? null : (
          <Field label={text('when')}>
            {() => (
              <Segments
                label={text('when')}
                value={form.when}
                onChange={(when) => set({ when })}
                options={(['now', 'slot'] as const).map((value) => ({ value, label: text(`when.${value}`) }))}
                testId="desk-when"
              />
            )}
          </Field>
        )}
        {form.when === 'slot' && !amending ? (
          <Field className="desk-wide" label={text('slot')} required>
            {(id) => (
              <div className="desk-slot">
                <output id={id} data-testid="desk-slot">
                  {form.slot ? dateTime(form.slot.startsAt) : text('slot.none')}
                  {resource ? <small>{pickName(locale, resource)}</small> : null}
                </output>
                <Button
                  size="small"
                  disabled={form.itemCode === ''}
                  title={form.itemCode === '' ? text('slot.first') : undefined}
                  onClick={props.onSlot}
                  data-testid="desk-pick-slot"
                >
                  {text('slot.pick')} <KeyCap name="F4" />
                </Button>
              </div>
            )}
          </Field>
        ) : amending?.state === 'booked' ? (
          <Field label={text('slot')}>
            {() => (
              <output className="desk-slot">
                {dateTime(amending.scheduledAt)} <small>{text('slot.kept')}</small>
              </output>
            )}
          </Field>
        ) : (
          input('room', 'room')
        )}
      </div>
      <footer>
        <small data-testid="desk-off">{props.off}</small>
        <Button
          type="submit"
          intent="primary"
          disabled={props.off !== null}
          loading={props.busy}
          data-testid="desk-register"
        >
          {text(label)} <KeyCap name="F5" />
        </Button>
      </footer>
    </form>
  );
}
