// Making, changing or removing an archive of others. The password goes in and never comes back.
import { Button, Checkbox, InputGroup } from '@blueprintjs/core';
import { useState } from 'react';
import { ArchiveUrl, archiveLogins, type ExternalArchive } from '../../../../core/imaging/external.ts';
import { isFailure } from '../../../../renderer/client/failure.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { Segments } from '../../../../renderer/parts/choice.tsx';
import { ConfirmButton } from '../../../../renderer/parts/confirm-button.tsx';
import { Field } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';

interface ExternalDialogProps {
  /** Null makes a new one. */
  archive: ExternalArchive | null;
  onClose: () => void;
  /** `id` is null when it was removed. */
  onDone: (title: string, id: string | null) => void;
}

const originOf = (url: string): string => URL.parse(url.trim())?.origin ?? '';

export function ExternalDialog({ archive, onClose, onDone }: ExternalDialogProps) {
  const text = useAdminText();
  const { client } = useApi();
  const [draft, setDraft] = useState({
    name: archive?.name ?? '',
    url: archive?.url ?? '',
    login: archive?.login ?? ('basic' as ExternalArchive['login']),
    user: archive?.user ?? '',
    password: '',
    active: archive?.active ?? true,
  });
  const change = (part: Partial<typeof draft>) => setDraft((before) => ({ ...before, ...part }));
  const save = useCommand(client.imaging.saveExternalArchive, {
    handles: ['DUPLICATE', 'NOT_FOUND'],
    onDone: (saved) => onDone(text('external.saved', { name: saved.name }), saved.id),
  });
  const remove = useCommand(client.imaging.removeExternalArchive, {
    handles: ['NOT_FOUND'],
    onDone: () => onDone(text('external.removed', { name: archive?.name ?? '' }), null),
  });
  const goodUrl = ArchiveUrl.safeParse(draft.url).success;
  // As the server sees it: what is kept is sent to nobody but the address and login that it was entered for.
  const kept =
    archive?.hasSecret === true && archive.login === draft.login && originOf(archive.url) === originOf(draft.url);
  const goodLogin =
    draft.login === 'none' ||
    ((kept || draft.password !== '') && (draft.login !== 'basic' || draft.user.trim() !== ''));
  const good = draft.name.trim() !== '' && goodUrl && goodLogin;
  const trouble = isFailure(save.error, 'DUPLICATE') ? text('code.taken') : null;
  const send = () => {
    if (!good || save.isPending) return;
    save.mutate({ ...draft, id: archive?.id ?? null, password: draft.password === '' ? null : draft.password });
  };
  const secretHint = kept
    ? text('external.password.kept')
    : text(archive?.hasSecret ? 'external.password.moved' : 'external.password.hint');
  return (
    <Modal
      title={text(archive ? 'external.edit' : 'external.new')}
      onClose={onClose}
      onConfirm={send}
      testId="external-dialog"
      hint={
        archive ? (
          <Button
            variant="minimal"
            size="small"
            loading={remove.isPending}
            onClick={() => remove.mutate({ id: archive.id })}
            data-testid="external-remove"
          >
            {text('remove')}
          </Button>
        ) : null
      }
      footer={<ConfirmButton word={text('save')} off={!good} busy={save.isPending} testId="external-save" />}
    >
      {trouble ? (
        <p className="admin-trouble lead" role="alert">
          {trouble}
        </p>
      ) : null}
      <Field label={text('external.name')} required hint={text('external.name.hint')}>
        {(id) => (
          <InputGroup
            id={id}
            autoFocus
            maxLength={60}
            value={draft.name}
            onValueChange={(name) => change({ name })}
            data-testid="external-name"
          />
        )}
      </Field>
      <Field
        label={text('external.address')}
        required
        hint={goodUrl && draft.url.trim().startsWith('http:') ? text('external.plain') : text('external.url.hint')}
      >
        {(id) => (
          <InputGroup
            id={id}
            maxLength={500}
            inputMode="url"
            spellCheck={false}
            intent={goodUrl || draft.url === '' ? 'none' : 'warning'}
            value={draft.url}
            onValueChange={(url) => change({ url })}
            data-testid="external-url"
          />
        )}
      </Field>
      <Field label={text('external.login')}>
        {() => (
          <Segments
            label={text('external.login')}
            value={draft.login}
            onChange={(login) => change({ login })}
            options={archiveLogins.map((value) => ({ value, label: text(`external.login.${value}`) }))}
            testId="external-login"
          />
        )}
      </Field>
      {draft.login === 'basic' ? (
        <Field label={text('external.user')} required>
          {(id) => (
            <InputGroup
              id={id}
              maxLength={200}
              autoComplete="off"
              value={draft.user}
              onValueChange={(user) => change({ user })}
              data-testid="external-user"
            />
          )}
        </Field>
      ) : null}
      {draft.login === 'none' ? null : (
        <Field
          label={text(draft.login === 'basic' ? 'external.password' : 'external.token')}
          required={!kept}
          hint={secretHint}
        >
          {(id) => (
            <InputGroup
              id={id}
              type="password"
              autoComplete="new-password"
              maxLength={4000}
              value={draft.password}
              onValueChange={(password) => change({ password })}
              data-testid="external-password"
            />
          )}
        </Field>
      )}
      <Field label={text('external.state')}>
        {(id) => (
          <Checkbox
            id={id}
            checked={draft.active}
            onChange={(event) => change({ active: event.currentTarget.checked })}
            label={text('external.active')}
          />
        )}
      </Field>
    </Modal>
  );
}
