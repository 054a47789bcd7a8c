// Roles: a list at the left, at the right what the chosen one is called and which rights it gives.
import { Button } from '@blueprintjs/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Role } from '../../../../core/identity/contract.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { pickName, useLocale } from '../../../../renderer/i18n/text.tsx';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
import { RoleForm } from './role-form.tsx';

export function RolesScreen() {
  const text = useAdminText();
  const locale = useLocale();
  const { query } = useApi();
  const queries = useQueryClient();
  const list = useQuery(query.identity.roles.queryOptions());
  const people = useQuery(query.identity.people.queryOptions());
  const [picked, setChosen] = useState<string | null>(null);
  const roles = list.data ?? [];
  const chosen = picked ?? roles[0]?.id ?? null;
  const current = roles.find((role) => role.id === chosen) ?? null;
  const holdersOf = (role: Role) => (people.data ?? []).filter((person) => person.roles.includes(role.id));
  const refresh = () => {
    queries.invalidateQueries({ queryKey: query.identity.roles.key() });
    queries.invalidateQueries({ queryKey: query.identity.people.key() });
  };
  const move = (step: number) => {
    const at = roles.findIndex((role) => role.id === chosen);
    const next = roles[Math.min(roles.length - 1, Math.max(0, at + step))];
    if (next) setChosen(next.id);
  };
  useActions({ title: text('roles'), depth: 1 }, [
    { id: 'new', label: text('role.new'), keys: ['F2'], main: true, run: () => setChosen('new') },
    { id: 'next', label: text('role.next'), keys: ['Down'], movement: true, run: () => move(1) },
    { id: 'back', label: text('role.back'), keys: ['Up'], movement: true, run: () => move(-1) },
  ]);
  return (
    <div className="split admin-roles">
      <nav className="pane admin-kinds" aria-label={text('roles')}>
        <header className="pane-head">
          <h2>{text('roles')}</h2>
          <Button size="small" intent="primary" onClick={() => setChosen('new')} data-testid="role-new">
            {text('role.new')} <KeyCap name="F2" />
          </Button>
        </header>
        <Answer of={list}>
          {(rows) => (
            <div className="admin-kinds-list">
              {rows.map((role) => (
                <button
                  key={role.id}
                  type="button"
                  aria-current={role.id === chosen}
                  onClick={() => setChosen(role.id)}
                  data-testid={`role-${role.id}`}
                >
                  {pickName(locale, role)}
                  <small className="number">{text('role.holders', { count: holdersOf(role).length })}</small>
                </button>
              ))}
            </div>
          )}
        </Answer>
      </nav>
      <section className="pane">
        {current || chosen === 'new' ? (
          <RoleForm
            key={current ? `${current.id} ${current.version}` : 'new'}
            role={current}
            holders={current ? holdersOf(current) : []}
            onSaved={(role) => {
              refresh();
              setChosen(role.id);
            }}
            onRemoved={() => {
              refresh();
              setChosen(null);
            }}
            onReload={refresh}
          />
        ) : (
          <EmptyPanel glyph="people" title={text('role.choose')} hint={text('role.choose.hint')} />
        )}
      </section>
    </div>
  );
}
