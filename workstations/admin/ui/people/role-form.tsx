// One role: its names, its rights, who has it. Saved as a whole against the version that was seen.
import { Button, InputGroup } from '@blueprintjs/core';
import { useState } from 'react';
import type { Person, Role } from '../../../../core/identity/contract.ts';
import { type Reach, reachWords } from '../../../../core/identity/reach.ts';
import type { Right } from '../../../../core/identity/rights.ts';
import { isFailure } from '../../../../renderer/client/failure.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { useSession } from '../../../../renderer/client/session.tsx';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { useShellText } from '../../../../renderer/locales/use-shell-text.ts';
import { Field, KeyCap } from '../../../../renderer/parts/field.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
import { ReachTable, reachesGood } from './reach-table.tsx';
import { RightsPicker } from './rights-picker.tsx';
import { useOrganisation } from './use-organisation.ts';

interface RoleFormProps {
  /** Null makes a new one. */
  role: Role | null;
  holders: readonly Person[];
  onSaved: (role: Role) => void;
  onRemoved: () => void;
  onReload: () => void;
}

const sameSet = (a: readonly string[], b: readonly string[]) => [...a].sort().join() === [...b].sort().join();

export function RoleForm({ role, holders, onSaved, onRemoved, onReload }: RoleFormProps) {
  const text = useAdminText();
  const shell = useShellText();
  const { client } = useApi();
  const { show } = useToasts();
  const { person } = useSession();
  const { departments } = useOrganisation();
  const [draft, setDraft] = useState({
    id: role?.id ?? '',
    name: role?.name ?? '',
    nameEn: role?.nameEn ?? '',
    rights: role?.rights ?? ([] as Right[]),
    reaches: role?.reaches ?? ([] as Reach[]),
  });
  const change = (part: Partial<typeof draft>) => setDraft((before) => ({ ...before, ...part }));
  const save = useCommand(client.identity.saveRole, {
    handles: ['VERSION_CONFLICT', 'DUPLICATE'],
    onDone: (saved) => {
      show({ tone: 'done', title: text('role.saved', { name: saved.name }) });
      onSaved(saved);
    },
  });
  const remove = useCommand(client.identity.removeRole, {
    onDone: () => {
      show({ tone: 'done', title: text('role.removed', { name: role?.name ?? '' }) });
      onRemoved();
    },
  });
  const conflict = isFailure(save.error, 'VERSION_CONFLICT');
  const own = role !== null && person.roles.includes(role.id);
  const reaches = draft.reaches.filter(({ right }) => draft.rights.includes(right));
  const changed =
    role === null ||
    role.name !== draft.name ||
    role.nameEn !== draft.nameEn ||
    !sameSet(role.rights, draft.rights) ||
    !sameSet((role.reaches ?? []).map(reachWords), reaches.map(reachWords));
  const good =
    changed && reachesGood(reaches) && !conflict && draft.name.trim() !== '' && /^[a-z0-9][a-z0-9-]*$/.test(draft.id);
  // System and audit officers are apart (GB/T 22239-2019 8.1.4.2): one who may do everything should not also keep the book.
  const unseparated = draft.rights.includes('identity.admin') && draft.rights.includes('audit.view');
  const send = () => {
    if (good && !save.isPending) save.mutate({ role: { ...draft, reaches }, expectedVersion: role?.version ?? null });
  };
  useActions({ title: text('roles'), depth: 1 }, [
    {
      id: 'save',
      label: text('save'),
      keys: ['Ctrl+Enter'],
      main: true,
      off: good ? null : text('role.unchanged'),
      run: send,
    },
  ]);
  const removeOff = holders.length > 0 ? text('role.inUse', { count: holders.length }) : null;
  return (
    <>
      <header className="pane-head">
        <h2>{role ? role.name : text('role.new')}</h2>
        <Button
          size="small"
          intent="primary"
          disabled={!good}
          loading={save.isPending}
          onClick={send}
          data-testid="role-save"
        >
          {text('save')} <KeyCap name="Ctrl+Enter" />
        </Button>
        {role ? (
          <Button
            size="small"
            disabled={removeOff !== null}
            title={removeOff ?? undefined}
            loading={remove.isPending}
            onClick={() => remove.mutate({ roleId: role.id, expectedVersion: role.version })}
            data-testid="role-remove"
          >
            {text('remove')}
          </Button>
        ) : null}
        <span className="pane-facts">{text('role.count', { count: draft.rights.length })}</span>
      </header>
      <div className="admin-page">
        {conflict ? (
          <p className="admin-trouble" role="alert">
            {text('role.conflict')} <Button size="small" text={text('reload')} onClick={onReload} />
          </p>
        ) : null}
        {isFailure(save.error, 'DUPLICATE') ? (
          <p className="admin-trouble" role="alert">
            {text('code.taken')}
          </p>
        ) : null}
        {own ? <p className="admin-trouble">{text('role.own')}</p> : null}
        {unseparated ? <p className="admin-trouble">{text('role.unseparated')}</p> : null}
        <div className="admin-fields admin-fields-three">
          <Field label={text('role.name')} required>
            {(id) => (
              <InputGroup
                id={id}
                maxLength={200}
                value={draft.name}
                onValueChange={(name) => change({ name })}
                data-testid="role-name"
              />
            )}
          </Field>
          <Field label={text('nameEn')}>
            {(id) => (
              <InputGroup id={id} maxLength={200} value={draft.nameEn} onValueChange={(nameEn) => change({ nameEn })} />
            )}
          </Field>
          <Field label={text('code')} required hint={role ? undefined : text('role.code.hint')}>
            {(id) => (
              <InputGroup
                id={id}
                maxLength={64}
                disabled={role !== null}
                value={draft.id}
                onValueChange={(code) => change({ id: code.trim().toLowerCase() })}
                data-testid="role-code"
              />
            )}
          </Field>
        </div>
        {holders.length > 0 ? (
          <p className="admin-holders">
            {text('role.heldBy')} {holders.map((holder) => holder.name).join(shell('list.comma'))}
          </p>
        ) : null}
        <RightsPicker
          label={text('rights')}
          values={draft.rights}
          disabled={own}
          onChange={(rights) => change({ rights })}
          testId="role-rights"
        />
        <section className="admin-reach-part">
          <h4>{text('reach')}</h4>
          <p className="admin-muted">{text('reach.hint')}</p>
          <ReachTable
            held={draft.rights}
            values={reaches}
            departments={departments}
            disabled={own}
            onChange={(next) => change({ reaches: next })}
          />
        </section>
      </div>
    </>
  );
}
