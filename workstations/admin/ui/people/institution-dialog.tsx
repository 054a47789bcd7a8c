// Making or changing an institution; one is switched off, never removed: its exams name it.
import { Button, Checkbox, InputGroup } from '@blueprintjs/core';
import { useState } from 'react';
import { InstitutionEntry } from '../../../../core/orders/institution.ts';
import { failureOf } from '../../../../renderer/client/failure.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { Field, KeyCap } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
import { Boxes } from './boxes.tsx';
import type { NamedChoice } from './use-organisation.ts';

interface InstitutionDialogProps {
  /** Null makes a new one. */
  institution: InstitutionEntry | null;
  departments: readonly NamedChoice[];
  onClose: () => void;
  onDone: (saved: InstitutionEntry) => void;
}

const services = ['radiology', 'ecg'] as const;

const fresh: InstitutionEntry = {
  id: '',
  name: '',
  nameEn: '',
  reads: [],
  own: false,
  active: true,
  departmentIds: [],
  hl7Peer: '',
};

export function InstitutionDialog({ institution, departments, onClose, onDone }: InstitutionDialogProps) {
  const text = useAdminText();
  const { client } = useApi();
  const [draft, setDraft] = useState(institution ?? fresh);
  const change = (part: Partial<InstitutionEntry>) => setDraft((before) => ({ ...before, ...part }));
  const save = useCommand(client.orders.saveInstitution, { handles: ['DUPLICATE'], onDone });
  const entry: InstitutionEntry = {
    ...draft,
    name: draft.name.trim(),
    nameEn: draft.nameEn.trim(),
    hl7Peer: draft.hl7Peer.trim(),
  };
  const good = InstitutionEntry.safeParse(entry).success;
  const failure = save.error ? failureOf(save.error) : null;
  const trouble =
    failure?.code !== 'DUPLICATE'
      ? null
      : failure.detail.what === 'department'
        ? text('institution.departmentTaken', { name: String(failure.detail.institution ?? '') })
        : text('code.taken');
  const send = () => {
    if (good && !save.isPending) save.mutate({ institution: entry, isNew: institution === null });
  };
  return (
    <Modal
      title={text(institution ? 'institution.edit' : 'institution.new')}
      onClose={onClose}
      onConfirm={send}
      width={600}
      testId="institution-dialog"
      footer={
        <Button type="submit" intent="primary" disabled={!good} loading={save.isPending} data-testid="institution-save">
          {text('save')} <KeyCap name="Ctrl+Enter" />
        </Button>
      }
    >
      {trouble ? (
        <p className="admin-trouble lead" role="alert">
          {trouble}
        </p>
      ) : null}
      <Field label={text('code')} required hint={institution ? undefined : text('institution.code.hint')}>
        {(id) => (
          <InputGroup
            id={id}
            autoFocus={!institution}
            disabled={institution !== null}
            maxLength={64}
            value={draft.id}
            onValueChange={(value) => change({ id: value.trim() })}
            data-testid="institution-id"
          />
        )}
      </Field>
      <Field label={text('institution.name')} required>
        {(id) => (
          <InputGroup
            id={id}
            autoFocus={institution !== null}
            maxLength={200}
            value={draft.name}
            onValueChange={(name) => change({ name })}
            data-testid="institution-name"
          />
        )}
      </Field>
      <Field label={text('nameEn')}>
        {(id) => (
          <InputGroup id={id} maxLength={200} value={draft.nameEn} onValueChange={(nameEn) => change({ nameEn })} />
        )}
      </Field>
      <Field label={text('institution.reads')} hint={text('institution.reads.hint')}>
        {() => (
          <Boxes
            label={text('institution.reads')}
            choices={services.map((value) => ({ value, label: text(`institution.service.${value}`) }))}
            values={draft.reads}
            onChange={(values) => change({ reads: services.filter((one) => values.includes(one)) })}
            testId="institution-reads"
          />
        )}
      </Field>
      <Field label={text('institution.departments')} hint={text('institution.departments.hint')}>
        {() => (
          <Boxes
            label={text('institution.departments')}
            choices={departments}
            values={draft.departmentIds}
            onChange={(departmentIds) => change({ departmentIds })}
            testId="institution-departments"
          />
        )}
      </Field>
      <Field label={text('institution.hl7')} hint={text('institution.hl7.hint')}>
        {(id) => (
          <InputGroup id={id} maxLength={64} value={draft.hl7Peer} onValueChange={(hl7Peer) => change({ hl7Peer })} />
        )}
      </Field>
      <Field label={text('institution.state')}>
        {(id) => (
          <Checkbox
            id={id}
            checked={draft.active}
            disabled={draft.own}
            onChange={(event) => change({ active: event.currentTarget.checked })}
            label={text('institution.active')}
          />
        )}
      </Field>
    </Modal>
  );
}
