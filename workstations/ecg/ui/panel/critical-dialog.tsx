// A doctor marks a tracing as dangerous: the level, the words, and whether the call of a critical value begins.
import { Button, Checkbox, TextArea } from '@blueprintjs/core';
import { useState } from 'react';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { Segments } from '../../../../renderer/parts/choice.tsx';
import { Field, KeyCap } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { useEcgText } from '../locales/use-ecg-text.ts';
import { usePutExam } from '../queue/use-queue.ts';

const levels = ['critical', 'majorPositive', 'attention', 'normal'] as const;

export function CriticalDialog(props: { exam: ExamDocument; suggestion: string; onClose: () => void }) {
  const text = useEcgText();
  const { client } = useApi();
  const put = usePutExam();
  const [level, setLevel] = useState<(typeof levels)[number]>('critical');
  const [words, setWords] = useState(props.suggestion);
  const [raise, setRaise] = useState(true);
  const set = useCommand(client.orders.setRisk, {
    onDone: (exam) => {
      put(exam);
      props.onClose();
    },
  });
  const good = words.trim() !== '';
  const send = () => {
    if (!good || set.isPending) return;
    set.mutate({
      examId: props.exam.id,
      expectedVersion: props.exam.version,
      level,
      text: words.trim().slice(0, 200),
      raiseCritical: level === 'critical' && raise,
    });
  };
  return (
    <Modal
      title={text('critical.title')}
      tone={level === 'critical' ? 'critical' : 'plain'}
      onClose={props.onClose}
      onConfirm={send}
      testId="ecg-critical-dialog"
      footer={
        <Button type="submit" intent="danger" disabled={!good} loading={set.isPending}>
          {text('act.critical')} <KeyCap name="Ctrl+Enter" />
        </Button>
      }
    >
      <Segments
        label={text('findings')}
        value={level}
        onChange={setLevel}
        options={levels.map((value) => ({ value, label: text(`risk.${value}`) }))}
      />
      <Field label={text('critical.text')} required>
        {(id) => (
          <TextArea
            id={id}
            fill
            autoFocus
            rows={2}
            maxLength={200}
            value={words}
            onChange={(event) => setWords(event.currentTarget.value)}
          />
        )}
      </Field>
      {level === 'critical' ? (
        <Checkbox checked={raise} onChange={() => setRaise(!raise)} label={text('critical.raise')} />
      ) : null}
    </Modal>
  );
}
