// Somebody came in without the server, and the server is back: the station takes them to it by itself where it can, else they are asked for
// their password once, beside their work. Until then no alarm and nothing new comes here, and the strip says so.
import { Button } from '@blueprintjs/core';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import type { SessionInfo } from '../../core/identity/contract.ts';
import { useLink } from '../client/link.ts';
import { useApi } from '../client/provider.tsx';
import { useSession } from '../client/session.tsx';
import { useShellText } from '../locales/use-shell-text.ts';
import { Glyph } from '../parts/glyph.tsx';
import { Modal } from '../parts/modal.tsx';
import { useSound } from '../parts/use-sound.ts';
import { Credentials } from './login.tsx';

export function ComeOnline() {
  const text = useShellText();
  const session = useSession();
  const link = useLink();
  const { client, query } = useApi();
  const queries = useQueryClient();
  const playSound = useSound();
  const [asks, setAsks] = useState(false);
  const [open, setOpen] = useState(false);
  const waits = session.offline && link?.online === true;

  const enter = useCallback(
    (info: SessionInfo) => {
      setAsks(false);
      setOpen(false);
      queries.setQueryData(query.identity.me.queryKey(), info);
      // What was answered by the station alone is asked of the server.
      void queries.invalidateQueries();
    },
    [queries, query],
  );
  useEffect(() => {
    if (!waits) return setAsks(false);
    let left = false;
    const ask = () => {
      if (left) return;
      setAsks(true);
      playSound('attention');
    };
    client.identity.me().then((info) => {
      if (!left && info && !info.offline) enter(info);
      else ask();
    }, ask);
    return () => {
      left = true;
    };
  }, [waits, client, enter, playSound]);

  if (!asks) return null;
  return (
    <div className="strip strip-login" role="alert" data-testid="come-online">
      <Glyph name="warning" />
      <strong>{text('comeOnline.title')}</strong>
      <span>{text('comeOnline.why')}</span>
      <Button size="small" intent="primary" text={text('comeOnline')} onClick={() => setOpen(true)} />
      {open ? (
        <Modal title={text('comeOnline')} onClose={() => setOpen(false)} width={420}>
          <Credentials user={session.person.user} submit={text('comeOnline')} onEntered={enter} />
        </Modal>
      ) : null}
    </div>
  );
}
