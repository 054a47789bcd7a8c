// The technician's terminal: what waits for confirmation, what is confirmed, what is cancelled; several are settled at once, and a
// confirmation by mistake is taken back (RAD-12, RAD-13).
import { Button, Checkbox, InputGroup } from '@blueprintjs/core';
import { useState } from 'react';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { type Execution, executionOf, executions } from '../../../../core/orders/execution.ts';
import { mostSettled } from '../../../../core/orders/settle-contract.ts';
import { Segments } from '../../../../renderer/parts/choice.tsx';
import { Field, KeyCap } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import './settle.css';
import { isTickable, SettleRows } from './settle-rows.tsx';
import { useSettleText } from './settle-texts.ts';
import { useSettle } from './use-settle.ts';

interface SettleDialogProps {
  exams: readonly ExamDocument[];
  timeOf: (exam: ExamDocument) => string;
  /** Why nobody here may confirm, or take a confirmation back; null when one may. */
  offConfirm: string | null;
  offCancel: string | null;
  onClose: () => void;
}

const reasons = {
  unconfirmed: ['reason.patient', 'reason.wrong', 'reason.device'],
  confirmed: ['undo.reason.person', 'undo.reason.item', 'undo.reason.notDone'],
  cancelled: [],
} as const;

export function SettleDialog({ exams, timeOf, offConfirm, offCancel, onClose }: SettleDialogProps) {
  const text = useSettleText();
  const [shown, setShown] = useState<Execution>('unconfirmed');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [reason, setReason] = useState('');
  const clear = () => {
    setChosen(new Set());
    setReason('');
  };
  const settle = useSettle(clear);
  const rows = exams
    .filter((exam) => executionOf(exam) === shown)
    .toSorted((left, right) => timeOf(right).localeCompare(timeOf(left), 'en'));
  const tickable = rows.filter((exam) => isTickable(exam, shown));
  // What came or was settled elsewhere meanwhile is not in the list any more, nor settled with it.
  const ticked = tickable.filter(({ id }) => chosen.has(id));
  const good = ticked.length > 0 && ticked.length <= mostSettled && !settle.isPending;
  const send = (act: 'confirm' | 'cancel' | 'undo') =>
    settle.mutate({
      act,
      reason: act === 'confirm' ? '' : reason.trim(),
      exams: ticked.map(({ id, version }) => ({ examId: id, expectedVersion: version })),
    });
  const reasoned = good && reason.trim().length >= 2;
  const mayConfirm = good && !offConfirm;
  const all = tickable.length > 0 && ticked.length === tickable.length;
  const tick = (id: string) =>
    setChosen((now) => new Set(now.has(id) ? [...now].filter((one) => one !== id) : [...now, id]));
  /** The act that needs a reason: of what waits, the cancelling; of what is confirmed, taking it back. */
  const back =
    shown === 'confirmed'
      ? ({ act: 'undo', off: offConfirm, why: 'undo.reason' } as const)
      : ({ act: 'cancel', off: offCancel, why: 'reason' } as const);
  const mayBack = reasoned && !back.off;
  const lead = text(shown === 'confirmed' ? 'undo.lead' : 'lead');
  return (
    <Modal
      title={text('title')}
      onClose={onClose}
      onConfirm={shown === 'unconfirmed' && mayConfirm ? () => send('confirm') : undefined}
      width={820}
      testId="settle-dialog"
      hint={ticked.length > mostSettled ? text('most', { most: mostSettled }) : lead}
      actions={
        shown === 'cancelled'
          ? []
          : [
              {
                id: `settle.${back.act}`,
                label: text(back.act, { count: ticked.length }),
                keys: ['Alt+X'],
                off: mayBack ? null : (back.off ?? text(back.why)),
                run: () => send(back.act),
              },
            ]
      }
      footer={
        <>
          {shown === 'cancelled' ? null : (
            <Button
              intent="danger"
              variant="outlined"
              disabled={!mayBack}
              title={back.off ?? undefined}
              loading={settle.isPending}
              onClick={() => send(back.act)}
              data-testid={`settle-${back.act}`}
            >
              {text(back.act, { count: ticked.length })} <KeyCap name="Alt+X" />
            </Button>
          )}
          {shown === 'unconfirmed' ? (
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
          ) : null}
        </>
      }
    >
      <Segments
        label={text('lists')}
        value={shown}
        onChange={(next) => {
          clear();
          setShown(next);
        }}
        options={executions.map((value) => ({
          value,
          label: text(value),
          count: exams.filter((exam) => executionOf(exam) === value).length,
        }))}
        testId="settle-list"
      />
      {tickable.length > 0 ? (
        <Checkbox
          className="settle-all"
          checked={all}
          indeterminate={!all && ticked.length > 0}
          label={text('all', { count: tickable.length })}
          onChange={() => setChosen(new Set(all ? [] : tickable.map(({ id }) => id)))}
          data-testid="settle-all"
        />
      ) : null}
      <SettleRows rows={rows} shown={shown} chosen={chosen} onTick={tick} timeOf={timeOf} />
      {rows.length === 0 ? <EmptyPanel glyph="yes" title={text(`empty.${shown}`)} /> : null}
      {tickable.length > 0 ? (
        <Field label={text(back.why)}>
          {(id) => (
            <>
              <datalist id="settle-reasons">
                {reasons[shown].map((key) => (
                  <option key={key} value={text(key)} />
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
