// Whether a request is paid (申请单费用状态, ECG-11): its number in, each of its exams with what the HIS told of the charge out.
import { Button, HTMLTable, InputGroup } from '@blueprintjs/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ageText } from '../../core/kernel/age.ts';
import type { RequestFee } from '../../core/orders/fee-contract.ts';
import { isFailure } from '../client/failure.ts';
import { useApi } from '../client/provider.tsx';
import { dateTime } from '../format/time.ts';
import { useLocale } from '../i18n/text.tsx';
import { Field } from '../parts/field.tsx';
import type { GlyphName } from '../parts/glyph.tsx';
import { Modal } from '../parts/modal.tsx';
import { Answer, EmptyPanel } from '../parts/panels.tsx';
import { type StateTone, ToneChip } from '../parts/state-chip.tsx';
import './fees.css';
import { useFeeText } from './texts.ts';

const look: Record<RequestFee['fee']['state'], { tone: StateTone; glyph: GlyphName }> = {
  unknown: { tone: 'draft', glyph: 'tag' },
  unpaid: { tone: 'waiting', glyph: 'time' },
  paid: { tone: 'final', glyph: 'yes' },
  refunded: { tone: 'withdrawn', glyph: 'undo' },
};

interface FeeDialogProps {
  /** Of the exam that is chosen; it is looked up at once. Empty: the number is asked for. */
  requestNumber: string;
  onClose: () => void;
}

export function FeeDialog({ requestNumber, onClose }: FeeDialogProps) {
  const text = useFeeText();
  const { query } = useApi();
  const [typed, setTyped] = useState(requestNumber);
  const [asked, setAsked] = useState(requestNumber);
  // Always what the server knows now: a payment a minute old matters.
  const found = useQuery({
    ...query.orders.requestFees.queryOptions({ input: { requestNumber: asked }, staleTime: 0, gcTime: 0 }),
    enabled: asked !== '',
    retry: (count, error) => count < 1 && !isFailure(error, 'NOT_FOUND'),
  });
  const ask = (number: string) => {
    setTyped(number);
    if (number.trim() === '') return;
    if (number.trim() === asked) void found.refetch();
    else setAsked(number.trim());
  };
  return (
    <Modal
      title={text('title')}
      onClose={onClose}
      onConfirm={() => ask(typed)}
      onScan={ask}
      width="min(960px, 94vw)"
      hint={text('note')}
      footer={
        <Button
          type="submit"
          intent="primary"
          disabled={typed.trim() === ''}
          loading={found.isFetching}
          data-testid="fee-find"
        >
          {text('find')}
        </Button>
      }
      testId="fee-dialog"
    >
      <Field label={text('number')}>
        {(id) => (
          <InputGroup
            id={id}
            autoFocus
            maxLength={64}
            value={typed}
            onValueChange={setTyped}
            placeholder={text('number.hint')}
            data-testid="fee-number"
          />
        )}
      </Field>
      <div className="fee-found">
        {asked === '' ? (
          <EmptyPanel glyph="tag" title={text('begin')} />
        ) : isFailure(found.error, 'NOT_FOUND') ? (
          <EmptyPanel glyph="inbox" title={text('none', { number: asked })} hint={text('none.hint')} />
        ) : (
          <Answer of={found}>{(fees) => <Fees fees={fees} />}</Answer>
        )}
      </div>
    </Modal>
  );
}

function Fees({ fees }: { fees: readonly RequestFee[] }) {
  const text = useFeeText();
  const locale = useLocale();
  const several = new Set(fees.map(({ institutionName }) => institutionName)).size > 1;
  return (
    <HTMLTable compact className="plain-table" data-testid="fee-rows">
      <thead>
        <tr>
          <th>{text('column.patient')}</th>
          <th>{text('column.item')}</th>
          <th>{text('column.accession')}</th>
          {several ? <th>{text('column.institution')}</th> : null}
          <th>{text('column.requested')}</th>
          <th>{text('column.state')}</th>
          <th>{text('column.fee')}</th>
          <th className="number">{text('column.amount')}</th>
        </tr>
      </thead>
      <tbody>
        {fees.map(({ id, patient, procedureName, accessionNumber, institutionName, requestedAt, state, fee }) => (
          <tr key={id}>
            <td>
              <b>{patient.name}</b> {text(`sex.${patient.sex}`)}{' '}
              {ageText(patient.birthDate, requestedAt, locale === 'en' ? 'en' : 'zh')}
            </td>
            <td>{procedureName}</td>
            <td className="number">{accessionNumber}</td>
            {several ? <td>{institutionName}</td> : null}
            <td className="number">{dateTime(requestedAt)}</td>
            <td>{text(`state.${state}`)}</td>
            <td>
              <ToneChip {...look[fee.state]} word={text(`fee.${fee.state}`)} />
            </td>
            <td className="number">{fee.amountCent === null ? '—' : `¥${(fee.amountCent / 100).toFixed(2)}`}</td>
          </tr>
        ))}
      </tbody>
    </HTMLTable>
  );
}
