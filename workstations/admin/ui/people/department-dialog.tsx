// Making, changing or removing a department.
import { Button, InputGroup } from '@blueprintjs/core';
import { useState } from 'react';
import type { Department } from '../../../../core/identity/contract.ts';
import { isFailure } from '../../../../renderer/client/failure.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { Pick } from '../../../../renderer/parts/choice.tsx';
import { ConfirmButton } from '../../../../renderer/parts/confirm-button.tsx';
import { Field } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';

interface DepartmentDialogProps {
  /** Null makes a new one. */
  department: Department | null;
  onClose: () => void;
  /** `id` is null when it was removed. */
  onDone: (title: string, id: string | null) => void;
}

const kinds = ['ward', 'clinic', 'laboratory', 'administration'] as const;

export function DepartmentDialog({ department, onClose, onDone }: DepartmentDialogProps) {
  const text = useAdminText();
  const { client } = useApi();
  const [draft, setDraft] = useState({
    id: department?.id ?? '',
    name: department?.name ?? '',
    nameEn: department?.nameEn ?? '',
    kind: department?.kind ?? ('ward' as const),
    phone: department?.phone ?? '',
  });
  const change = (part: Partial<typeof draft>) => setDraft((before) => ({ ...before, ...part }));
  const save = useCommand(client.identity.saveDepartment, {
    handles: ['VERSION_CONFLICT', 'DUPLICATE'],
    onDone: (saved) => onDone(text('department.saved', { name: saved.name }), saved.id),
  });
  const remove = useCommand(client.identity.removeDepartment, {
    handles: ['STATE_REFUSED'],
    onDone: () => onDone(text('department.removed', { name: department?.name ?? '' }), null),
  });
  const conflict = isFailure(save.error, 'VERSION_CONFLICT');
  const trouble = conflict
    ? text('department.conflict')
    : isFailure(save.error, 'DUPLICATE')
      ? text('code.taken')
      : isFailure(remove.error, 'STATE_REFUSED')
        ? text('department.inUse')
        : null;
  const good = draft.id.trim() !== '' && draft.name.trim() !== '' && !conflict;
  const send = () => {
    if (!good || save.isPending) return;
    const { phone, ...rest } = draft;
    save.mutate({
      department: phone.trim() ? { ...rest, phone: phone.trim() } : rest,
      expectedVersion: department?.version ?? null,
    });
  };
  return (
    <Modal
      title={text(department ? 'department.edit' : 'department.new')}
      onClose={onClose}
      onConfirm={send}
      testId="department-dialog"
      hint={
        department ? (
          <Button
            variant="minimal"
            size="small"
            loading={remove.isPending}
            onClick={() => remove.mutate({ departmentId: department.id, expectedVersion: department.version })}
            data-testid="department-remove"
          >
            {text('remove')}
          </Button>
        ) : null
      }
      footer={<ConfirmButton word={text('save')} off={!good} busy={save.isPending} testId="department-save" />}
    >
      {trouble ? (
        <p className="admin-trouble lead" role="alert">
          {trouble}
        </p>
      ) : null}
      <Field label={text('code')} required hint={department ? undefined : text('department.code.hint')}>
        {(id) => (
          <InputGroup
            id={id}
            autoFocus={!department}
            disabled={department !== null}
            maxLength={64}
            value={draft.id}
            onValueChange={(code) => change({ id: code.trim() })}
            data-testid="department-code"
          />
        )}
      </Field>
      <Field label={text('department.name')} required>
        {(id) => (
          <InputGroup
            id={id}
            autoFocus={department !== null}
            maxLength={200}
            value={draft.name}
            onValueChange={(name) => change({ name })}
            data-testid="department-name"
          />
        )}
      </Field>
      <Field label={text('nameEn')}>
        {(id) => (
          <InputGroup id={id} maxLength={200} value={draft.nameEn} onValueChange={(nameEn) => change({ nameEn })} />
        )}
      </Field>
      <Field label={text('department.kind')}>
        {(id) => (
          <Pick
            id={id}
            fill
            label={text('department.kind')}
            value={draft.kind}
            onChange={(kind) => change({ kind })}
            options={kinds.map((kind) => ({ value: kind, label: text(`department.kind.${kind}`) }))}
          />
        )}
      </Field>
      <Field label={text('department.phone')}>
        {(id) => (
          <InputGroup id={id} maxLength={200} value={draft.phone} onValueChange={(phone) => change({ phone })} />
        )}
      </Field>
    </Modal>
  );
}
