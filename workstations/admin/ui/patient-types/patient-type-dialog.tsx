// Making or changing a patient type. Its code stays for good, and the kind of visit of a shipped one: orders of the HIS go by them.
import { Checkbox, InputGroup, NumericInput } from '@blueprintjs/core';
import { useState } from 'react';
import { type PatientType, PatientTypeEntry } from '../../../../core/orders/patient-type.ts';
import { VisitKind } from '../../../../core/patient/model.ts';
import { isFailure } from '../../../../renderer/client/failure.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { Pick } from '../../../../renderer/parts/choice.tsx';
import { ConfirmButton } from '../../../../renderer/parts/confirm-button.tsx';
import { Field } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';

interface PatientTypeDialogProps {
  /** Null makes a new one. */
  type: PatientType | null;
  all: readonly PatientType[];
  onClose: () => void;
  onDone: (saved: PatientType) => void;
}

/** Room between two, so that one can be put there later. */
const step = 10;

export function PatientTypeDialog({ type, all, onClose, onDone }: PatientTypeDialogProps) {
  const text = useAdminText();
  const { client } = useApi();
  const [draft, setDraft] = useState<PatientTypeEntry>({
    code: type?.code ?? '',
    name: type?.name ?? '',
    nameEn: type?.nameEn ?? '',
    kind: type?.kind ?? 'outpatient',
    exchangeCode: type?.exchangeCode ?? '',
    active: type?.active ?? true,
    position: type?.position ?? Math.min(9999, Math.max(0, ...all.map(({ position }) => position)) + step),
  });
  const change = (part: Partial<PatientTypeEntry>) => setDraft((before) => ({ ...before, ...part }));
  const save = useCommand(client.orders.savePatientType, { handles: ['DUPLICATE', 'VERSION_CONFLICT'], onDone });
  const entry = PatientTypeEntry.safeParse(draft);
  const isTaken = type === null && all.some(({ code }) => code === draft.code.trim());
  const isLast = !all.some(({ code, active }) => active && code !== type?.code);
  const trouble =
    isTaken || isFailure(save.error, 'DUPLICATE')
      ? text('code.taken')
      : isFailure(save.error, 'VERSION_CONFLICT')
        ? text('patientType.conflict')
        : null;
  const good = entry.success && !isTaken && (draft.active || !isLast);
  const send = () => {
    if (good && !save.isPending) save.mutate({ type: entry.data, expectedVersion: type?.version ?? 0 });
  };
  return (
    <Modal
      title={text(type ? 'patientType.edit' : 'patientType.new')}
      onClose={onClose}
      onConfirm={send}
      testId="patient-type-dialog"
      footer={<ConfirmButton word={text('save')} off={!good} busy={save.isPending} testId="patient-type-save" />}
    >
      {trouble ? (
        <p className="admin-trouble lead" role="alert">
          {trouble}
        </p>
      ) : null}
      <Field label={text('code')} required hint={type?.shipped ? text('patientType.shipped.hint') : undefined}>
        {(id) => (
          <InputGroup
            id={id}
            autoFocus={type === null}
            disabled={type !== null}
            maxLength={64}
            value={draft.code}
            onValueChange={(code) => change({ code })}
            data-testid="patient-type-code"
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
              data-testid={`patient-type-${name}`}
            />
          )}
        </Field>
      ))}
      <Field label={text('patientType.kind')} required hint={text('patientType.kind.hint')}>
        {(id) => (
          <Pick
            id={id}
            fill
            label={text('patientType.kind')}
            value={draft.kind}
            disabled={type?.shipped ?? false}
            onChange={(kind) => change({ kind })}
            options={VisitKind.options.map((value) => ({ value, label: text(`option.visitKind.${value}`) }))}
            testId="patient-type-kind"
          />
        )}
      </Field>
      <Field label={text('patientType.exchange')} hint={text('patientType.exchange.hint')}>
        {(id) => (
          <InputGroup
            id={id}
            maxLength={32}
            value={draft.exchangeCode}
            onValueChange={(exchangeCode) => change({ exchangeCode })}
            data-testid="patient-type-exchange"
          />
        )}
      </Field>
      <Field label={text('ecgType.position')} required hint={text('patientType.position.hint')}>
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
            data-testid="patient-type-position"
          />
        )}
      </Field>
      <Field label={text('item.state')} hint={text(isLast ? 'patientType.last' : 'patientType.active.hint')}>
        {(id) => (
          <Checkbox
            id={id}
            checked={draft.active}
            disabled={isLast && draft.active}
            onChange={({ currentTarget: { checked } }) => change({ active: checked })}
            label={text('item.active')}
            data-testid="patient-type-active"
          />
        )}
      </Field>
    </Modal>
  );
}
