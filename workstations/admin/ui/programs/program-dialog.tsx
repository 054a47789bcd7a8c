// Entering or changing a program of another system: whose it is, what it may do, from where and until when.
import { Checkbox, InputGroup, TextArea } from '@blueprintjs/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { numbersClash } from '../../../../core/orders/own-numbers.ts';
import { type Program, ProgramEntry, ProgramScope, programScopes } from '../../../../core/programs/program.ts';
import { DateEntry } from '../../../../renderer/booking/date-entry.tsx';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { Pick, Segments } from '../../../../renderer/parts/choice.tsx';
import { ConfirmButton } from '../../../../renderer/parts/confirm-button.tsx';
import { Field } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
import { Boxes } from '../people/boxes.tsx';
import { addressesOfLines } from './addresses.ts';

export interface SavedProgram {
  program: Program;
  /** Present when one was made. */
  secret: string | null;
}

interface ProgramDialogProps {
  /** Null enters a new one. */
  program: Program | null;
  known: readonly string[];
  onClose: () => void;
  onDone: (saved: SavedProgram) => void;
}

const mostAddresses = 20;

const fresh: ProgramEntry = {
  code: '',
  name: '',
  institutionId: '',
  purpose: '',
  contact: '',
  scopes: [],
  reach: 'own',
  ownNumbers: true,
  addresses: [],
  validUntil: null,
  active: true,
};

export function ProgramDialog({ program, known, onClose, onDone }: ProgramDialogProps) {
  const text = useAdminText();
  const { client, query } = useApi();
  const institutions = useQuery(query.orders.institutions.queryOptions()).data ?? [];
  const register = useQuery(query.orders.institutionRegister.queryOptions()).data ?? [];
  /** What the institution's entry says of its numbers; null while its programs alone give any. */
  const saidBy = (institutionId: string): boolean | null => {
    const home = register.find(({ id }) => id === institutionId);
    if (!home) return null;
    const values = [true, false].filter((value) => !numbersClash(home, value));
    return values.length === 1 ? (values[0] ?? null) : null;
  };
  const [draft, setDraft] = useState<ProgramEntry>(program ?? fresh);
  const [lines, setLines] = useState(program?.addresses.join('\n') ?? '');
  const change = (part: Partial<ProgramEntry>) => setDraft((before) => ({ ...before, ...part }));
  const save = useCommand(client.programs.save, { onDone });
  const read = addressesOfLines(lines);
  const badAddresses =
    'bad' in read
      ? text('program.addresses.bad', { text: read.bad })
      : read.addresses.length > mostAddresses
        ? text('program.addresses.many')
        : null;
  const taken = program === null && known.includes(draft.code);
  const entry = ProgramEntry.safeParse({ ...draft, addresses: 'bad' in read ? [] : read.addresses });
  const good = entry.success && !taken && badAddresses === null;
  const send = () => {
    if (good && !save.isPending) save.mutate({ program: entry.data, isNew: program === null });
  };
  const line = (name: 'name' | 'purpose' | 'contact', required: boolean, hint?: string) => (
    <Field label={text(`program.${name}`)} required={required} hint={hint}>
      {(id) => (
        <InputGroup
          id={id}
          maxLength={200}
          autoFocus={program !== null && name === 'name'}
          value={draft[name]}
          onValueChange={(value) => change({ [name]: value })}
          data-testid={`program-${name}`}
        />
      )}
    </Field>
  );
  return (
    <Modal
      title={text(program ? 'program.edit' : 'program.new')}
      onClose={onClose}
      onConfirm={send}
      width={760}
      testId="program-dialog"
      footer={<ConfirmButton word={text('save')} off={!good} busy={save.isPending} testId="program-save" />}
    >
      <div className="admin-fields">
        <Field
          label={text('program.code')}
          required
          hint={text('program.code.hint')}
          error={taken ? text('program.code.taken') : null}
        >
          {(id) => (
            <InputGroup
              id={id}
              autoFocus={program === null}
              disabled={program !== null}
              maxLength={32}
              value={draft.code}
              onValueChange={(code) => change({ code: code.trim() })}
              data-testid="program-code"
            />
          )}
        </Field>
        <Field label={text('program.institution')} required hint={text('program.institution.hint')}>
          {(id) => (
            <Pick
              id={id}
              fill
              disabled={program !== null}
              label={text('program.institution')}
              value={draft.institutionId}
              onChange={(institutionId) => change({ institutionId, ownNumbers: saidBy(institutionId) ?? true })}
              options={[{ value: '', label: '—' }, ...institutions.map((one) => ({ value: one.id, label: one.name }))]}
              testId="program-institution"
            />
          )}
        </Field>
        {line('name', true)}
        {line('contact', false, text('program.contact.hint'))}
      </div>
      {line('purpose', true)}
      <Field label={text('program.scopes')} required>
        {() => (
          <Boxes
            label={text('program.scopes')}
            choices={programScopes.map((value) => ({ value, label: text(`program.scope.${value}`) }))}
            values={draft.scopes}
            onChange={(values) =>
              change({ scopes: values.flatMap((value) => ProgramScope.safeParse(value).data ?? []) })
            }
            testId="program-scopes"
          />
        )}
      </Field>
      <div className="admin-fields">
        <Field label={text('program.reach')} hint={text('program.reach.hint')}>
          {() => (
            <Segments
              label={text('program.reach')}
              value={draft.reach}
              options={(['own', 'all'] as const).map((value) => ({ value, label: text(`program.reach.${value}`) }))}
              onChange={(reach) => change({ reach })}
              testId="program-reach"
            />
          )}
        </Field>
        <Field label={text('program.until')} hint={text('program.until.hint')}>
          {(id) => (
            <DateEntry
              id={id}
              whole
              optional
              value={draft.validUntil ?? ''}
              onValue={(value) => change({ validUntil: value === '' ? null : value })}
              testId="program-until"
            />
          )}
        </Field>
      </div>
      <Field label={text('program.addresses')} required hint={text('program.addresses.hint')} error={badAddresses}>
        {(id) => (
          <TextArea
            id={id}
            fill
            rows={2}
            value={lines}
            onChange={(event) => setLines(event.currentTarget.value)}
            data-testid="program-addresses"
          />
        )}
      </Field>
      <div className="admin-fields">
        <Field
          label={text('program.numbers')}
          hint={text(
            program === null && saidBy(draft.institutionId) !== null ? 'program.numbers.said' : 'program.numbers.hint',
          )}
        >
          {(id) => (
            <Checkbox
              id={id}
              checked={draft.ownNumbers}
              disabled={program !== null || saidBy(draft.institutionId) !== null}
              label={text('program.numbers.own')}
              onChange={(event) => change({ ownNumbers: event.currentTarget.checked })}
              data-testid="program-numbers"
            />
          )}
        </Field>
        <Field label={text('program.state')} hint={text('program.active.hint')}>
          {(id) => (
            <Checkbox
              id={id}
              checked={draft.active}
              label={text('program.active')}
              onChange={(event) => change({ active: event.currentTarget.checked })}
              data-testid="program-active"
            />
          )}
        </Field>
      </div>
    </Modal>
  );
}
