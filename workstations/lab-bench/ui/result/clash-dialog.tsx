// Two people changed one specimen: both values, who was first and when, and the choice between them.
import { Button } from '@blueprintjs/core';
import { useState } from 'react';
import { currentVersion } from '../../../../core/lab/lines.ts';
import type { TestLine } from '../../../../core/lab/model.ts';
import { dateTime } from '../../../../renderer/format/time.ts';
import { pickName, useLocale } from '../../../../renderer/i18n/text.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { needsReason } from './line-view.ts';
import { ReasonField } from './reason-field.tsx';
import { useResultText } from './texts.ts';
import type { Entry } from './use-entry.ts';

interface ClashDialogProps {
  line: TestLine;
  clash: Entry;
  onKeep: () => void;
  onAgain: (entry: Entry) => void;
}

export function ClashDialog({ line, clash, onKeep, onAgain }: ClashDialogProps) {
  const text = useResultText();
  const locale = useLocale();
  const [reason, setReason] = useState(clash.reason ?? '');
  const current = currentVersion(line);
  const given = reason.trim();
  const ready = !needsReason(line) || given !== '';
  const again = () => ready && onAgain({ ...clash, ...(given ? { reason: given } : {}) });
  return (
    <Modal
      title={text('conflict.title', { name: pickName(locale, line) })}
      onClose={onKeep}
      onConfirm={again}
      width={480}
      hint={text('conflict.hint')}
      testId="result-clash"
      footer={
        <>
          <Button text={text('conflict.keep')} onClick={onKeep} />
          <Button type="submit" intent="primary" disabled={!ready} text={text('conflict.again')} />
        </>
      }
    >
      <dl className="result-clash">
        <dt>{text('conflict.theirs')}</dt>
        <dd>
          <b>{current?.value ?? '—'}</b>{' '}
          {current
            ? text('conflict.by', {
                by: current.enteredBy?.name ?? current.instrumentId ?? text(`source.${current.source}`),
                at: dateTime(current.receivedAt),
              })
            : text('conflict.other')}
        </dd>
        <dt>{text('conflict.mine')}</dt>
        <dd>
          <b>{clash.value || text('reason.empty')}</b>
        </dd>
      </dl>
      {needsReason(line) ? <ReasonField label={text('reason.label')} value={reason} onChange={setReason} /> : null}
    </Modal>
  );
}
