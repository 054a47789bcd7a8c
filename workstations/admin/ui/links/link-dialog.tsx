// Registering or changing a system whose users open single exams by signed links.
import { Checkbox, InputGroup, TextArea } from '@blueprintjs/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { LinkSystem } from '../../../../core/imaging/contract.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { Pick } from '../../../../renderer/parts/choice.tsx';
import { ConfirmButton } from '../../../../renderer/parts/confirm-button.tsx';
import { Field } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
import { originsOfLines } from './origins.ts';

export interface SavedSystem {
  name: string;
  /** Present when one was made. */
  secret: string | null;
}

interface LinkDialogProps {
  /** Null registers a new one. */
  system: LinkSystem | null;
  known: readonly string[];
  onClose: () => void;
  onDone: (saved: SavedSystem) => void;
}

const mostOrigins = 10;

export function LinkDialog({ system, known, onClose, onDone }: LinkDialogProps) {
  const text = useAdminText();
  const { client, query } = useApi();
  const institutions = useQuery(query.orders.institutionRegister.queryOptions()).data ?? [];
  const [name, setName] = useState(system?.name ?? '');
  const [lines, setLines] = useState(system?.origins.join('\n') ?? '');
  const [requestsFor, setRequestsFor] = useState(system?.requestsFor ?? '');
  const [active, setActive] = useState(system?.active ?? true);
  const save = useCommand(client.imaging.saveLinkSystem, { onDone });
  const read = originsOfLines(lines);
  const badOrigins =
    'bad' in read
      ? text('link.origins.bad', { text: read.bad })
      : read.origins.length > mostOrigins
        ? text('link.origins.many')
        : null;
  const taken = system === null && known.includes(name);
  const good = /^[A-Za-z0-9_-]{1,32}$/.test(name) && !taken && badOrigins === null;
  const send = () => {
    if (!good || 'bad' in read || save.isPending) return;
    save.mutate({ name, active, origins: read.origins, requestsFor });
  };
  return (
    <Modal
      title={text(system ? 'link.edit' : 'link.new')}
      onClose={onClose}
      onConfirm={send}
      testId="link-dialog"
      footer={<ConfirmButton word={text('save')} off={!good} busy={save.isPending} testId="link-save" />}
    >
      <Field
        label={text('link.name')}
        required
        hint={text('link.name.hint')}
        error={taken ? text('link.name.taken') : null}
      >
        {(id) => (
          <InputGroup
            id={id}
            autoFocus={!system}
            disabled={system !== null}
            maxLength={32}
            value={name}
            onValueChange={(value) => setName(value.trim())}
            data-testid="link-name"
          />
        )}
      </Field>
      <Field label={text('link.origins')} hint={text('link.origins.hint')} error={badOrigins}>
        {(id) => (
          <TextArea
            id={id}
            fill
            rows={3}
            autoFocus={system !== null}
            value={lines}
            onChange={(event) => setLines(event.currentTarget.value)}
            data-testid="link-origins"
          />
        )}
      </Field>
      <Field label={text('link.requests')} hint={text('link.requests.hint')}>
        {(id) => (
          <Pick
            id={id}
            fill
            label={text('link.requests')}
            value={requestsFor}
            onChange={setRequestsFor}
            options={[
              { value: '', label: text('link.requests.none') },
              ...institutions
                .filter((one) => one.active || one.id === requestsFor)
                .map((one) => ({ value: one.id, label: one.name })),
            ]}
            testId="link-requests"
          />
        )}
      </Field>
      <Field label={text('link.state')} hint={text('link.active.hint')}>
        {(id) => (
          <Checkbox
            id={id}
            checked={active}
            label={text('link.active')}
            onChange={(event) => setActive(event.currentTarget.checked)}
            data-testid="link-active"
          />
        )}
      </Field>
    </Modal>
  );
}
