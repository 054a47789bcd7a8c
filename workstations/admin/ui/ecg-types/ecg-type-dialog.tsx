// Making or changing an ECG type. Its code stays for good: exams, items and recorders go by it.
import { Checkbox, InputGroup, NumericInput } from '@blueprintjs/core';
import { useState } from 'react';
import { type EcgType, EcgTypeEntry } from '../../../../core/orders/ecg-type.ts';
import { isFailure } from '../../../../renderer/client/failure.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { ConfirmButton } from '../../../../renderer/parts/confirm-button.tsx';
import { Field } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';

interface EcgTypeDialogProps {
  /** Null makes a new one. */
  type: EcgType | null;
  all: readonly EcgType[];
  onClose: () => void;
  onDone: (saved: EcgType) => void;
}

/** Room between two, so that one can be put there later. */
const step = 10;

export function EcgTypeDialog({ type, all, onClose, onDone }: EcgTypeDialogProps) {
  const text = useAdminText();
  const { client } = useApi();
  const [draft, setDraft] = useState<EcgTypeEntry>({
    code: type?.code ?? '',
    name: type?.name ?? '',
    nameEn: type?.nameEn ?? '',
    active: type?.active ?? true,
    position: type?.position ?? Math.min(9999, Math.max(0, ...all.map(({ position }) => position)) + step),
  });
  const change = (part: Partial<EcgTypeEntry>) => setDraft((before) => ({ ...before, ...part }));
  const save = useCommand(client.orders.saveEcgType, { handles: ['DUPLICATE', 'VERSION_CONFLICT'], onDone });
  const entry = EcgTypeEntry.safeParse(draft);
  const isTaken = type === null && all.some(({ code }) => code === draft.code.trim());
  const isLast = !all.some(({ code, active }) => active && code !== type?.code);
  const trouble =
    isTaken || isFailure(save.error, 'DUPLICATE')
      ? text('code.taken')
      : isFailure(save.error, 'VERSION_CONFLICT')
        ? text('ecgType.conflict')
        : null;
  const good = entry.success && !isTaken && (draft.active || !isLast);
  const send = () => {
    if (good && !save.isPending) save.mutate({ type: entry.data, expectedVersion: type?.version ?? 0 });
  };
  return (
    <Modal
      title={text(type ? 'ecgType.edit' : 'ecgType.new')}
      onClose={onClose}
      onConfirm={send}
      testId="ecg-type-dialog"
      footer={<ConfirmButton word={text('save')} off={!good} busy={save.isPending} testId="ecg-type-save" />}
    >
      {trouble ? (
        <p className="admin-trouble lead" role="alert">
          {trouble}
        </p>
      ) : null}
      <Field label={text('code')} required hint={type?.shipped ? text('ecgType.shipped.hint') : undefined}>
        {(id) => (
          <InputGroup
            id={id}
            autoFocus={type === null}
            disabled={type !== null}
            maxLength={64}
            value={draft.code}
            onValueChange={(code) => change({ code })}
            data-testid="ecg-type-code"
          />
        )}
      </Field>
      {(['name', 'nameEn'] as const).map((name) => (
        <Field key={name} label={text(name === 'name' ? 'ecgType.name' : 'nameEn')} required={name === 'name'}>
          {(id) => (
            <InputGroup
              id={id}
              autoFocus={name === 'name' && type !== null}
              maxLength={200}
              value={draft[name]}
              onValueChange={(value) => change({ [name]: value })}
              data-testid={`ecg-type-${name}`}
            />
          )}
        </Field>
      ))}
      <Field label={text('ecgType.position')} required hint={text('ecgType.position.hint')}>
        {(id) => (
          <NumericInput
            id={id}
            fill
            min={1}
            max={9999}
            clampValueOnBlur
            buttonPosition="none"
            value={draft.position}
            onValueChange={(position) => change({ position })}
            data-testid="ecg-type-position"
          />
        )}
      </Field>
      <Field label={text('item.state')} hint={text(isLast ? 'ecgType.last' : 'ecgType.active.hint')}>
        {(id) => (
          <Checkbox
            id={id}
            checked={draft.active}
            disabled={isLast && draft.active}
            onChange={({ currentTarget: { checked } }) => change({ active: checked })}
            label={text('item.active')}
            data-testid="ecg-type-active"
          />
        )}
      </Field>
    </Modal>
  );
}
