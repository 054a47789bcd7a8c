// All critical values of the last days: what is open first, the chain of each from the alarm to the ward's answer (LAB-65 to 68).
import { Button, InputGroup } from '@blueprintjs/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { CriticalDocument } from '../../core/critical/model.ts';
import { useApi, useCommand } from '../client/provider.tsx';
import { useRights } from '../client/session.tsx';
import { dateTime, shortTime } from '../format/time.ts';
import { useActions } from '../keys/actions.tsx';
import { useShellText } from '../locales/use-shell-text.ts';
import { Segments } from '../parts/choice.tsx';
import { Field } from '../parts/field.tsx';
import { Glyph } from '../parts/glyph.tsx';
import { Answer, EmptyPanel } from '../parts/panels.tsx';
import { EmptyBanner, PatientBanner } from '../parts/patient-banner.tsx';
import { useCurrentRow } from '../parts/use-current-row.ts';
import { CallForm } from './call-dialog.tsx';
import { Escalation } from './escalation.tsx';
import { useCriticalUpdated } from './updated.ts';
import { useTestName } from './use-test-name.ts';
import { directionArrow } from './words.ts';

const rank: Record<CriticalDocument['state'], number> = {
  open: 0,
  notified: 1,
  acknowledged: 2,
  closed: 3,
  withdrawn: 4,
};

const idOf = (critical: CriticalDocument) => critical.id;

/** Says it where such limits are acted upon: nobody of this hospital has confirmed some of them. */
function UnconfirmedLimits({ rows }: { rows: readonly CriticalDocument[] }) {
  const text = useShellText();
  const testName = useTestName();
  const { query } = useApi();
  const can = useRights();
  const byLaboratory = rows.filter(({ area }) => area === 'lab');
  const { data } = useQuery(
    query.lab.unconfirmedTests.queryOptions({ enabled: can('lab.view') && byLaboratory.length > 0 }),
  );
  const codes = new Set(data?.map(({ key }) => key));
  const names = new Set(byLaboratory.filter(({ testCode }) => codes.has(testCode)).map(testName));
  if (names.size === 0) return null;
  return (
    <p className="critical-unconfirmed" data-testid="critical-unconfirmed">
      <Glyph name="warning" size={12} /> {text('critical.unconfirmed', { names: [...names].join(text('list.comma')) })}
    </p>
  );
}

export function CriticalScreen() {
  const text = useShellText();
  const { query } = useApi();
  const testName = useTestName();
  const [days, setDays] = useState<'1' | '3' | '7' | '30'>('3');
  const list = useQuery(query.critical.list.queryOptions({ input: { state: 'all', days: Number(days) } }));
  const rows = (list.data?.rows ?? []).toSorted(
    (a, b) => rank[a.state] - rank[b.state] || b.raisedAt.localeCompare(a.raisedAt),
  );
  // A new alarm comes above: the call that is being written down stays the one of its patient.
  const { current, at, choose } = useCurrentRow(rows, idOf);
  const move = (step: number) => choose(rows[Math.min(rows.length - 1, Math.max(0, at + step))]?.id ?? null);
  useActions({ title: text('critical'), depth: 1 }, [
    { id: 'next', label: text('row.next'), keys: ['Down'], run: () => move(1), movement: true },
    { id: 'previous', label: text('row.previous'), keys: ['Up'], run: () => move(-1), movement: true },
    {
      id: 'fill',
      label: text('critical.call'),
      keys: ['Enter'],
      run: () => document.querySelector<HTMLElement>('[data-testid="call-to"]')?.focus(),
      movement: true,
      main: true,
    },
  ]);
  const countOf = (state: CriticalDocument['state']) => rows.filter((row) => row.state === state).length;
  return (
    <div className="critical-screen">
      <SubjectBanner critical={current} />
      <div className="split">
        <section className="pane">
          <header className="pane-head">
            <h2>{text('critical.list')}</h2>
            <Segments
              label={text('days')}
              value={days}
              onChange={setDays}
              options={(['1', '3', '7', '30'] as const).map((value) => ({
                value,
                label: text('days.count', { count: value }),
              }))}
            />
            <span className="pane-facts">
              {(['open', 'notified', 'acknowledged'] as const).map((state) => (
                <span key={state}>
                  {text(`critical.state.${state}`)} <b>{countOf(state)}</b>
                </span>
              ))}
            </span>
          </header>
          <UnconfirmedLimits rows={rows} />
          <Answer of={list}>
            {() =>
              rows.length === 0 ? (
                <EmptyPanel glyph="done" title={text('critical.empty')} hint={text('critical.empty.hint')} />
              ) : (
                <ul className="critical-list" data-testid="critical-list">
                  {rows.map((row) => (
                    <li key={row.id}>
                      <button
                        type="button"
                        aria-current={row === current}
                        className={`critical-row state-${row.state}`}
                        onClick={() => choose(row.id)}
                        data-testid="critical-row"
                      >
                        <CriticalState state={row.state} />
                        <strong>{row.patientName}</strong>
                        <span className="ellipsis">{row.departmentName}</span>
                        <span className="ellipsis">{testName(row)}</span>
                        <b className="value">
                          {directionArrow(row.direction)} {row.value} <em>{row.unit}</em>
                        </b>
                        <span className="number">{shortTime(row.raisedAt, new Date())}</span>
                        {row.pendingCalls ? <PendingCall critical={row} /> : <Escalation critical={row} />}
                      </button>
                    </li>
                  ))}
                </ul>
              )
            }
          </Answer>
        </section>
        <section className="pane">
          {current ? (
            <CriticalDetail key={current.id} critical={current} />
          ) : (
            <EmptyPanel glyph="phone" title={text('critical.choose')} />
          )}
        </section>
      </div>
    </div>
  );
}

/** Whose value it is; the specimen or the exam is read for its patient. */
function SubjectBanner({ critical }: { critical: CriticalDocument | null }) {
  const text = useShellText();
  const { query } = useApi();
  const isExam = critical?.area === 'radiology' || critical?.area === 'ecg';
  const subject = useQuery({
    ...query.lab.specimen.queryOptions({ input: { id: critical?.subjectId ?? '' } }),
    enabled: critical?.area === 'lab',
    retry: false,
  });
  const exam = useQuery({
    ...query.orders.exam.queryOptions({ input: { examId: critical?.subjectId ?? '' } }),
    enabled: isExam,
    retry: false,
  });
  if (critical && isExam && exam.data?.id === critical.subjectId) {
    const { patient, visit, acquiredAt, requestedAt } = exam.data;
    return <PatientBanner patient={patient} visit={visit} on={acquiredAt ?? requestedAt} critical={1} />;
  }
  const document = subject.data?.document;
  if (!critical || !document || document.id !== critical.subjectId)
    return <EmptyBanner hint={critical?.patientName ?? text('critical.choose')} />;
  const on = document.milestones.collectedAt ?? document.milestones.orderedAt ?? critical.raisedAt;
  return <PatientBanner patient={document.patient} visit={document.visit} on={on} critical={1} />;
}

function CriticalState({ state }: { state: CriticalDocument['state'] }) {
  const text = useShellText();
  return <span className={`critical-state is-${state}`}>{text(`critical.state.${state}`)}</span>;
}

/** Documented here, not yet at the server: it counts, and goes there by itself. */
function PendingCall({ critical }: { critical: CriticalDocument }) {
  const text = useShellText();
  if (!critical.pendingCalls) return null;
  return (
    <span className="critical-pending" title={text('critical.pending.hint')} data-testid="critical-pending">
      <Glyph name="time" size={12} /> {text('critical.pending')}
    </span>
  );
}

function CriticalDetail({ critical }: { critical: CriticalDocument }) {
  const text = useShellText();
  const can = useRights();
  const waits = critical.state === 'open';
  const told = critical.state === 'notified';
  // An attempt that was documented begins the next one's form; an alarm that goes on while somebody writes does not.
  const calls = critical.steps.filter(({ kind }) => kind === 'attemptFailed').length + (critical.pendingCalls ?? 0);
  return (
    <div className="critical-detail">
      <header className="pane-head">
        <h2>{text('critical.chain')}</h2>
        <CriticalState state={critical.state} />
        <PendingCall critical={critical} />
        <span className="pane-facts">
          <span>
            {text('critical.doctor')} <b>{critical.orderingDoctor || text('none')}</b>
          </span>
          <span>
            {text('critical.phone')} <b>{critical.departmentPhone || text('none')}</b>
          </span>
          {critical.heads ? (
            <span>
              {text('critical.heads')}{' '}
              <b>{critical.heads.map(({ name }) => name).join(text('list.comma')) || text('none')}</b>
            </span>
          ) : null}
        </span>
      </header>
      <div className="pane-scroll">
        <ol className="chain">
          {critical.steps.map((step, index) => (
            <li key={`${step.at} ${index}`} className={`chain-${step.kind}`}>
              <time>{dateTime(step.at)}</time>
              <strong>{text(`critical.step.${step.kind}`)}</strong>
              <span>{step.by === 'system' ? text('critical.system') : step.by}</span>
              {step.to ? (
                <span>
                  {step.phone === undefined
                    ? step.to
                    : text('critical.step.to', { name: step.to, phone: step.phone || text('none') })}
                </span>
              ) : null}
              {step.madeAt ? <span>{text('critical.step.madeAt', { time: dateTime(step.madeAt) })}</span> : null}
              {step.note ? <em>{step.note}</em> : null}
            </li>
          ))}
        </ol>
        {waits && can('critical.document') ? (
          <CallForm key={calls} critical={critical} onDone={() => undefined} />
        ) : null}
        {waits && !can('critical.document') ? <p className="note">{text('right.missing')}</p> : null}
        {told && can('critical.document') ? <Acknowledge critical={critical} /> : null}
      </div>
    </div>
  );
}

function Acknowledge({ critical }: { critical: CriticalDocument }) {
  const text = useShellText();
  const { client } = useApi();
  const updated = useCriticalUpdated();
  const [note, setNote] = useState('');
  const acknowledge = useCommand(client.critical.acknowledge, { onDone: updated });
  return (
    <form
      className="call-form"
      onSubmit={(event) => {
        event.preventDefault();
        acknowledge.mutate({ criticalId: critical.id, expectedVersion: critical.version, note: note.trim() });
      }}
    >
      <Field label={text('critical.handling')} hint={text('critical.handling.hint')}>
        {(id) => <InputGroup id={id} value={note} onValueChange={setNote} maxLength={1000} />}
      </Field>
      <div className="call-buttons">
        <Button type="submit" intent="primary" loading={acknowledge.isPending} text={text('critical.acknowledge')} />
      </div>
    </form>
  );
}
