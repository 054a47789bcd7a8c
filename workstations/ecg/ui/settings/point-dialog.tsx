// Making or changing an upload point: where it is, whose files and folders it is, who hands in there.
import { Button, Checkbox, InputGroup, TextArea } from '@blueprintjs/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type UploadPoint, UploadPointEntry } from '../../../../core/ecg/flow/upload-point.ts';
import { failureOf } from '../../../../renderer/client/failure.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { Pick } from '../../../../renderer/parts/choice.tsx';
import { Field, KeyCap } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { useSettingsText } from './texts.ts';

interface PointDialogProps {
  /** Null makes a new one. */
  point: UploadPoint | null;
  institutions: readonly { value: string; label: string }[];
  onClose: () => void;
  onDone: () => void;
}

export function PointDialog({ point, institutions, onClose, onDone }: PointDialogProps) {
  const text = useSettingsText();
  const { client, query } = useApi();
  const [typed, setDraft] = useState<UploadPointEntry>({
    name: point?.name ?? '',
    institutionId: point?.institutionId ?? '',
    departmentId: point?.departmentId ?? '',
    folders: point?.folders ?? [],
    people: point?.people ?? [],
    active: point?.active ?? true,
  });
  // The list may come after the dialog opened: what the choice shows is what is saved.
  const draft = { ...typed, institutionId: typed.institutionId || (institutions[0]?.value ?? '') };
  const [folders, setFolders] = useState(draft.folders.join('\n'));
  const change = (part: Partial<UploadPointEntry>) => setDraft((before) => ({ ...before, ...part }));
  const staff = useQuery(query.orders.staff.queryOptions({ input: { service: 'ecg' }, staleTime: 60_000 }));
  const departments = useQuery(query.identity.departments.queryOptions({ staleTime: 300_000 }));
  const save = useCommand(client.ecg.saveUploadPoint, { handles: ['DUPLICATE'], onDone });
  const lines = folders.split('\n').flatMap((line) => line.trim() || []);
  const entry = { ...draft, name: draft.name.trim(), folders: [...new Set(lines)] };
  const good = UploadPointEntry.safeParse(entry).success;
  const failure = save.error ? failureOf(save.error) : null;
  const taken =
    failure?.code === 'DUPLICATE'
      ? text('point.taken', { value: String(failure.detail.value ?? ''), point: String(failure.detail.point ?? '') })
      : null;
  const send = () => {
    if (good && !save.isPending)
      save.mutate({ pointId: point?.id ?? null, expectedVersion: point?.version ?? 0, point: entry });
  };
  const others = (staff.data ?? []).filter(({ personId }) => !draft.people.some((one) => one.personId === personId));
  return (
    <Modal
      title={text(point ? 'point.edit' : 'point.new')}
      onClose={onClose}
      onConfirm={send}
      testId="point-dialog"
      hint={taken}
      footer={
        <Button type="submit" intent="primary" disabled={!good} loading={save.isPending} data-testid="point-save">
          {text('save')} <KeyCap name="Ctrl+Enter" />
        </Button>
      }
    >
      <Field label={text('point.name')} required hint={text('point.name.hint')}>
        {(id) => (
          <InputGroup
            id={id}
            autoFocus
            maxLength={100}
            value={draft.name}
            onValueChange={(name) => change({ name })}
            data-testid="point-name"
          />
        )}
      </Field>
      <Field label={text('device.institution')} required>
        {(id) => (
          <Pick
            id={id}
            fill
            label={text('device.institution')}
            value={draft.institutionId}
            options={institutions}
            onChange={(institutionId) => change({ institutionId })}
            testId="point-institution"
          />
        )}
      </Field>
      <Field label={text('limits.department')}>
        {(id) => (
          <Pick
            id={id}
            fill
            label={text('limits.department')}
            value={draft.departmentId}
            options={[
              { value: '', label: text('device.point.none') },
              ...(departments.data ?? []).map((one) => ({ value: one.id, label: one.name })),
            ]}
            onChange={(departmentId) => change({ departmentId })}
          />
        )}
      </Field>
      <Field label={text('point.people')} hint={text('point.people.hint')}>
        {(id) => (
          <>
            <span className="ecg-point-people">
              {draft.people.map((person) => (
                <Button
                  key={person.personId}
                  size="small"
                  endIcon="cross"
                  text={person.name}
                  onClick={() => change({ people: draft.people.filter((one) => one !== person) })}
                />
              ))}
            </span>
            <Pick
              id={id}
              fill
              label={text('point.people.add')}
              value=""
              options={[
                { value: '', label: text('point.people.add') },
                ...others.map((one) => ({ value: one.personId, label: one.name })),
              ]}
              onChange={(personId) => {
                const person = others.find((one) => one.personId === personId);
                if (person) change({ people: [...draft.people, { personId, name: person.name }] });
              }}
            />
          </>
        )}
      </Field>
      <Field label={text('point.folders')} hint={text('point.folders.hint')}>
        {(id) => (
          <TextArea id={id} fill rows={2} value={folders} onChange={(event) => setFolders(event.currentTarget.value)} />
        )}
      </Field>
      <Checkbox
        checked={draft.active}
        label={text('point.active')}
        onChange={(event) => change({ active: event.currentTarget.checked })}
      />
    </Modal>
  );
}
