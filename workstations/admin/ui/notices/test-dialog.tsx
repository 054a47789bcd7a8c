// One test message at once, and what the gateway said to it.
import { InputGroup } from '@blueprintjs/core';
import { useState } from 'react';
import { type NoticeMessage, Phone } from '../../../../core/orders/notice.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { ConfirmButton } from '../../../../renderer/parts/confirm-button.tsx';
import { Field } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
import { useAnswerText } from './use-answer-text.ts';

export function TestDialog({ onClose, onSent }: { onClose: () => void; onSent: () => void }) {
  const text = useAdminText();
  const answerText = useAnswerText();
  const { client } = useApi();
  const [phone, setPhone] = useState('');
  const [result, setResult] = useState<NoticeMessage | null>(null);
  const attempt = useCommand(client.orders.tryNoticeGateway, {
    onDone: (message) => {
      setResult(message);
      onSent();
    },
  });
  const number = Phone.safeParse(phone.replaceAll(/[\s-]/g, ''));
  const send = () => {
    if (!number.success || attempt.isPending) return;
    setResult(null);
    attempt.mutate({ phone: number.data });
  };
  return (
    <Modal
      title={text('notice.test')}
      onClose={onClose}
      onConfirm={send}
      testId="notice-test"
      footer={
        <ConfirmButton
          word={text('notice.send')}
          off={!number.success}
          busy={attempt.isPending}
          testId="notice-test-send"
        />
      }
    >
      <p className="lead">{text('notice.test.lead')}</p>
      <Field label={text('notice.phone')} required>
        {(id) => (
          <InputGroup
            id={id}
            autoFocus
            inputMode="tel"
            maxLength={30}
            value={phone}
            onValueChange={setPhone}
            data-testid="notice-test-phone"
          />
        )}
      </Field>
      {result ? (
        <p
          className={result.state === 'sent' ? 'lead' : 'admin-trouble lead'}
          role="status"
          data-testid="notice-test-result"
        >
          <b>{text(result.state === 'sent' ? 'notice.test.done' : 'notice.test.failed')}</b>
          <br />
          {answerText(result.answer)}
        </p>
      ) : null}
    </Modal>
  );
}
