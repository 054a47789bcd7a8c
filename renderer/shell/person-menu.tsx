// The person: who is logged in, their settings of this window, password, sessions, lock and logout.
import { Menu, MenuDivider, MenuItem, PopoverNext } from '@blueprintjs/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Right } from '../../core/identity/rights.ts';
import { useApi } from '../client/provider.tsx';
import { useSession } from '../client/session.tsx';
import { usePreferences } from '../i18n/preferences.tsx';
import { pickName, useLocale } from '../i18n/text.tsx';
import { useActions } from '../keys/actions.tsx';
import { useShellText } from '../locales/use-shell-text.ts';
import { Glyph } from '../parts/glyph.tsx';
import { Modal } from '../parts/modal.tsx';
import { useSoundSwitch } from '../parts/use-sound.ts';
import { MyCertificate } from '../signing/my-certificate.tsx';
import { useSigningText } from '../signing/texts.ts';
import { PasswordForm } from './change-password.tsx';
import { useLeave } from './leave.ts';
import { Sessions } from './sessions.tsx';
import { useToasts } from './toasts.tsx';

/** Who writes or releases reports of exams may sign with a certificate. */
const signers: readonly Right[] = ['radiology.write', 'radiology.review', 'ecg.write', 'ecg.review'];

export function PersonMenu({ onHelp }: { onHelp: () => void }) {
  const text = useShellText();
  const signingText = useSigningText();
  const locale = useLocale();
  const session = useSession();
  const { client, query } = useApi();
  const queries = useQueryClient();
  const { show } = useToasts();
  const { leave, lock } = useLeave();
  const { preferences, change } = usePreferences();
  const sound = useSoundSwitch();
  const [open, setOpen] = useState<'password' | 'sessions' | 'certificate' | null>(null);
  const logout = () => {
    client.identity.logout().then(leave, leave);
  };
  useActions({ title: text('shell'), depth: 0 }, [
    { id: 'lock', label: text('lock.now'), keys: ['Ctrl+Alt+L'], run: lock },
    { id: 'language', label: text('language.other'), run: () => change({ locale: locale === 'en' ? 'zh-CN' : 'en' }) },
    { id: 'large', label: text('preferences.largeText'), run: () => change({ largeText: !preferences.largeText }) },
    { id: 'logout', label: text('logout'), run: logout },
  ]);
  const theme = preferences.theme === 'dark' ? 'light' : 'dark';
  const { person, hospital, workstation, rights } = session;
  const signs = signers.some((right) => rights.includes(right));
  return (
    <>
      <PopoverNext
        arrow={false}
        placement="bottom-end"
        content={
          <Menu className="person-menu">
            <li className="person-card">
              <strong>{person.name}</strong>
              <span>{[person.title, person.user].filter(Boolean).join(' · ')}</span>
              <span>{pickName(locale, hospital)}</span>
              <span>{workstation ? workstation.name : text('workstation.none')}</span>
              {session.offline ? <span>{text('session.offline')}</span> : null}
            </li>
            <MenuDivider />
            <MenuItem
              text={text('language.other')}
              icon={<Glyph name="language" />}
              onClick={() => change({ locale: locale === 'en' ? 'zh-CN' : 'en' })}
              data-testid="language"
            />
            <MenuItem
              text={text('preferences.largeText')}
              icon={<Glyph name={preferences.largeText ? 'yes' : 'blank'} />}
              onClick={() => change({ largeText: !preferences.largeText })}
            />
            <MenuItem
              text={text(theme === 'dark' ? 'preferences.dark' : 'preferences.light')}
              icon={<Glyph name="settings" />}
              onClick={() => change({ theme })}
            />
            <MenuItem
              text={text('preferences.sounds')}
              icon={<Glyph name={sound.on ? 'yes' : 'blank'} />}
              onClick={sound.turn}
              data-testid="sounds"
            />
            <MenuItem text={text('help')} icon={<Glyph name="help" />} label="F1" onClick={onHelp} />
            <MenuDivider />
            <MenuItem text={text('password.title')} icon={<Glyph name="key" />} onClick={() => setOpen('password')} />
            {signs ? (
              <MenuItem
                text={signingText('mine')}
                icon={<Glyph name="identity" />}
                onClick={() => setOpen('certificate')}
                data-testid="my-certificate-open"
              />
            ) : null}
            <MenuItem
              text={text('sessions')}
              icon={<Glyph name="history" />}
              onClick={() => setOpen('sessions')}
              data-testid="sessions"
            />
            <MenuItem text={text('lock.now')} icon={<Glyph name="lock" />} label="Ctrl+Alt+L" onClick={lock} />
            <MenuItem text={text('logout')} icon={<Glyph name="logout" />} onClick={logout} data-testid="logout" />
          </Menu>
        }
      >
        <button type="button" className="bar-person" data-testid="person-menu">
          <Glyph name="person" />
          <span>{person.name}</span>
          <Glyph name="open" size={12} />
        </button>
      </PopoverNext>
      {open === 'password' ? (
        <Modal title={text('password.title')} onClose={() => setOpen(null)} width={420}>
          <PasswordForm
            onCancel={() => setOpen(null)}
            onChanged={(changed) => {
              queries.setQueryData(query.identity.me.queryKey(), changed);
              setOpen(null);
              show({ tone: 'done', title: text('password.done') });
            }}
          />
        </Modal>
      ) : null}
      {open === 'certificate' ? <MyCertificate onClose={() => setOpen(null)} /> : null}
      {open === 'sessions' ? <Sessions onClose={() => setOpen(null)} /> : null}
    </>
  );
}
