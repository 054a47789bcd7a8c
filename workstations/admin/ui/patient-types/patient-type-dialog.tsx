// Making or changing a patient type. Its code stays for good, and the kind of visit of a shipped one: orders of the HIS go by them.
import { InputGroup } from '@blueprintjs/core';
import { useState } from 'react';
import { type PatientType, PatientTypeEntry } from '../../../../core/orders/patient-type.ts';
import { VisitKind } from '../../../../core/patient/model.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { Pick } from '../../../../renderer/parts/choice.tsx';
import { ConfirmButton } from '../../../../renderer/parts/confirm-button.tsx';
import { Field } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
import { CodeAndNames, nextPosition, PlaceAndUse, useEntryTrouble } from '../parts/dictionary-fields.tsx';

interface PatientTypeDialogProps {
  /** Null makes a new one. */
  type: PatientType | null;
  all: readonly PatientType[];
  onClose: () => void;
  onDone: (saved: PatientType) => void;
}

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
    position: type?.position ?? nextPosition(all),
  });
  const change = (part: Partial<PatientTypeEntry>) => setDraft((before) => ({ ...before, ...part }));
  const save = useCommand(client.orders.savePatientType, { handles: ['DUPLICATE', 'VERSION_CONFLICT'], onDone });
  const entry = PatientTypeEntry.safeParse(draft);
  const { isLast, stands, words } = useEntryTrouble(draft, type, all, save.error, text('patientType.conflict'));
  const good = entry.success && !stands;
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
      {words ? (
        <p className="admin-trouble lead" role="alert">
          {words}
        </p>
      ) : null}
      <CodeAndNames
        draft={draft}
        isNew={type === null}
        change={change}
        hint={type?.shipped ? text('patientType.shipped.hint') : undefined}
        testId="patient-type"
      />
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
      <PlaceAndUse
        draft={draft}
        change={change}
        isLast={isLast}
        positionHint={text('patientType.position.hint')}
        activeHint={text(isLast ? 'patientType.last' : 'patientType.active.hint')}
        testId="patient-type"
      />
    </Modal>
  );
}
