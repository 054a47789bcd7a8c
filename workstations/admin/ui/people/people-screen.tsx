// People: who may log in, with which roles; making, changing, resetting and unlocking them.
import { Button } from '@blueprintjs/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Person } from '../../../../core/identity/contract.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { clock, dateTime } from '../../../../renderer/format/time.ts';
import { useLocale } from '../../../../renderer/i18n/text.tsx';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { useShellText } from '../../../../renderer/locales/use-shell-text.ts';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { PersonPhoto } from '../../../../renderer/parts/person-photo.tsx';
import { ToneChip } from '../../../../renderer/parts/state-chip.tsx';
import { type Column, Table } from '../../../../renderer/parts/table.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
import { SearchBox } from '../parts/search-box.tsx';
import { OnceDialog } from './once-dialog.tsx';
import { PersonActs } from './person-acts.tsx';
import { PersonDialog } from './person-dialog.tsx';
import { labelOf, useOrganisation } from './use-organisation.ts';

function isLocked(person: Person, now: Date): boolean {
  return Boolean(person.lockedUntil && Date.parse(person.lockedUntil) > now.getTime());
}

function PersonState({ person, now }: { person: Person; now: Date }) {
  const text = useAdminText();
  if (!person.enabled) return <ToneChip tone="withdrawn" glyph="refuse" word={text('person.disabled')} />;
  if (isLocked(person, now))
    return <ToneChip tone="waiting" glyph="lock" word={text('person.locked', { until: clock(person.lockedUntil) })} />;
  if (person.mustChangePassword) return <ToneChip tone="draft" glyph="key" word={text('person.mustChange')} />;
  return <ToneChip tone="final" glyph="done" word={text('person.active')} />;
}

export function PeopleScreen() {
  const text = useAdminText();
  const locale = useLocale();
  const shell = useShellText();
  const { query } = useApi();
  const queries = useQueryClient();
  const { show } = useToasts();
  const { departments, roles, groups, rightsOf } = useOrganisation();
  const list = useQuery(query.identity.people.queryOptions());
  const [words, setWords] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const [editing, setEditing] = useState<{ person: Person | null } | null>(null);
  const [once, setOnce] = useState<{ name: string; password: string } | null>(null);
  const now = new Date();
  const refresh = () => queries.invalidateQueries({ queryKey: query.identity.people.key() });
  const current = list.data?.find((person) => person.id === chosen) ?? null;
  const comma = shell('list.comma');
  const sought = words.trim().toLowerCase();
  const matches = (person: Person) =>
    `${person.name} ${person.user} ${person.profile?.number} ${person.profile?.specialty} ${person.title} ${labelOf(departments, person.departmentId)}`
      .toLowerCase()
      .includes(sought);
  useActions({ title: text('people'), depth: 1 }, [
    { id: 'new', label: text('person.new'), keys: ['F2'], main: true, run: () => setEditing({ person: null }) },
  ]);
  const columns: Column<Person>[] = [
    { id: 'name', title: text('name'), width: '110px', cell: (person) => person.name },
    { id: 'user', title: text('person.user'), width: '110px', cell: (person) => person.user },
    {
      id: 'state',
      title: text('state'),
      width: locale === 'en' ? '156px' : '130px',
      cell: (person) => <PersonState person={person} now={now} />,
    },
    {
      id: 'department',
      title: text('department'),
      width: 'minmax(90px, 0.7fr)',
      cell: (person) => labelOf(departments, person.departmentId),
    },
    { id: 'number', title: text('profile.number'), width: '80px', cell: (person) => person.profile?.number ?? '' },
    {
      id: 'title',
      title: text('person.titleSpecialty'),
      width: 'minmax(100px, 0.8fr)',
      cell: (person) => [person.title, person.profile?.specialty].filter(Boolean).join(' · '),
    },
    {
      id: 'roles',
      title: text('person.roles'),
      width: 'minmax(120px, 1.3fr)',
      cell: (person) => person.roles.map((role) => labelOf(roles, role)).join(comma),
    },
    {
      id: 'groups',
      title: text('person.groups'),
      width: 'minmax(90px, 1fr)',
      cell: (person) =>
        [...rightsOf(person.roles), ...person.extraRights].includes('lab.allGroups')
          ? text('all')
          : person.labGroups.map((group) => labelOf(groups, group)).join(comma) || text('none'),
    },
    {
      id: 'photo',
      title: text('person.photo'),
      width: '48px',
      cell: (person) =>
        person.photoVersion === undefined ? (
          ''
        ) : (
          <PersonPhoto personId={person.id} name={person.name} version={person.photoVersion} />
        ),
    },
    {
      id: 'signature',
      title: text('person.signature'),
      width: '60px',
      cell: (person) => (person.signature ? text('person.signature.yes') : ''),
    },
  ];
  return (
    <section className="pane admin-screen">
      <header className="pane-head">
        <h2>{text('people')}</h2>
        <SearchBox label={text('person.search')} value={words} onChange={setWords} />
        <Button size="small" intent="primary" onClick={() => setEditing({ person: null })} data-testid="person-new">
          {text('person.new')} <KeyCap name="F2" />
        </Button>
        <Button
          size="small"
          disabled={!current}
          onClick={() => setEditing({ person: current })}
          data-testid="person-edit"
        >
          {text('edit')} <KeyCap name="Enter" />
        </Button>
        <PersonActs
          person={current}
          locked={current !== null && isLocked(current, now)}
          onChanged={refresh}
          onPassword={(person, password) => setOnce({ name: person.name, password })}
        />
        <span className="pane-facts">
          {current?.lockedUntil && isLocked(current, now) ? (
            <span>{text('person.locked', { until: dateTime(current.lockedUntil) })}</span>
          ) : null}
          <span>{text('count', { count: list.data?.length ?? 0 })}</span>
        </span>
      </header>
      <Answer of={list}>
        {(people) => {
          const rows = people.filter(matches).toSorted((a, b) => a.user.localeCompare(b.user));
          return rows.length === 0 ? (
            <EmptyPanel
              glyph="people"
              title={text(sought ? 'filter.none' : 'person.none')}
              hint={text(sought ? 'filter.none.hint' : 'person.none.hint')}
            />
          ) : (
            <Table
              label={text('people')}
              rows={rows}
              columns={columns}
              keyOf={(person) => person.id}
              selected={chosen}
              onSelect={setChosen}
              onOpen={{ label: text('edit'), run: (person) => setEditing({ person }) }}
              testId="people"
            />
          );
        }}
      </Answer>
      {editing ? (
        <PersonDialog
          person={editing.person}
          onClose={() => {
            setEditing(null);
            refresh();
          }}
          onSaved={(person, password) => {
            setEditing(null);
            setChosen(person.id);
            refresh();
            show({ tone: 'done', title: text('person.saved', { name: person.name }) });
            if (password) setOnce({ name: person.name, password });
          }}
        />
      ) : null}
      {once ? (
        <OnceDialog
          title={text('once.password')}
          lead={text('once.password.lead', { name: once.name })}
          secret={once.password}
          onClose={() => setOnce(null)}
        />
      ) : null}
    </section>
  );
}
