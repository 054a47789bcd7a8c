// Making a workstation: its name, where it stands, which lab groups it serves; the answer is its enrolment code.
import { Button, InputGroup } from '@blueprintjs/core';
import { useState } from 'react';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { Pick } from '../../../../renderer/parts/choice.tsx';
import { Field, KeyCap } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
import { Boxes } from './boxes.tsx';
import { useOrganisation } from './use-organisation.ts';

interface WorkstationDialogProps {
  onClose: () => void;
  onCreated: (made: { id: string; name: string; code: string }) => void;
}

export function WorkstationDialog({ onClose, onCreated }: WorkstationDialogProps) {
  const text = useAdminText();
  const { client } = useApi();
  const { departments, groups } = useOrganisation();
  const [name, setName] = useState('');
  const [departmentId, setDepartmentId] = useState('');
  const [labGroups, setLabGroups] = useState<string[]>([]);
  const create = useCommand(client.identity.createWorkstation, {
    onDone: ({ workstation, enrolmentCode }) =>
      onCreated({ id: workstation.id, name: workstation.name, code: enrolmentCode }),
  });
  const department = departmentId || (departments[0]?.value ?? '');
  const good = name.trim() !== '' && department !== '';
  const send = () => {
    if (good && !create.isPending) create.mutate({ name: name.trim(), departmentId: department, labGroups });
  };
  return (
    <Modal
      title={text('workstation.new')}
      onClose={onClose}
      onConfirm={send}
      testId="workstation-dialog"
      footer={
        <Button
          type="submit"
          intent="primary"
          disabled={!good}
          loading={create.isPending}
          data-testid="workstation-create"
        >
          {text('workstation.create')} <KeyCap name="Ctrl+Enter" />
        </Button>
      }
    >
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
      <Field label={text('person.groups')} hint={text('person.groups.hint')}>
        {() => (
          <Boxes
            label={text('person.groups')}
            choices={groups}
            values={labGroups}
            onChange={setLabGroups}
            testId="workstation-groups"
          />
        )}
      </Field>
    </Modal>
  );
}
