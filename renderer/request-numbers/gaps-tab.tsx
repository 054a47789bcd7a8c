// Reported exams without a request number by the day of the report, or any that a search names; one gets its number, and shows what it had.
import { Button, HTMLTable, InputGroup } from '@blueprintjs/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ExamService } from '../../core/orders/exam.ts';
import { isRequestNumber } from '../../core/orders/request-number.ts';
import type { ReportedExam } from '../../core/orders/request-number-contract.ts';
import { DateEntry } from '../booking/date-entry.tsx';
import { failureOf } from '../client/failure.ts';
import { useApi, useCommand } from '../client/provider.tsx';
import { dateTime, day } from '../format/time.ts';
import { Answer, EmptyPanel } from '../parts/panels.tsx';
import { useSettled } from '../parts/use-settled.ts';
import { useToasts } from '../shell/toasts.tsx';
import { useRequestText } from './texts.ts';

const listAtMost = 500;
const daysBack = 365;

export function GapsTab({ service }: { service: ExamService }) {
  const text = useRequestText();
  const { query } = useApi();
  const [today] = useState(() => Date.now());
  const [from, setFrom] = useState(day(new Date(today - daysBack * 86_400_000).toISOString()));
  const [to, setTo] = useState(day(new Date(today).toISOString()));
  const [words, setWords] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const asked = useSettled(words.trim(), 250);
  const gaps = useQuery(
    query.orders.requestNumberGaps.queryOptions({ input: { service, from, to, text: asked, limit: listAtMost } }),
  );
  return (
    <>
      <div className="request-bar">
        <span>{text('from')}</span>
        <DateEntry small whole label={text('from')} value={from} onValue={setFrom} testId="request-from" />
        <span>{text('to')}</span>
        <DateEntry small whole label={text('to')} value={to} onValue={setTo} testId="request-to" />
        <InputGroup
          size="small"
          type="search"
          className="request-search"
          value={words}
          onValueChange={setWords}
          placeholder={text('search')}
          aria-label={text('search')}
          data-testid="request-search"
        />
      </div>
      <Answer of={gaps}>
        {({ count, rows }) => {
          const current = rows.find(({ examId }) => examId === chosen) ?? null;
          return (
            <>
              <p className="request-count" data-testid="request-count">
                <b>{text(asked ? 'found' : 'count', { count })}</b>
                {count > rows.length ? <span>{text('more', { count: rows.length })}</span> : null}
              </p>
              <div className="request-rows">
                {rows.length === 0 ? (
                  <EmptyPanel glyph="yes" title={text('none')} hint={text('none.hint')} />
                ) : (
                  <Rows rows={rows} chosen={chosen} onChoose={setChosen} />
                )}
              </div>
              {current ? (
                <NumberForm key={`${current.examId} ${current.version}`} exam={current} />
              ) : (
                <p className="request-faint">{text('choose')}</p>
              )}
            </>
          );
        }}
      </Answer>
    </>
  );
}

interface RowsProps {
  rows: readonly ReportedExam[];
  chosen: string | null;
  onChoose: (examId: string) => void;
}

function Rows({ rows, chosen, onChoose }: RowsProps) {
  const text = useRequestText();
  return (
    <HTMLTable compact className="plain-table">
      <thead>
        <tr>
          <th>{text('accession')}</th>
          <th>{text('number')}</th>
          <th>{text('patient')}</th>
          <th>{text('exam')}</th>
          <th>{text('department')}</th>
          <th>{text('released')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr
            key={row.examId}
            className={row.examId === chosen ? 'is-chosen' : ''}
            onClick={() => onChoose(row.examId)}
            data-testid="request-row"
          >
            <td className="number">
              <button type="button" aria-pressed={row.examId === chosen} onClick={() => onChoose(row.examId)}>
                {row.accessionNumber}
              </button>
            </td>
            <td className="number">{row.requestNumber || '—'}</td>
            <td>
              <b>{row.patientName}</b> <span className="number">{row.patientNumber}</span>
            </td>
            <td>
              {row.modality} {row.procedureName}
            </td>
            <td>{row.departmentName || '—'}</td>
            <td className="number">{dateTime(row.releasedAt)}</td>
          </tr>
        ))}
      </tbody>
    </HTMLTable>
  );
}

function NumberForm({ exam }: { exam: ReportedExam }) {
  const text = useRequestText();
  const { client, query } = useApi();
  const queries = useQueryClient();
  const { show } = useToasts();
  const [number, setNumber] = useState('');
  const [reason, setReason] = useState('');
  const history = useQuery(query.orders.requestNumberHistory.queryOptions({ input: { examId: exam.examId } }));
  const store = useCommand(client.orders.setRequestNumber, {
    handles: ['DUPLICATE'],
    onDone: (after) => {
      show({
        tone: 'done',
        title: text('saved', { accession: after.accessionNumber, number: after.requestNumber }),
      });
      void queries.invalidateQueries({ queryKey: query.orders.key() });
    },
    onFailed: (error) => {
      if (failureOf(error).code !== 'VERSION_CONFLICT') return;
      void queries.invalidateQueries({ queryKey: query.orders.requestNumberGaps.key() });
    },
  });
  const failure = store.error ? failureOf(store.error) : null;
  const needsReason = exam.requestNumber !== '';
  const good = isRequestNumber(number.trim()) && (!needsReason || reason.trim().length >= 2) && !store.isPending;
  const send = () => {
    if (!good) return;
    store.mutate({
      examId: exam.examId,
      expectedVersion: exam.version,
      requestNumber: number.trim(),
      reason: reason.trim(),
    });
  };
  const onEnter = (event: React.KeyboardEvent) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    send();
  };
  return (
    <div className="request-form" data-testid="request-form">
      <div className="request-bar">
        <b className="number">{exam.accessionNumber}</b>
        <span>{exam.patientName}</span>
        <InputGroup
          autoFocus
          size="small"
          value={number}
          onValueChange={setNumber}
          onKeyDown={onEnter}
          placeholder={text('number')}
          aria-label={text('number')}
          maxLength={64}
          data-testid="request-number"
        />
        {needsReason ? (
          <InputGroup
            size="small"
            className="request-search"
            value={reason}
            onValueChange={setReason}
            onKeyDown={onEnter}
            placeholder={text('reason.hint', { number: exam.requestNumber })}
            aria-label={text('reason')}
            maxLength={2000}
            data-testid="request-reason"
          />
        ) : null}
        <Button
          size="small"
          intent="primary"
          disabled={!good}
          loading={store.isPending}
          onClick={send}
          text={text('save')}
          data-testid="request-save"
        />
      </div>
      {failure?.code === 'DUPLICATE' ? (
        <p className="field-error" role="alert" data-testid="request-taken">
          {text('taken', { number: number.trim(), accession: String(failure.detail.accessionNumber ?? '') })}
        </p>
      ) : null}
      <Answer of={history}>
        {(changes) =>
          changes.length === 0 ? (
            <p className="request-faint">{text('history.none')}</p>
          ) : (
            <ul className="request-history" aria-label={text('history')}>
              {changes.map((change) => (
                <li key={change.at}>
                  {text('history.line', {
                    time: dateTime(change.at),
                    name: change.by,
                    before: change.before || text('bare'),
                    after: change.after,
                  })}{' '}
                  <em>{text(`source.${change.source}`)}</em> {change.reason}
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
    </div>
  );
}
