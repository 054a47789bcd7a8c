// The embedded request form as a whole: opening, the form, what became of it, or a plain word why it does not open.
import { useCallback, useEffect, useState } from 'react';
import type { RemoteForm } from '../../core/orders/remote-link.ts';
import { clock } from '../format/time.ts';
import { LanguageButton } from './language-button.tsx';
import { RequestForm } from './remote-request-form.tsx';
import { openForm, type RequestPlace, type RequestRefusal } from './remote-request-link.ts';
import { useRequestPageText } from './remote-request-texts.ts';

type State = { form: RemoteForm } | { refused: RequestRefusal };

export function RemoteRequestPage({ place }: { place: RequestPlace }) {
  const text = useRequestPageText();
  const token = 'token' in place ? place.token : null;
  const [state, setState] = useState<State | null>('refused' in place ? place : null);
  const load = useCallback(async () => {
    if (token === null) return;
    const answer = await openForm(token);
    if (!('failed' in answer)) setState({ form: answer });
    else if (answer.failed === 'LOGIN_REQUIRED') setState({ refused: 'expired' });
    else setState((before) => (before && 'form' in before ? before : { refused: 'offline' }));
  }, [token]);
  useEffect(() => {
    void load();
  }, [load]);
  // The server's clock decides, counted on from its answer; what is shown goes with the link.
  const left = state && 'form' in state ? Date.parse(state.form.expiresAt) - Date.parse(state.form.now) : null;
  useEffect(() => {
    if (left === null) return;
    const timer = setTimeout(() => setState({ refused: 'expired' }), left);
    return () => clearTimeout(timer);
  }, [left]);

  if (!state)
    return (
      <main className="request-word" role="status">
        <p>{text('loading')}</p>
      </main>
    );
  if ('refused' in state)
    return (
      <main className="request-word" role="alert" data-testid="request-refused" data-refusal={state.refused}>
        <h1>{text(`refused.${state.refused}`)}</h1>
        <p>{text(`refused.${state.refused}.more`)}</p>
        {state.refused === 'offline' ? (
          <button type="button" className="request-button" onClick={() => void load()}>
            {text('retry')}
          </button>
        ) : null}
        <LanguageButton />
      </main>
    );
  const { form } = state;
  return (
    <main className="request-page" data-testid="request-page">
      <header>
        <h1>{text('title')}</h1>
        <span>{text('by', { user: form.user, system: form.system })}</span>
        <span className="request-expires">{text('expires', { time: clock(form.expiresAt) })}</span>
        <LanguageButton />
      </header>
      <RequestForm
        form={form}
        token={token ?? ''}
        onForm={(after) => setState({ form: after })}
        onExpired={() => setState({ refused: 'expired' })}
        onReload={() => void load()}
      />
    </main>
  );
}
