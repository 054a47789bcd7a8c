// The technician's terminal: what waits for confirmation, what is confirmed, what is cancelled; several are settled at once (RAD-12, RAD-13).
import { Button, Checkbox, InputGroup } from '@blueprintjs/core';
import { useState } from 'react';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { type Execution, executionOf, executions } from '../../../../core/orders/execution.ts';
import { mostSettled } from '../../../../core/orders/settle-contract.ts';
import { shortTime } from '../../../../renderer/format/time.ts';
import { Segments } from '../../../../renderer/parts/choice.tsx';
import { Field, KeyCap } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { useFeeWords } from './fee.tsx';
import './settle.css';
import { useSettleText } from './settle-texts.ts';
import { useSettle } from './use-settle.ts';

interface SettleDialogProps {
  exams: readonly ExamDocument[];
  timeOf: (exam: ExamDocument) => string;
  /** Why nobody here may confirm; null when one may. */
  offConfirm: string | null;
  offCancel: string | null;
  onClose: () => void;
}

export function SettleDialog({ exams, timeOf, offConfirm, offCancel, onClose }: SettleDialogProps) {
  const text = useSettleText();
  const fee = useFeeWords();
  const [shown, setShown] = useState<Execution>('unconfirmed');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [reason, setReason] = useState('');
  const settle = useSettle(() => {
    setChosen(new Set());
    setReason('');
  });
  const rows = exams.filter((exam) => executionOf(exam) === shown);
  // What came or was settled elsewhere meanwhile is not in the list any more, nor settled with it.
  const ticked = shown === 'unconfirmed' ? rows.filter(({ id }) => chosen.has(id)) : [];
  const good = ticked.length > 0 && ticked.length <= mostSettled && !settle.isPending;
  const send = (act: 'confirm' | 'cancel') =>
    settle.mutate({
      act,
      reason: act === 'cancel' ? reason.trim() : '',
      exams: ticked.map(({ id, version }) => ({ examId: id, expectedVersion: version })),
    });
  const mayCancel = good && !offCancel && reason.trim().length >= 2;
  const mayConfirm = good && !offConfirm;
  const all = rows.length > 0 && ticked.length === rows.length;
  const tick = (id: string) =>
    setChosen((now) => new Set(now.has(id) ? [...now].filter((one) => one !== id) : [...now, id]));
  const beside = (exam: ExamDocument) => {
    if (shown === 'cancelled') return exam.cancelReason;
    if (shown === 'unconfirmed') return '';
    return exam.confirmed
      ? text('by', { by: exam.confirmed.by, time: shortTime(exam.confirmed.at, new Date()) })
      : text('byImages');
  };
  const facts = (exam: ExamDocument) => (
    <span className="settle-facts">
      <b>{exam.patient.name}</b> <span>{`${exam.modality} ${exam.procedureName}`}</span>
      <small>{[shortTime(timeOf(exam), new Date()), exam.room, exam.accessionNumber].filter(Boolean).join(' ')}</small>
      <em>{[beside(exam), fee(exam)].filter(Boolean).join(' · ')}</em>
    </span>
  );
  return (
    <Modal
      title={text('title')}
      onClose={onClose}
      onConfirm={mayConfirm ? () => send('confirm') : undefined}
      width={820}
      testId="settle-dialog"
      hint={ticked.length > mostSettled ? text('most', { most: mostSettled }) : text('lead')}
      actions={[
        {
          id: 'settle.cancel',
          label: text('cancel', { count: ticked.length }),
          keys: ['Alt+X'],
          off: mayCancel ? null : (offCancel ?? text('reason')),
          run: () => send('cancel'),
        },
      ]}
      footer={
        <>
          <Button
            intent="danger"
            variant="outlined"
            disabled={!mayCancel}
            title={offCancel ?? undefined}
            onClick={() => send('cancel')}
            data-testid="settle-cancel"
          >
            {text('cancel', { count: ticked.length })} <KeyCap name="Alt+X" />
          </Button>
          <Button
            type="submit"
            intent="primary"
            disabled={!mayConfirm}
            title={offConfirm ?? undefined}
            loading={settle.isPending}
            data-testid="settle-confirm"
          >
            {text('confirm', { count: ticked.length })} <KeyCap name="Ctrl+Enter" />
          </Button>
        </>
      }
    >
      <Segments
        label={text('lists')}
        value={shown}
        onChange={setShown}
        options={executions.map((value) => ({
          value,
          label: text(value),
          count: exams.filter((exam) => executionOf(exam) === value).length,
        }))}
        testId="settle-list"
      />
      {shown === 'unconfirmed' && rows.length > 0 ? (
        <Checkbox
          className="settle-all"
          checked={all}
          indeterminate={!all && ticked.length > 0}
          label={text('all', { count: rows.length })}
          onChange={() => setChosen(new Set(all ? [] : rows.map(({ id }) => id)))}
          data-testid="settle-all"
        />
      ) : null}
      <ul className="settle-rows">
        {rows.map((exam) => (
          <li key={exam.id} data-testid="settle-row" data-accession={exam.accessionNumber}>
            {shown === 'unconfirmed' ? (
              <Checkbox checked={chosen.has(exam.id)} onChange={() => tick(exam.id)}>
                {facts(exam)}
              </Checkbox>
            ) : (
              facts(exam)
            )}
          </li>
        ))}
      </ul>
      {rows.length === 0 ? <EmptyPanel glyph="yes" title={text(`empty.${shown}`)} /> : null}
      {shown === 'unconfirmed' && rows.length > 0 ? (
        <Field label={text('reason')}>
          {(id) => (
            <>
              <datalist id="settle-reasons">
                {(['patient', 'wrong', 'device'] as const).map((key) => (
                  <option key={key} value={text(`reason.${key}`)} />
                ))}
              </datalist>
              <InputGroup
                id={id}
                list="settle-reasons"
                maxLength={200}
                value={reason}
                onValueChange={setReason}
                data-testid="settle-reason"
              />
            </>
          )}
        </Field>
      ) : null}
    </Modal>
  );
}
