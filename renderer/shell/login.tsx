// Login: user, password, a captcha after a failure, and what went wrong in plain words.
import { Button, InputGroup } from '@blueprintjs/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { SessionInfo } from '../../core/identity/contract.ts';
import { detailLines, failureOf, sentenceOf } from '../client/failure.ts';
import { useApi } from '../client/provider.tsx';
import { usePreferences } from '../i18n/preferences.tsx';
import { useLocale } from '../i18n/text.tsx';
import { useShellText } from '../locales/use-shell-text.ts';
import { Glyph } from '../parts/glyph.tsx';
import { playSound } from '../parts/sound.ts';
import { Mark } from './mark.tsx';
import { useWaiting, WaitingCriticals } from './waiting-criticals.tsx';

export function Login({ onEntered }: { onEntered: (session: SessionInfo, waiting?: number) => void }) {
  const text = useShellText();
  // A locked screen that was loaded anew goes on counting.
  const asked = useWaiting(false);
  const locale = useLocale();
  const { change } = usePreferences();
  return (
    <main className="gate login">
      <section className="gate-card">
        {asked.data && !asked.error ? <WaitingCriticals asked={asked} play={playSound} silent={false} /> : null}
        <header>
          <Mark size={40} />
          <div>
            <h1>{text('product')}</h1>
            <p>{text('login.lead')}</p>
          </div>
        </header>
        <Credentials onEntered={(session) => onEntered(session, asked.data?.waiting)} submit={text('login')} />
        <footer>
          <button type="button" className="quiet" onClick={() => change({ locale: locale === 'en' ? 'zh-CN' : 'en' })}>
            <Glyph name="language" /> {text('language.other')}
          </button>
        </footer>
      </section>
    </main>
  );
}

interface CredentialsProps {
  submit: string;
  onEntered: (session: SessionInfo) => void;
  /** The only user who may come back, on the lock screen. */
  user?: string;
}

export function Credentials({ submit, onEntered, user: fixedUser }: CredentialsProps) {
  const text = useShellText();
  const locale = useLocale();
  const { query, client } = useApi();
  const [user, setUser] = useState(fixedUser ?? '');
  const [password, setPassword] = useState('');
  const [captchaText, setCaptchaText] = useState('');
  const [withCaptcha, setWithCaptcha] = useState(false);
  const [capsLock, setCapsLock] = useState(false);
  const captcha = useQuery({
    queryKey: query.identity.captcha.key(),
    queryFn: () => client.identity.captcha(),
    enabled: withCaptcha,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const login = useMutation({
    ...query.identity.login.mutationOptions(),
    meta: {
      handles: [
        'LOGIN_FAILED',
        'LOGIN_LOCKED',
        'LOGIN_REQUIRED',
        'CAPTCHA_REQUIRED',
        'UNREACHABLE',
        'OFFLINE_UNAVAILABLE',
        'INPUT_INVALID',
      ],
    },
    onSuccess: onEntered,
    onError: (error) => {
      const { code } = failureOf(error);
      setCaptchaText('');
      if (code === 'LOGIN_FAILED' || code === 'CAPTCHA_REQUIRED' || withCaptcha) {
        setWithCaptcha(true);
        captcha.refetch();
      }
    },
  });
  const failure = login.error ? failureOf(login.error) : null;
  const ready = user.trim() !== '' && password !== '' && (!withCaptcha || captchaText !== '');
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (!ready || login.isPending) return;
    const answer = withCaptcha && captcha.data ? { id: captcha.data.id, text: captchaText.trim() } : undefined;
    login.mutate({ user: user.trim(), password, captcha: answer });
  };
  return (
    <form onSubmit={send} className="credentials" data-testid="login">
      <InputGroup
        size="large"
        leftElement={<Adornment name="person" />}
        placeholder={text('login.user')}
        aria-label={text('login.user')}
        autoComplete="username"
        autoFocus={!fixedUser}
        readOnly={fixedUser !== undefined}
        value={user}
        onValueChange={setUser}
        data-testid="login-user"
      />
      <InputGroup
        size="large"
        leftElement={<Adornment name="key" />}
        type="password"
        placeholder={text('login.password')}
        aria-label={text('login.password')}
        autoComplete="current-password"
        autoFocus={fixedUser !== undefined}
        value={password}
        onValueChange={setPassword}
        onKeyUp={(event) => setCapsLock(event.getModifierState('CapsLock'))}
        data-testid="login-password"
      />
      {withCaptcha ? (
        <div className="captcha">
          <InputGroup
            size="large"
            placeholder={text('login.captcha')}
            aria-label={text('login.captcha')}
            autoComplete="off"
            value={captchaText}
            onValueChange={setCaptchaText}
            data-testid="login-captcha"
          />
          <button type="button" title={text('login.captcha.other')} onClick={() => captcha.refetch()}>
            {captcha.data ? <img alt={text('login.captcha')} src={svgAddress(captcha.data.svg)} /> : text('waiting')}
          </button>
        </div>
      ) : null}
      {capsLock ? <p className="gate-hint">{text('login.capsLock')}</p> : null}
      {failure ? (
        <p className="gate-error" role="alert" data-testid="login-error">
          {sentenceOf(failure, locale) ?? text('failure.unreachable')}
          {(failure.code === 'CAPTCHA_REQUIRED' ? [] : detailLines(failure.detail)).map((line) => (
            <small key={line}>{line}</small>
          ))}
        </p>
      ) : null}
      <Button
        type="submit"
        size="large"
        intent="primary"
        fill
        disabled={!ready}
        loading={login.isPending}
        text={submit}
        data-testid="login-submit"
      />
    </form>
  );
}

function Adornment({ name }: { name: 'person' | 'key' }) {
  return (
    <span className="adornment">
      <Glyph name={name} />
    </span>
  );
}

/** As an image, so that nothing in the SVG can run. */
function svgAddress(svg: string): string {
  return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
}
