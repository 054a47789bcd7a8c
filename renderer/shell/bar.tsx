// The 40 px bar: station, its screens, find and scan box, link and outbox, alerts, person, clock.
import { Menu, MenuDivider, MenuItem, PopoverNext } from '@blueprintjs/core';
import { useEffect, useState } from 'react';
import { useLink } from '../client/link.ts';
import { useCritical } from '../critical/watch.tsx';
import { clock, dateTime } from '../format/time.ts';
import { useLocale } from '../i18n/text.tsx';
import { useShellText } from '../locales/use-shell-text.ts';
import { KeyCap } from '../parts/field.tsx';
import { Glyph } from '../parts/glyph.tsx';
import { useSoundSwitch } from '../parts/use-sound.ts';
import type { ScreenDefinition, StationEntry } from '../station.ts';
import { BarScreens } from './bar-screens.tsx';
import { Mark } from './mark.tsx';
import { PersonMenu } from './person-menu.tsx';
import { routeAddress, useGo } from './route.ts';

interface BarProps {
  entry: StationEntry;
  stations: readonly StationEntry[];
  screens: readonly ScreenDefinition[];
  current: string;
  onFind: () => void;
  onHelp: () => void;
}

export function Bar({ entry, stations, screens, current, onFind, onHelp }: BarProps) {
  const text = useShellText();
  const locale = useLocale();
  return (
    <header className="bar">
      <PopoverNext
        arrow={false}
        placement="bottom-start"
        content={
          <Menu>
            <MenuDivider title={text('stations')} />
            {stations.map((station) => (
              <MenuItem
                key={station.manifest.id}
                text={station.manifest.title[locale]}
                active={station === entry}
                href={routeAddress(station.manifest.id, '')}
              />
            ))}
          </Menu>
        }
      >
        <button type="button" className="bar-station" data-testid="station-menu">
          <Mark size={22} />
          <strong>{entry.manifest.title[locale]}</strong>
          {stations.length > 1 ? <Glyph name="open" size={12} /> : null}
        </button>
      </PopoverNext>
      <BarScreens station={entry.manifest.id} screens={screens} current={current} />
      <button type="button" className="bar-find" onClick={onFind} data-testid="find">
        <Glyph name="search" />
        <span>{text('find.hint')}</span>
        <KeyCap name="Ctrl+K" />
      </button>
      <LinkIndicator screens={screens} />
      <SoundOff />
      <Bell screens={screens} />
      <PersonMenu onHelp={onHelp} />
      <Clock />
    </header>
  );
}

/** Online or not, in icon and word; how many commands wait and how many need a person. */
function LinkIndicator({ screens }: { screens: readonly ScreenDefinition[] }) {
  const text = useShellText();
  const go = useGo();
  const link = useLink();
  const queues = screens.find((screen) => screen.id === 'queues');
  const online = link?.online ?? true;
  const facts = link
    ? [
        [text('link.since'), dateTime(link.since)],
        [text('link.asOf'), link.dataAsOf ? dateTime(link.dataAsOf) : text('none')],
        [text('link.waiting'), String(link.waiting)],
        [text('link.parked'), String(link.parked)],
        [text('link.disk'), link.diskFreeBytes === null ? text('none') : `${(link.diskFreeBytes / 1e9).toFixed(1)} GB`],
      ]
    : [];
  return (
    <PopoverNext
      arrow={false}
      placement="bottom-end"
      content={
        <div className="bar-popup">
          <strong>{online ? text('link.online.long') : text('link.offline.long')}</strong>
          <dl>
            {facts.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
          {queues ? (
            <button type="button" className="link" onClick={() => go('queues')}>
              {text('link.queues')}
            </button>
          ) : null}
        </div>
      }
    >
      <button
        type="button"
        className={`bar-link ${online ? 'is-online' : 'is-offline'}`}
        data-testid="link"
        data-online={online}
      >
        <i className="dot" aria-hidden />
        <span>{online ? text('link.online') : text('link.offline')}</span>
        {link && link.waiting > 0 ? (
          <b className="badge badge-waiting">{text('link.waiting.short', { count: link.waiting })}</b>
        ) : null}
        {link && link.parked > 0 ? (
          <b className="badge badge-waiting">{text('link.parked.short', { count: link.parked })}</b>
        ) : null}
        {link?.diskLow ? <b className="badge badge-critical">{text('link.diskLow')}</b> : null}
      </button>
    </PopoverNext>
  );
}

function Bell({ screens }: { screens: readonly ScreenDefinition[] }) {
  const text = useShellText();
  const go = useGo();
  const { open } = useCritical();
  const hasScreen = screens.some((screen) => screen.id === 'critical');
  return (
    <button
      type="button"
      className={`bar-bell ${open.length > 0 ? 'is-ringing' : ''}`}
      onClick={() => hasScreen && go('critical')}
      aria-label={text('critical.bell', { count: open.length })}
      title={text('critical.bell', { count: open.length })}
      data-testid="bell"
    >
      <Glyph name="alerts" size={16} />
      {open.length > 0 ? <b>{open.length}</b> : null}
    </button>
  );
}

/** Silence is said where everybody looks: who switched it off months ago would otherwise wait for an alarm that never sounds. */
function SoundOff() {
  const text = useShellText();
  const { on, turn } = useSoundSwitch();
  return on ? null : (
    <button
      type="button"
      className="bar-bell is-silent"
      onClick={turn}
      aria-label={text('preferences.sounds.off')}
      title={text('preferences.sounds.off')}
      data-testid="sound-off"
    >
      <Glyph name="soundOff" size={16} /> {text('preferences.sounds.muted')}
    </button>
  );
}

function Clock() {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 1000);
    return () => clearInterval(timer);
  }, []);
  const seconds = String(now.getSeconds()).padStart(2, '0');
  return (
    <time className="bar-clock" dateTime={now.toISOString()} title={dateTime(now.toISOString())}>
      {clock(now.toISOString())}
      <small>{seconds}</small>
    </time>
  );
}
