// A doctor marks a tracing as dangerous: the level, the words, and whether the call of a critical value begins.
import { Button, Checkbox, TextArea } from '@blueprintjs/core';
import { useState } from 'react';
import type { EcgRule } from '../../../../core/ecg/rules/rule-set.ts';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { marksOf } from '../../../../renderer/i18n/marks.ts';
import { useLocale } from '../../../../renderer/i18n/text.tsx';
import { Segments } from '../../../../renderer/parts/choice.tsx';
import { Field, KeyCap } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { useEcgText } from '../locales/use-ecg-text.ts';
import { usePutExam } from '../queue/use-queue.ts';
import { plainRule, useReaderRules } from './reader-rules.tsx';

const levels = ['critical', 'majorPositive', 'attention', 'normal'] as const;

export function CriticalDialog(props: { exam: ExamDocument; suggestion: string; onClose: () => void }) {
  const text = useEcgText();
  const { client } = useApi();
  const put = usePutExam();
  const [level, setLevel] = useState<(typeof levels)[number]>('critical');
  const [words, setWords] = useState(props.suggestion);
  const [raise, setRaise] = useState(true);
  const locale = useLocale();
  const rules = useReaderRules();
  const choose = (rule: EcgRule) => {
    const words = plainRule(locale === 'en' ? rule.en : rule.zh);
    setLevel(rule.level === 'critical' ? 'critical' : 'majorPositive');
    setWords((before) =>
      before.includes(words) ? before : [before.trim(), words].filter(Boolean).join(marksOf(locale).semicolon),
    );
  };
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
      title={text(`critical.title.${level}`)}
      tone={level === 'critical' ? 'critical' : 'plain'}
      onClose={props.onClose}
      onConfirm={send}
      testId="ecg-critical-dialog"
      footer={
        <Button
          type="submit"
          intent={level === 'critical' ? 'danger' : 'primary'}
          disabled={!good}
          loading={set.isPending}
          data-testid="critical-send"
        >
          {level === 'critical' ? text('act.critical') : text('critical.set', { level: text(`risk.${level}`) })}{' '}
          <KeyCap name="Ctrl+Enter" />
        </Button>
      }
    >
      <Segments
        label={text('findings')}
        value={level}
        onChange={setLevel}
        options={levels.map((value) => ({ value, label: text(`risk.${value}`) }))}
      />
      {rules.length > 0 ? (
        <div className="ecg-reader-choice">
          <small>{text('readerRules')}</small>
          {rules.map((rule) => (
            <Button key={rule.id} size="small" onClick={() => choose(rule)} data-testid={`critical-rule-${rule.id}`}>
              {plainRule(locale === 'en' ? rule.en : rule.zh)}
            </Button>
          ))}
        </div>
      ) : null}
      <Field label={text(level === 'critical' ? 'critical.text' : 'critical.why')} required>
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
        <>
          <Checkbox checked={raise} onChange={() => setRaise(!raise)} label={text('critical.raise')} />
          <p className="ecg-quiet" data-testid="critical-told">
            {text(props.exam.departmentName ? 'critical.told' : 'critical.told.nobody', {
              department: [props.exam.departmentName, props.exam.departmentPhone].filter(Boolean).join(' '),
            })}
          </p>
        </>
      ) : props.exam.risk?.level === 'critical' ? (
        <p className="ecg-quiet" data-testid="critical-told">
          {text('critical.taken')}
        </p>
      ) : null}
    </Modal>
  );
}
