// The way from screen to screen: one row in the bar; where they are too many for it, their groups there and the open group's screens in a row below.
import { useRef } from 'react';
import { useLocale } from '../i18n/text.tsx';
import { useShellText } from '../locales/use-shell-text.ts';
import { Glyph } from '../parts/glyph.tsx';
import type { ScreenDefinition } from '../station.ts';
import { routeAddress } from './route.ts';
import { groupsOf } from './screen-groups.ts';

interface BarScreensProps {
  station: string;
  screens: readonly ScreenDefinition[];
  current: string;
}

export function BarScreens({ station, screens, current }: BarScreensProps) {
  const text = useShellText();
  const locale = useLocale();
  const groups = groupsOf(screens);
  // Back in a group one finds the screen that one left.
  const left = useRef<Record<string, string>>({});
  const open = screens.find(({ id }) => id === current);
  if (open?.group) left.current[open.group.id] = open.id;
  return (
    <nav className="bar-screens" aria-label={text('screens')}>
      {groups.length === 0
        ? screens.map((screen) => <ScreenLink key={screen.id} station={station} screen={screen} current={current} />)
        : groups.map(({ group, screens: inside }) => (
            <a
              key={group.id}
              href={routeAddress(station, left.current[group.id] ?? inside[0]?.id ?? '')}
              aria-current={open?.group?.id === group.id ? 'true' : undefined}
              data-testid={`open-group-${group.id}`}
            >
              <Glyph name={group.glyph} />
              <span>{group.title[locale]}</span>
              {inside.map(({ id, useBadge }) => useBadge && <Badge key={id} useBadge={useBadge} />)}
            </a>
          ))}
    </nav>
  );
}

/** The screens of the open group; nothing where there are no groups. */
export function GroupScreens({ station, screens, current }: BarScreensProps) {
  const locale = useLocale();
  const open = groupsOf(screens).find((each) => each.screens.some(({ id }) => id === current));
  if (!open) return null;
  return (
    <nav className="group-screens" aria-label={open.group.title[locale]} data-testid="group-screens">
      {open.screens.map((screen) => (
        <ScreenLink key={screen.id} station={station} screen={screen} current={current} />
      ))}
    </nav>
  );
}

function ScreenLink({ station, screen, current }: { station: string; screen: ScreenDefinition; current: string }) {
  const locale = useLocale();
  return (
    <a
      href={routeAddress(station, screen.id)}
      aria-current={screen.id === current ? 'page' : undefined}
      title={screen.keys ? `${screen.title[locale]} (${screen.keys})` : screen.title[locale]}
      data-testid={`open-${screen.id}`}
    >
      <Glyph name={screen.glyph} />
      <span>{screen.title[locale]}</span>
      {screen.useBadge ? <Badge useBadge={screen.useBadge} /> : null}
    </a>
  );
}

function Badge({ useBadge }: { useBadge: NonNullable<ScreenDefinition['useBadge']> }) {
  const { count, tone } = useBadge();
  return count > 0 ? <b className={`badge badge-${tone}`}>{count}</b> : null;
}
