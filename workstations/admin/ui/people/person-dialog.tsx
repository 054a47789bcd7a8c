// Making or changing a person: who they are, what they may do, in which lab groups, and their signature.
import { Checkbox, InputGroup } from '@blueprintjs/core';
import { useState } from 'react';
import type { Person } from '../../../../core/identity/contract.ts';
import { noProfile } from '../../../../core/identity/profile.ts';
import { failureOf, isFailure } from '../../../../renderer/client/failure.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { useSession } from '../../../../renderer/client/session.tsx';
import { Pick } from '../../../../renderer/parts/choice.tsx';
import { ConfirmButton } from '../../../../renderer/parts/confirm-button.tsx';
import { Field } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
import { Boxes } from './boxes.tsx';
import { PhotoField } from './photo-field.tsx';
import { ProfileFields, profileFaults } from './profile-fields.tsx';
import { ReachTable, reachesGood } from './reach-table.tsx';
import { RightsPicker } from './rights-picker.tsx';
import { SignatureField } from './signature-field.tsx';
import { useOrganisation } from './use-organisation.ts';

interface PersonDialogProps {
  /** Null makes a new person. */
  person: Person | null;
  onClose: () => void;
  onSaved: (person: Person, initialPassword: string | null) => void;
}

function editable(person: Person | null) {
  return {
    id: person?.id ?? crypto.randomUUID(),
    user: person?.user ?? '',
    name: person?.name ?? '',
    title: person?.title ?? '',
    departmentId: person?.departmentId ?? '',
    profile: person?.profile ?? noProfile,
    roles: person?.roles ?? [],
    extraRights: person?.extraRights ?? [],
    reaches: person?.reaches ?? [],
    labGroups: person?.labGroups ?? [],
    enabled: person?.enabled ?? true,
    signature: person?.signature,
  };
}

export function PersonDialog({ person, onClose, onSaved }: PersonDialogProps) {
  const text = useAdminText();
  const { client } = useApi();
  const { departments, roles, groups, rightsOf } = useOrganisation();
  const session = useSession();
  const self = person?.id === session.person.id;
  const [draft, setDraft] = useState(() => editable(person));
  const [photo, setPhoto] = useState<string | null>();
  const change = (part: Partial<typeof draft>) => setDraft((before) => ({ ...before, ...part }));
  const ofRoles = rightsOf(draft.roles);
  const held = new Set([...ofRoles, ...draft.extraRights]);
  const save = useCommand(client.identity.savePerson, {
    handles: ['VERSION_CONFLICT', 'DUPLICATE'],
    onDone: ({ person: saved, initialPassword }) => onSaved(saved, initialPassword),
  });
  const conflict = isFailure(save.error, 'VERSION_CONFLICT');
  const reaches = draft.reaches.filter(({ right }) => held.has(right));
  const clash = isFailure(save.error, 'DUPLICATE') ? failureOf(save.error).detail : null;
  const taken =
    clash &&
    (typeof clash.number === 'string'
      ? text('profile.number.taken', { number: clash.number, name: String(clash.name) })
      : text('person.user.taken'));
  const good =
    profileFaults(draft.profile).length === 0 &&
    reachesGood(reaches) &&
    draft.user.trim() !== '' &&
    draft.name.trim() !== '' &&
    !conflict;
  const send = () => {
    if (!good || save.isPending) return;
    const { title, ...entered } = draft;
    const rest = { ...entered, reaches };
    save.mutate({
      person: title.trim() ? { ...rest, title: title.trim() } : rest,
      expectedVersion: person?.version ?? null,
      ...(photo === undefined ? {} : { photo }),
    });
  };
  return (
    <Modal
      title={text(person ? 'person.edit' : 'person.new')}
      onClose={onClose}
      onConfirm={send}
      width={860}
      testId="person-dialog"
      footer={<ConfirmButton word={text('save')} off={!good} busy={save.isPending} testId="person-save" />}
    >
      {self ? <p className="admin-trouble lead">{text('person.self')}</p> : null}
      {conflict ? (
        <p className="admin-trouble lead" role="alert">
          {text('person.conflict')}
        </p>
      ) : null}
      {taken ? (
        <p className="admin-trouble lead" role="alert" data-testid="person-taken">
          {taken}
        </p>
      ) : null}
      <div className="admin-fields">
        <Field label={text('name')} required>
          {(id) => (
            <InputGroup
              id={id}
              autoFocus
              maxLength={200}
              value={draft.name}
              onValueChange={(name) => change({ name })}
              data-testid="person-name"
            />
          )}
        </Field>
        <Field label={text('person.user')} required>
          {(id) => (
            <InputGroup
              id={id}
              maxLength={64}
              autoComplete="off"
              value={draft.user}
              onValueChange={(user) => change({ user })}
              data-testid="person-user"
            />
          )}
        </Field>
        <Field label={text('department')}>
          {(id) => (
            <Pick
              id={id}
              fill
              label={text('department')}
              value={draft.departmentId}
              onChange={(departmentId) => change({ departmentId })}
              options={[{ value: '', label: text('person.department.none') }, ...departments]}
              testId="person-department"
            />
          )}
        </Field>
        <Field label={text('person.title')}>
          {(id) => (
            <InputGroup id={id} maxLength={200} value={draft.title} onValueChange={(title) => change({ title })} />
          )}
        </Field>
      </div>
      <Field label={text('profile')}>
        {() => (
          <details className="admin-extra" open={person === null || draft.profile.number !== ''}>
            <summary data-testid="person-profile">
              {draft.profile.number
                ? [text('profile.summary', { number: draft.profile.number }), draft.profile.specialty]
                    .filter(Boolean)
                    .join(' · ')
                : text('profile.none')}
            </summary>
            <ProfileFields
              value={draft.profile}
              departments={departments.filter(({ value }) => value !== draft.departmentId)}
              onChange={(profile) => change({ profile })}
            />
          </details>
        )}
      </Field>
      <Field label={text('person.roles')}>
        {() => (
          <Boxes
            label={text('person.roles')}
            choices={roles}
            values={draft.roles}
            disabled={self}
            onChange={(chosen) => change({ roles: chosen })}
            testId="person-roles"
          />
        )}
      </Field>
      <Field label={text('person.extra')}>
        {() => (
          <details className="admin-extra" open={draft.extraRights.length > 0}>
            <summary data-testid="person-extra">
              {text('person.extra.count', { count: draft.extraRights.length, total: held.size })}
            </summary>
            <RightsPicker
              label={text('person.extra')}
              values={draft.extraRights}
              given={ofRoles}
              disabled={self}
              onChange={(extraRights) => change({ extraRights })}
              testId="person-rights"
            />
          </details>
        )}
      </Field>
      <Field label={text('reach')} hint={text('reach.hint.person')}>
        {() => (
          <details className="admin-extra" open={reaches.length > 0}>
            <summary data-testid="person-reach">{text('reach.count', { count: reaches.length })}</summary>
            <ReachTable
              held={[...held]}
              values={reaches}
              departments={departments}
              followsRoles
              disabled={self}
              onChange={(next) => change({ reaches: next })}
            />
          </details>
        )}
      </Field>
      <Field label={text('person.groups')} hint={text('person.groups.hint')}>
        {() => (
          <Boxes
            label={text('person.groups')}
            choices={groups}
            values={draft.labGroups}
            onChange={(labGroups) => change({ labGroups })}
            testId="person-groups"
          />
        )}
      </Field>
      <Field label={text('person.photo')}>
        {(id) => (
          <PhotoField
            id={id}
            person={{ id: draft.id, name: draft.name, photoVersion: person?.photoVersion }}
            value={photo}
            onChange={setPhoto}
          />
        )}
      </Field>
      <Field label={text('person.signature')}>
        {(id) => <SignatureField id={id} value={draft.signature} onChange={(signature) => change({ signature })} />}
      </Field>
      <Field label={text('state')}>
        {(id) => (
          <Checkbox
            id={id}
            checked={draft.enabled}
            label={text('person.enabled')}
            onChange={(event) => change({ enabled: event.currentTarget.checked })}
            data-testid="person-enabled"
          />
        )}
      </Field>
    </Modal>
  );
}
