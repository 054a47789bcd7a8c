// Registration by hand (LAB-17): a specimen without an electronic order gets its patient, visit, items and barcode.
import { Button, Checkbox, InputGroup, TextArea } from '@blueprintjs/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { SpecimenDocument } from '../../../../core/lab/model.ts';
import { identityCard } from '../../../../core/patient/card.ts';
import { Sex, VisitKind } from '../../../../core/patient/model.ts';
import { DateEntry } from '../../../../renderer/booking/date-entry.tsx';
import { useDictionaries } from '../../../../renderer/client/dictionaries.ts';
import { useOnline } from '../../../../renderer/client/link.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { useRights, useSession } from '../../../../renderer/client/session.tsx';
import { day } from '../../../../renderer/format/time.ts';
import { pickName, useLocale } from '../../../../renderer/i18n/text.tsx';
import { useShellText } from '../../../../renderer/locales/use-shell-text.ts';
import { Pick, Segments } from '../../../../renderer/parts/choice.tsx';
import { Field, KeyCap } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { WaitingPanel } from '../../../../renderer/parts/panels.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { useCard } from '../cards/use-card.ts';
import { ItemPicker } from './item-picker.tsx';
import { birthDateProblem, formOfCard, missingOf, type RegisterForm, registerInput } from './register-form.ts';
import { useReceptionText } from './texts.ts';
import { useLeasedNumber } from './use-leased-number.ts';

interface RegisterDialogProps {
  /** The scanned code that nobody knew, or empty. */
  barcode: string;
  /** The card that opened the form, or empty. */
  initialCard: string;
  /** Reception follows at once. */
  mayReceive: boolean;
  onClose: () => void;
  onRegistered: (document: SpecimenDocument, receive: boolean, print: boolean) => void;
}

export function RegisterDialog({ barcode, initialCard, mayReceive, onClose, onRegistered }: RegisterDialogProps) {
  const text = useReceptionText();
  const shell = useShellText();
  const locale = useLocale();
  const { client, query } = useApi();
  const { person } = useSession();
  const can = useRights();
  const online = useOnline();
  const { show } = useToasts();
  const dictionaries = useDictionaries();
  const departments = useQuery(
    query.identity.departments.queryOptions({ staleTime: 3_600_000, gcTime: Number.POSITIVE_INFINITY }),
  );
  const [specimenId] = useState(() => crypto.randomUUID());
  const [form, setForm] = useState<RegisterForm>({
    patientNumber: '',
    name: '',
    sex: 'unknown',
    birthDate: '',
    identityNumber: '',
    phone: '',
    visitKind: 'outpatient',
    visitNumber: '',
    departmentId: '',
    doctor: '',
    itemCodes: [],
    urgent: false,
    note: '',
    barcode,
  });
  const [tried, setTried] = useState(false);
  const [wantsPrint, setWantsPrint] = useState(true);
  const change = (part: Partial<RegisterForm>) => setForm((before) => ({ ...before, ...part }));
  const printOff = !can('lab.print') ? text('off.right') : online ? null : text('off.offline');
  const register = useCommand(client.lab.register, {
    onDone: (made) => {
      show({ tone: 'done', title: text('register.done', { name: made.patient.name }) });
      onRegistered(made, mayReceive, wantsPrint && printOff === null);
    },
  });
  const number = useLeasedNumber((next) => change({ barcode: next }));
  const card = useCard();
  /** A card fills in the patient, anything else is the label in the hand. */
  const scanned = (code: string) => {
    if (!card.isCard(code)) {
      change({ barcode: code });
      return;
    }
    const unknown = formOfCard({ identity: identityCard(code), patient: null });
    card.read(code).then(
      (read) => {
        change(formOfCard(read));
        if (read.patient === 'several') show({ tone: 'waiting', title: text('register.card.several') });
      },
      // Without the server the number itself says sex and birth date.
      () => change(unknown),
    );
  };
  const cardOnce = useRef(initialCard);
  useEffect(() => {
    const code = cardOnce.current;
    cardOnce.current = '';
    if (code) scanned(code);
  });
  const missing = missingOf(form);
  const badDate = birthDateProblem(form.birthDate, day(new Date().toISOString()));
  const save = () => {
    setTried(true);
    if (missing.length === 0 && badDate === null && !register.isPending)
      register.mutate(registerInput(form, specimenId));
  };
  const options = (departments.data ?? [{ id: person.departmentId, name: person.departmentId, nameEn: '' }]).map(
    (each) => ({ value: each.id, label: pickName(locale, each) }),
  );
  const choices = [{ value: '', label: text('register.choose') }, ...options];
  const sexes = Sex.options.map((value) => ({ value, label: shell(`sex.${value}`) }));
  const visits = VisitKind.options.map((value) => ({ value, label: text(`visit.${value}`) }));
  return (
    <Modal
      title={text('register.title')}
      onClose={onClose}
      onConfirm={save}
      onScan={scanned}
      width="min(980px, 96vw)"
      testId="register-dialog"
      hint={
        tried && missing.length > 0
          ? text('register.missing', {
              fields: missing.map((field) => text(`register.${field}`)).join(shell('list.comma')),
            })
          : printOff
      }
      footer={
        <>
          <Checkbox
            inline
            className="reception-print"
            checked={wantsPrint && printOff === null}
            disabled={printOff !== null}
            label={text('register.print')}
            onChange={(event) => setWantsPrint(event.currentTarget.checked)}
            data-testid="register-print"
          />
          <Button type="submit" intent="primary" loading={register.isPending} data-testid="register-save">
            {text(mayReceive ? 'register.saveReceive' : 'register.save')} <KeyCap name="Ctrl+Enter" />
          </Button>
        </>
      }
    >
      <div className="reception-form">
        <div>
          <Field label={text('register.barcode')} required hint={text('register.barcode.hint')}>
            {(id) => (
              <InputGroup
                id={id}
                autoFocus={barcode === ''}
                value={form.barcode}
                maxLength={64}
                onValueChange={(value) => change({ barcode: value })}
                data-testid="register-barcode"
                rightElement={
                  <Button
                    size="small"
                    variant="minimal"
                    text={text('register.number')}
                    loading={number.isPending}
                    onClick={() => number.mutate()}
                    data-testid="register-number"
                  />
                }
              />
            )}
          </Field>
          <Field label={text('register.name')} required>
            {(id) => (
              <InputGroup
                id={id}
                autoFocus={barcode !== ''}
                value={form.name}
                maxLength={200}
                onValueChange={(value) => change({ name: value })}
                data-testid="register-name"
              />
            )}
          </Field>
          <Field label={text('register.sex')}>
            {() => (
              <Segments
                label={text('register.sex')}
                value={form.sex}
                options={sexes}
                onChange={(value) => change({ sex: value })}
                testId="register-sex"
              />
            )}
          </Field>
          <Field
            label={text('register.birthDate')}
            hint={text('register.birthDate.hint')}
            error={badDate ? text(`register.${badDate}`) : null}
          >
            {(id) => (
              <DateEntry
                id={id}
                value={form.birthDate}
                onValue={(birthDate) => change({ birthDate })}
                testId="register-birth-date"
              />
            )}
          </Field>
          <Field label={text('register.patientNumber')}>
            {(id) => (
              <InputGroup
                id={id}
                value={form.patientNumber}
                maxLength={64}
                onValueChange={(value) => change({ patientNumber: value })}
                data-testid="register-patient-number"
              />
            )}
          </Field>
          <Field label={text('register.identityNumber')} hint={text('register.identityNumber.hint')}>
            {(id) => (
              <InputGroup
                id={id}
                value={form.identityNumber}
                maxLength={18}
                onValueChange={(value) => {
                  const typed = identityCard(value);
                  change({ identityNumber: value, ...(typed ? formOfCard({ identity: typed, patient: null }) : {}) });
                }}
                data-testid="register-identity-number"
              />
            )}
          </Field>
          <Field label={text('register.phone')}>
            {(id) => (
              <InputGroup
                id={id}
                type="tel"
                value={form.phone}
                maxLength={32}
                onValueChange={(value) => change({ phone: value })}
                data-testid="register-phone"
              />
            )}
          </Field>
          <Field label={text('register.visitKind')}>
            {() => (
              <Segments
                label={text('register.visitKind')}
                value={form.visitKind}
                options={visits}
                onChange={(value) => change({ visitKind: value })}
                testId="register-visit-kind"
              />
            )}
          </Field>
          <Field label={text('register.visitNumber')}>
            {(id) => (
              <InputGroup
                id={id}
                value={form.visitNumber}
                maxLength={64}
                onValueChange={(value) => change({ visitNumber: value })}
                data-testid="register-visit-number"
              />
            )}
          </Field>
          <Field
            label={text('register.department')}
            required
            hint={departments.error ? text('register.departmentsMissing') : undefined}
          >
            {(id) => (
              <Pick
                id={id}
                fill
                label={text('register.department')}
                value={form.departmentId}
                options={choices}
                onChange={(value) => change({ departmentId: value })}
                testId="register-department"
              />
            )}
          </Field>
          <Field label={text('register.doctor')}>
            {(id) => (
              <InputGroup
                id={id}
                value={form.doctor}
                maxLength={200}
                onValueChange={(value) => change({ doctor: value })}
                data-testid="register-doctor"
              />
            )}
          </Field>
        </div>
        <div>
          <Field label={text('register.items')} required>
            {(id) =>
              dictionaries ? (
                <ItemPicker
                  id={id}
                  dictionaries={dictionaries}
                  codes={form.itemCodes}
                  onChange={(itemCodes) => change({ itemCodes })}
                />
              ) : (
                <WaitingPanel />
              )
            }
          </Field>
          <Field label="">
            {(id) => (
              <Checkbox
                id={id}
                checked={form.urgent}
                label={text('register.urgent')}
                onChange={(event) => change({ urgent: event.currentTarget.checked })}
                data-testid="register-urgent"
              />
            )}
          </Field>
          <Field label={text('register.note')}>
            {(id) => (
              <TextArea
                id={id}
                fill
                rows={3}
                maxLength={1000}
                value={form.note}
                onChange={(event) => change({ note: event.currentTarget.value })}
                data-testid="register-note"
              />
            )}
          </Field>
        </div>
      </div>
    </Modal>
  );
}
