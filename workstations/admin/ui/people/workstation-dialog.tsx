// Making a workstation, or changing what it is called, where it stands, which work it serves, and whether it may connect.
import { Checkbox, InputGroup } from '@blueprintjs/core';
import { useState } from 'react';
import type { Workstation } from '../../../../core/identity/contract.ts';
import { isFailure } from '../../../../renderer/client/failure.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { Pick } from '../../../../renderer/parts/choice.tsx';
import { ConfirmButton } from '../../../../renderer/parts/confirm-button.tsx';
import { Field } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
import { Boxes } from './boxes.tsx';
import { useOrganisation } from './use-organisation.ts';

interface WorkstationDialogProps {
  /** Null makes a new one. */
  workstation: Workstation | null;
  onClose: () => void;
  onCreated: (made: { id: string; name: string; code: string }) => void;
  onSaved: (workstation: Workstation) => void;
}

export function WorkstationDialog({ workstation, onClose, onCreated, onSaved }: WorkstationDialogProps) {
  const text = useAdminText();
  const { client } = useApi();
  const { departments, stationWork } = useOrganisation();
  const [name, setName] = useState(workstation?.name ?? '');
  const [departmentId, setDepartmentId] = useState(workstation?.departmentId ?? '');
  const [labGroups, setLabGroups] = useState<string[]>(workstation?.labGroups ?? []);
  const [enabled, setEnabled] = useState(workstation?.enabled ?? true);
  const create = useCommand(client.identity.createWorkstation, {
    onDone: (made) => onCreated({ id: made.workstation.id, name: made.workstation.name, code: made.enrolmentCode }),
  });
  const save = useCommand(client.identity.saveWorkstation, { handles: ['VERSION_CONFLICT'], onDone: onSaved });
  const conflict = isFailure(save.error, 'VERSION_CONFLICT');
  const department = departmentId || (departments[0]?.value ?? '');
  const good = name.trim() !== '' && department !== '' && !conflict;
  const busy = create.isPending || save.isPending;
  const send = () => {
    if (!good || busy) return;
    const values = { name: name.trim(), departmentId: department, labGroups };
    if (workstation)
      save.mutate({ workstation: { id: workstation.id, ...values, enabled }, expectedVersion: workstation.version });
    else create.mutate(values);
  };
  return (
    <Modal
      title={text(workstation ? 'workstation.edit' : 'workstation.new')}
      onClose={onClose}
      onConfirm={send}
      testId="workstation-dialog"
      footer={
        <ConfirmButton
          word={text(workstation ? 'save' : 'workstation.create')}
          off={!good}
          busy={busy}
          testId="workstation-create"
        />
      }
    >
      {conflict ? (
        <p className="admin-trouble lead" role="alert">
          {text('workstation.conflict')}
        </p>
      ) : null}
      <Field label={text('workstation.name')} required>
        {(id) => (
          <InputGroup
            id={id}
            autoFocus
            maxLength={200}
            value={name}
            onValueChange={setName}
            data-testid="workstation-name"
          />
        )}
      </Field>
      <Field label={text('department')} required>
        {(id) => (
          <Pick
            id={id}
            fill
            label={text('department')}
            value={department}
            onChange={setDepartmentId}
            options={departments}
          />
        )}
      </Field>
      <Field label={text('workstation.work')} hint={text('workstation.work.hint')}>
        {() => (
          <Boxes
            label={text('workstation.work')}
            choices={stationWork}
            values={labGroups}
            onChange={setLabGroups}
            testId="workstation-groups"
          />
        )}
      </Field>
      {workstation ? (
        <Field label={text('state')} hint={text('workstation.enabled.hint')}>
          {(id) => (
            <Checkbox
              id={id}
              checked={enabled}
              label={text('person.enabled')}
              onChange={(event) => setEnabled(event.currentTarget.checked)}
              data-testid="workstation-enabled"
            />
          )}
        </Field>
      ) : null}
    </Modal>
  );
}
