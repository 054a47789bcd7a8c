// Booking and registration: the form at the left, the day's list at the right; a booked person who comes is one key away.
import { Button, InputGroup } from '@blueprintjs/core';
import { type FormEvent, type HTMLInputTypeAttribute, useState } from 'react';
import { ageText } from '../../../../core/kernel/age.ts';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { useRights } from '../../../../renderer/client/session.tsx';
import { clock, dateTime, day } from '../../../../renderer/format/time.ts';
import { useLocale } from '../../../../renderer/i18n/text.tsx';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { Pick } from '../../../../renderer/parts/choice.tsx';
import { Field, KeyCap } from '../../../../renderer/parts/field.tsx';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { ReasonDialog } from '../../../../renderer/parts/reason-dialog.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { type EcgTextKey, useEcgText } from '../locales/use-ecg-text.ts';
import { usePutExam, useQueue } from '../queue/use-queue.ts';
import { type DeskForm, emptyForm, examOf, formOf, type MissingField, missingOf, procedures } from './form.ts';

const labels: Record<MissingField, EcgTextKey> = {
  name: 'desk.name',
  sex: 'desk.sex',
  birthDate: 'desk.birth',
  scheduledAt: 'desk.when',
};

export function DeskScreen() {
  const text = useEcgText();
  const { client } = useApi();
  const { show } = useToasts();
  const put = usePutExam();
  const can = useRights();
  const [form, setForm] = useState<DeskForm>(emptyForm);
  const [amending, setAmending] = useState<ExamDocument | null>(null);
  const set = (part: Partial<DeskForm>) => setForm({ ...form, ...part });
  const done = (exam: ExamDocument) => {
    put(exam);
    setForm(emptyForm);
    setAmending(null);
    show({
      tone: 'done',
      title:
        exam.state === 'booked'
          ? text('desk.booked', { name: exam.patient.name, time: dateTime(exam.scheduledAt) })
          : text('desk.registered', { name: exam.patient.name, accession: exam.accessionNumber }),
    });
  };
  const register = useCommand(client.orders.register, { onDone: done });
  const amend = useCommand(client.orders.amendRegistration, { onDone: done });
  const missing = missingOf(form, new Date());
  const off = can('ecg.register')
    ? missing.length > 0
      ? text('desk.missing', { fields: missing.map((one) => text(labels[one])).join(text('list.comma')) })
      : null
    : text('off.right');
  const send = () => {
    if (off !== null || register.isPending || amend.isPending) return;
    const exam = examOf(form, text(`procedure.${form.procedure}`));
    if (amending) amend.mutate({ examId: amending.id, expectedVersion: amending.version, exam });
    else register.mutate({ exam });
  };
  useActions({ title: text('desk.form'), depth: 1 }, [
    { id: 'desk.register', label: text('desk.register'), keys: ['F5', 'Ctrl+Enter'], run: send, off, main: true },
    {
      id: 'desk.new',
      label: text('desk.new'),
      keys: ['Ctrl+Alt+N'],
      run: () => {
        setForm(emptyForm);
        setAmending(null);
      },
    },
  ]);
  const input = (
    key: EcgTextKey,
    field: Exclude<keyof DeskForm, 'sex' | 'visitKind' | 'procedure' | 'priority'>,
    type: HTMLInputTypeAttribute = 'text',
    required = false,
    placeholder = '',
  ) => (
    <Field label={text(key)} required={required}>
      {(id) => (
        <InputGroup
          id={id}
          type={type}
          value={form[field]}
          onValueChange={(value) => set({ [field]: value })}
          data-testid={`desk-${field}`}
          maxLength={100}
          placeholder={placeholder}
        />
      )}
    </Field>
  );
  return (
    <div className="ecg-desk">
      <form
        className="ecg-desk-form"
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          send();
        }}
      >
        <h2>{amending ? text('desk.amending', { name: amending.patient.name }) : text('desk.form')}</h2>
        <div className="ecg-desk-columns">
          {input('desk.name', 'name', 'text', true)}
          {input('desk.number', 'number')}
          <Field label={text('desk.sex')} required>
            {(id) => (
              <Pick
                id={id}
                fill
                label={text('desk.sex')}
                value={form.sex}
                onChange={(sex) => set({ sex })}
                options={(['unknown', 'male', 'female'] as const).map((value) => ({
                  value,
                  label: text(`sex.${value}`),
                }))}
                testId="desk-sex"
              />
            )}
          </Field>
          {input('desk.birth', 'birthDate', 'text', true, 'YYYY-MM-DD')}
          {input('desk.phone', 'phone', 'tel')}
          <Field label={text('desk.visit')}>
            {(id) => (
              <Pick
                id={id}
                fill
                label={text('desk.visit')}
                value={form.visitKind}
                onChange={(visitKind) => set({ visitKind })}
                options={(['outpatient', 'emergency', 'inpatient', 'checkup'] as const).map((value) => ({
                  value,
                  label: text(`visit.${value}`),
                }))}
              />
            )}
          </Field>
          {input('desk.visitNumber', 'visitNumber')}
          {input('desk.department', 'departmentId')}
          {input('desk.bed', 'bed')}
          {input('desk.diagnosis', 'diagnosis')}
          <Field label={text('desk.procedure')} required>
            {(id) => (
              <Pick
                id={id}
                fill
                label={text('desk.procedure')}
                value={form.procedure}
                onChange={(procedure) => set({ procedure })}
                options={procedures.map((value) => ({ value, label: text(`procedure.${value}`) }))}
              />
            )}
          </Field>
          <Field label={text('desk.priority')}>
            {(id) => (
              <Pick
                id={id}
                fill
                label={text('desk.priority')}
                value={form.priority}
                onChange={(priority) => set({ priority })}
                options={(['routine', 'urgent', 'emergency'] as const).map((value) => ({
                  value,
                  label: text(`priority.${value}`),
                }))}
              />
            )}
          </Field>
          {input('desk.requestedBy', 'requestedBy')}
          {input('desk.request', 'requestNumber')}
          {input('desk.purpose', 'purpose')}
          {input('desk.room', 'room')}
          {input('desk.when', 'scheduledAt', 'text', false, 'YYYY-MM-DD HH:mm')}
        </div>
        <footer>
          <small>{off ?? text('desk.when.hint')}</small>
          <Button
            type="submit"
            intent="primary"
            disabled={off !== null}
            loading={register.isPending || amend.isPending}
            data-testid="desk-register"
          >
            {text(amending ? 'desk.amend' : 'desk.register')} <KeyCap name="F5" />
          </Button>
        </footer>
      </form>
      <DeskList
        onAmend={(exam) => {
          setAmending(exam);
          setForm(formOf(exam));
        }}
      />
    </div>
  );
}

function DeskList({ onAmend }: { onAmend: (exam: ExamDocument) => void }) {
  const text = useEcgText();
  const locale = useLocale();
  const { client } = useApi();
  const put = usePutExam();
  const queue = useQueue();
  const [shownDay, setDay] = useState(() => day(new Date().toISOString()));
  const [cancelling, setCancelling] = useState<ExamDocument | null>(null);
  const arrive = useCommand(client.orders.arrive, { onDone: put });
  const cancel = useCommand(client.orders.cancel, {
    onDone: (exam) => {
      put(exam);
      setCancelling(null);
    },
  });
  const move = (days: number) => {
    const date = new Date(`${shownDay}T12:00`);
    date.setDate(date.getDate() + days);
    setDay(day(date.toISOString()));
  };
  const whenOf = (exam: ExamDocument) => exam.scheduledAt ?? exam.registeredAt ?? exam.requestedAt;
  return (
    <section className="ecg-desk-list" aria-label={text('desk.list')}>
      <header>
        <h2>{text('desk.list')}</h2>
        <Button size="small" icon="chevron-left" aria-label={text('act.previous')} onClick={() => move(-1)} />
        <span className="number" data-testid="desk-day">
          {shownDay}
        </span>
        <Button size="small" icon="chevron-right" aria-label={text('act.next')} onClick={() => move(1)} />
        <Button size="small" text={text('desk.refresh')} onClick={() => void queue.refetch()} />
      </header>
      <Answer of={queue}>
        {({ rows }) => {
          const listed = rows
            .filter((exam) => day(whenOf(exam)) === shownDay)
            .sort((a, b) => whenOf(a).localeCompare(whenOf(b)));
          if (listed.length === 0)
            return <EmptyPanel glyph="inbox" title={text('desk.empty')} hint={text('desk.empty.hint')} />;
          return (
            <div className="ecg-desk-rows">
              <table>
                <tbody>
                  {listed.map((exam) => (
                    <tr key={exam.id} data-testid="desk-row" className={exam.state === 'cancelled' ? 'is-off' : ''}>
                      <td className="number">{clock(whenOf(exam))}</td>
                      <td>
                        <span className={`ecg-desk-state is-${exam.state}`}>{text(`desk.state.${exam.state}`)}</span>
                      </td>
                      <td>
                        <strong>{exam.patient.name}</strong> {text(`sex.${exam.patient.sex}`)}{' '}
                        {ageText(exam.patient.birthDate, exam.requestedAt, locale === 'en' ? 'en' : 'zh')}
                      </td>
                      <td className="number">{exam.accessionNumber}</td>
                      <td>{exam.procedureName}</td>
                      <td>{exam.departmentName}</td>
                      <td className="ecg-desk-acts">
                        {exam.state === 'booked' || exam.state === 'requested' ? (
                          <Button
                            size="small"
                            intent="primary"
                            text={text('desk.arrive')}
                            loading={arrive.isPending && arrive.variables?.examId === exam.id}
                            onClick={() =>
                              arrive.mutate({
                                examId: exam.id,
                                expectedVersion: exam.version,
                                room: exam.room,
                                deviceId: exam.deviceId,
                              })
                            }
                          />
                        ) : null}
                        {exam.state !== 'cancelled' && exam.report.state === 'none' ? (
                          <Button size="small" text={text('desk.amend')} onClick={() => onAmend(exam)} />
                        ) : null}
                        {exam.state === 'booked' || exam.state === 'requested' || exam.state === 'registered' ? (
                          <Button size="small" text={text('desk.cancel')} onClick={() => setCancelling(exam)} />
                        ) : null}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          );
        }}
      </Answer>
      {cancelling ? (
        <ReasonDialog
          title={`${text('desk.cancel.title')} ${cancelling.patient.name}`}
          confirm={text('desk.cancel.title')}
          busy={cancel.isPending}
          onClose={() => setCancelling(null)}
          onConfirm={(reason) => cancel.mutate({ examId: cancelling.id, expectedVersion: cancelling.version, reason })}
        />
      ) : null}
    </section>
  );
}
