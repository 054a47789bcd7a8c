// Refusing a specimen (LAB-28): a reason of the dictionary by one digit, more words if needed; the ward is told by the server.
import { Button, TextArea } from '@blueprintjs/core';
import { useState } from 'react';
import type { SpecimenDocument } from '../../../../core/lab/model.ts';
import { useDictionaries } from '../../../../renderer/client/dictionaries.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { pickName, useLocale } from '../../../../renderer/i18n/text.tsx';
import { Field, KeyCap } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { usePutDocument } from '../bench/use-worklist.ts';
import { useBenchText } from '../locales/use-bench-text.ts';
import { SpecimenLine } from './specimen-line.tsx';

interface RejectDialogProps {
  document: SpecimenDocument;
  onClose: () => void;
  onRejected?: (document: SpecimenDocument) => void;
}

export function RejectDialog({ document, onClose, onRejected }: RejectDialogProps) {
  const text = useBenchText();
  const locale = useLocale();
  const { client } = useApi();
  const { show } = useToasts();
  const dictionaries = useDictionaries();
  const put = usePutDocument();
  const reasons = Object.values(dictionaries?.rejectionReason ?? {}).filter((entry) => entry.enabled);
  const [code, setCode] = useState<string | null>(null);
  const [words, setWords] = useState('');
  const chosen = reasons.find((reason) => reason.code === code) ?? null;
  const reject = useCommand(client.lab.reject, {
    onDone: (rejected) => {
      put(rejected);
      show({
        tone: 'done',
        title: text('reject.done', { name: rejected.patient.name, reason: rejected.rejection?.reason ?? '' }),
      });
      onRejected?.(rejected);
      onClose();
    },
  });
  const send = () => {
    if (!chosen || reject.isPending) return;
    const reason = [chosen.name, words.trim()].filter(Boolean).join('：');
    reject.mutate({ specimenId: document.id, expectedVersion: document.version, reasonCode: chosen.code, reason });
  };
  return (
    <Modal
      title={text('reject.title')}
      onClose={onClose}
      onConfirm={send}
      width={600}
      testId="reject-dialog"
      actions={reasons.slice(0, 9).map((reason, index) => ({
        id: `reason-${reason.code}`,
        label: pickName(locale, reason),
        keys: [`Alt+${index + 1}`, String(index + 1)],
        run: () => setCode(reason.code),
      }))}
      hint={text('reject.hint')}
      footer={
        <Button
          type="submit"
          intent="primary"
          disabled={!chosen}
          loading={reject.isPending}
          data-testid="reject-confirm"
        >
          {text('reject.confirm')} <KeyCap name="Ctrl+Enter" />
        </Button>
      }
    >
      <SpecimenLine document={document} />
      <div className="ready">
        {reasons.map((reason, index) => (
          <button
            key={reason.code}
            type="button"
            aria-pressed={code === reason.code}
            onClick={() => setCode(reason.code)}
            data-testid={`reject-${reason.code}`}
          >
            {index < 9 ? <KeyCap name={String(index + 1)} /> : null} {pickName(locale, reason)}
          </button>
        ))}
      </div>
      <Field label={text('reject.more')}>
        {(id) => (
          <TextArea
            id={id}
            fill
            rows={2}
            maxLength={150}
            value={words}
            onChange={(event) => setWords(event.currentTarget.value)}
          />
        )}
      </Field>
    </Modal>
  );
}
