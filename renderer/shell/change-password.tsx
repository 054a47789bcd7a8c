// Changing the password: forced when it is the initial one or too old, else by wish.
import { Button, InputGroup } from '@blueprintjs/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { SessionInfo } from '../../core/identity/contract.ts';
import { failureOf, sentenceOf } from '../client/failure.ts';
import { useApi } from '../client/provider.tsx';
import { useLocale } from '../i18n/text.tsx';
import { useShellText } from '../locales/use-shell-text.ts';
import { Mark } from './mark.tsx';

interface ChangePasswordProps {
  forced: boolean;
  onChanged: (session: SessionInfo) => void;
  onCancel: () => void;
}

export function ChangePassword({ forced, onChanged, onCancel }: ChangePasswordProps) {
  const text = useShellText();
  return (
    <main className="gate">
      <section className="gate-card">
        <header>
          <Mark size={40} />
          <div>
            <h1>{text('password.title')}</h1>
            <p>{forced ? text('password.forced') : text('password.rules')}</p>
          </div>
        </header>
        <PasswordForm onChanged={onChanged} onCancel={onCancel} />
      </section>
    </main>
  );
}

export function PasswordForm({ onChanged, onCancel }: Omit<ChangePasswordProps, 'forced'>) {
  const text = useShellText();
  const locale = useLocale();
  const { query } = useApi();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [again, setAgain] = useState('');
  const change = useMutation({
    ...query.identity.changePassword.mutationOptions(),
    meta: { handles: ['PASSWORD_WEAK', 'LOGIN_FAILED', 'UNREACHABLE', 'OFFLINE_UNAVAILABLE', 'INPUT_INVALID'] },
    onSuccess: onChanged,
  });
  const differs = again !== '' && again !== next;
  const ready = current !== '' && next !== '' && next === again;
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (ready) change.mutate({ current, next });
  };
  const rows = [
    {
      label: text('password.current'),
      value: current,
      set: setCurrent,
      complete: 'current-password',
      id: 'password-current',
    },
    { label: text('password.next'), value: next, set: setNext, complete: 'new-password', id: 'password-next' },
    { label: text('password.again'), value: again, set: setAgain, complete: 'new-password', id: 'password-again' },
  ];
  return (
    <form onSubmit={send} className="credentials" data-testid="change-password">
      {rows.map((row, index) => (
        <InputGroup
          key={row.id}
          size="large"
          type="password"
          autoFocus={index === 0}
          placeholder={row.label}
          aria-label={row.label}
          autoComplete={row.complete}
          value={row.value}
          onValueChange={row.set}
          data-testid={row.id}
        />
      ))}
      <p className="gate-hint">{text('password.rules')}</p>
      {differs ? <p className="gate-error">{text('password.differs')}</p> : null}
      {change.error ? (
        <p className="gate-error" role="alert">
          {sentenceOf(failureOf(change.error), locale) ?? text('failure.unreachable')}
        </p>
      ) : null}
      <div className="gate-buttons">
        <Button size="large" text={text('cancel')} onClick={onCancel} />
        <Button
          type="submit"
          size="large"
          intent="primary"
          disabled={!ready}
          loading={change.isPending}
          text={text('password.change')}
          data-testid="password-submit"
        />
      </div>
    </form>
  );
}
