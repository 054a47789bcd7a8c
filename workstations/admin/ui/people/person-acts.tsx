// What can be done to the chosen person: a new initial password, and undoing a lock.
import { Button } from '@blueprintjs/core';
import { useState } from 'react';
import type { Person } from '../../../../core/identity/contract.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { ConfirmButton } from '../../../../renderer/parts/confirm-button.tsx';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';

interface PersonActsProps {
  person: Person | null;
  locked: boolean;
  onChanged: () => void;
  onPassword: (person: Person, password: string) => void;
}

export function PersonActs({ person, locked, onChanged, onPassword }: PersonActsProps) {
  const text = useAdminText();
  const { client } = useApi();
  const { show } = useToasts();
  const [resetting, setResetting] = useState<Person | null>(null);
  const unlock = useCommand(client.identity.unlock, {
    onDone: (unlocked) => {
      show({ tone: 'done', title: text('person.unlocked', { name: unlocked.name }) });
      onChanged();
    },
  });
  const noPerson = person ? null : text('person.choose');
  const unlockOff = noPerson ?? (locked ? null : text('person.unlock.off'));
  const runUnlock = () => {
    if (person && !unlock.isPending) unlock.mutate({ personId: person.id });
  };
  useActions({ title: text('people'), depth: 1 }, [
    {
      id: 'reset',
      label: text('person.reset'),
      keys: ['F8'],
      main: true,
      off: noPerson,
      run: () => setResetting(person),
    },
    { id: 'unlock', label: text('person.unlock'), keys: ['F9'], main: true, off: unlockOff, run: runUnlock },
  ]);
  return (
    <>
      <Button size="small" disabled={!person} onClick={() => setResetting(person)} data-testid="person-reset">
        {text('person.reset')} <KeyCap name="F8" />
      </Button>
      <Button
        size="small"
        disabled={unlockOff !== null}
        title={unlockOff ?? undefined}
        loading={unlock.isPending}
        onClick={runUnlock}
        data-testid="person-unlock"
      >
        {text('person.unlock')} <KeyCap name="F9" />
      </Button>
      {resetting ? (
        <ResetDialog
          person={resetting}
          onClose={() => setResetting(null)}
          onDone={(password) => {
            setResetting(null);
            onChanged();
            onPassword(resetting, password);
          }}
        />
      ) : null}
    </>
  );
}

interface ResetDialogProps {
  person: Person;
  onClose: () => void;
  onDone: (password: string) => void;
}

function ResetDialog({ person, onClose, onDone }: ResetDialogProps) {
  const text = useAdminText();
  const { client } = useApi();
  const reset = useCommand(client.identity.resetPassword, {
    onDone: ({ initialPassword }) => onDone(initialPassword),
  });
  const send = () => {
    if (!reset.isPending) reset.mutate({ personId: person.id });
  };
  return (
    <Modal
      title={text('person.reset')}
      onClose={onClose}
      onConfirm={send}
      testId="reset-dialog"
      footer={<ConfirmButton word={text('person.reset')} autoFocus busy={reset.isPending} testId="reset-confirm" />}
    >
      <p className="lead">{text('person.reset.lead', { name: person.name })}</p>
    </Modal>
  );
}
