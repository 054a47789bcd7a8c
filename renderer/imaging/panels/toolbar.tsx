// The strip of tools above the pictures: everything that is used every minute; the rest is in its menus and under keys.
import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import type { ReadingState } from '../../../core/imaging/reading/state.ts';
import { useLocale } from '../../i18n/text.tsx';
import { useSize } from '../../parts/use-size.ts';
import type { RoomActionId } from '../desk/actions.ts';
import { keysOf } from '../desk/bindings.ts';
import { useDesk } from '../desk/desk-context.ts';
import { useObserved } from '../desk/observable.ts';
import { useReadingText } from '../locales/use-reading-text.ts';
import { useReading } from '../reading-store.ts';
import { actionName } from './action-name.ts';
import { ActionIcon } from './icons.tsx';
import { LayoutMenu } from './layout-menu.tsx';
import { Menu } from './menu.tsx';
import { overflowing } from './overflow.ts';
import { PresetItems } from './preset-items.tsx';
import { type ToolbarItemId, toolbarItems } from './toolbar-items.ts';

/** Pixels between two buttons and between two groups, as room.css has them; and what the menu's own button takes. */
const spaces = { button: 1, group: 10 };
const menuRoom = 58;

/** What never had a button. */
const restOfMenu = [
  'link.window',
  'link.placement',
  'corners',
  'overlays',
  'shutter',
  'annotations',
  'zoom.fit',
  'zoom.actual',
  'rotate.degreeLeft',
  'rotate.degreeRight',
  'rotate.upright',
  'header',
  'bindings',
] as const;

function activeViewport(state: ReadingState) {
  return state.viewports[state.active];
}

export function Toolbar({ onAction }: { onAction: (id: RoomActionId) => void }) {
  const desk = useDesk();
  const text = useReadingText();
  const locale = useLocale();
  const tool = useObserved(desk.settings, (settings) => settings.tool);
  const bindings = useObserved(desk.bindings, (value) => value);
  const link = useReading(desk.reading, (state) => state.link);
  const presentation = useReading(desk.reading, (state) => activeViewport(state)?.presentation);
  const playing = useReading(desk.reading, (state) => activeViewport(state)?.cine.playing === true);
  const rate = useReading(desk.reading, (state) => activeViewport(state)?.cine.framesPerSecond ?? 15);
  const panel = useObserved(desk.settings, (settings) => settings.shown);
  const lying = useObserved(
    desk.shown.state,
    ({ presentations, segmentations }) => presentations.length + segmentations.length,
  );
  const [bar, { width: room }] = useSize<HTMLDivElement>();
  const row = useRef<HTMLDivElement>(null);
  const [widths, setWidths] = useState<{ locale: string; of: ReadonlyMap<string, number> } | null>(null);
  const button = (id: RoomActionId, pressed?: boolean) => (
    <button
      key={id}
      type="button"
      className="tool"
      aria-pressed={pressed}
      aria-label={actionName(id, text)}
      title={[actionName(id, text), keysOf(bindings, id)[0]].filter(Boolean).join('  ')}
      data-testid={`do-${id}`}
      onClick={() => onAction(id)}
    >
      <ActionIcon id={id} />
    </button>
  );
  const set = (change: Parameters<typeof desk.reading.dispatch>[0]) => desk.reading.dispatch(change);
  const active = () => desk.reading.current().active;
  const chosen = `tool.${tool}`;
  const left = new Set<ToolbarItemId>([
    ...(desk.readOnly ? (['keyImage'] as const) : []),
    ...(desk.source.recordPicture ? [] : (['picture'] as const)),
    ...(desk.shown.available ? [] : (['shown'] as const)),
  ]);
  const items = toolbarItems(chosen as RoomActionId, left);
  const known = widths?.locale === locale ? widths.of : null;
  const hidden = known && room > 0 ? overflowing(items, known, room - menuRoom, spaces) : new Set<string>();

  // Once a language: all buttons are drawn, measured before the eye sees them, and those without room go into the menu.
  useLayoutEffect(() => {
    if (known || room === 0 || !row.current) return;
    const found = [...row.current.querySelectorAll<HTMLElement>('[data-item]')];
    setWidths({ locale, of: new Map(found.map((one) => [one.dataset.item ?? '', one.offsetWidth])) });
  }, [known, room, locale]);

  const pressed: Partial<Record<ToolbarItemId, boolean>> = {
    invert: presentation?.invert === true,
    cine: playing,
    'link.position': link.scroll === 'position',
    'link.offset': link.scroll === 'offset',
    lines: link.referenceLines,
    shown: panel,
  };
  const isPressed = (id: ToolbarItemId): boolean | undefined => (id.startsWith('tool.') ? id === chosen : pressed[id]);
  const menuItem = (id: RoomActionId) => {
    const state = isPressed(id);
    const words = (
      <>
        <span className="menu-icon">
          <ActionIcon id={id} />
        </span>
        {actionName(id, text)} <kbd>{keysOf(bindings, id)[0]}</kbd>
      </>
    );
    const common = { type: 'button', onClick: () => onAction(id) } as const;
    return state === undefined ? (
      <button key={id} {...common} role="menuitem" data-testid={`menu-${id}`}>
        {words}
      </button>
    ) : (
      <button key={id} {...common} role="menuitemcheckbox" aria-checked={state} data-testid={`menu-${id}`}>
        {words}
      </button>
    );
  };
  const presetMenu = (
    <Menu label={text('presets')} testId="menu-presets">
      <PresetItems onAction={onAction} />
    </Menu>
  );
  const draw = (id: ToolbarItemId): ReactNode => {
    switch (id) {
      case 'menu-presets':
        return presetMenu;
      case 'menu-layout':
        return <LayoutMenu />;
      case 'cine-rate':
        return (
          <label className="cine-rate" title={text('cine.rate', { rate })}>
            <input
              type="range"
              min={1}
              max={60}
              value={rate}
              aria-label={text('cine.rate', { rate })}
              onChange={(event) =>
                set({ kind: 'cine', viewport: active(), change: { framesPerSecond: Number(event.target.value) } })
              }
            />
          </label>
        );
      default:
        return button(id, isPressed(id));
    }
  };
  const visible = items.filter(({ id }) => !hidden.has(id));
  const moved = items.filter(({ id }) => hidden.has(id)).map(({ id }) => id);
  return (
    <div className="reading-tools" role="toolbar" aria-label={text('room')} ref={bar} data-hidden={moved.length}>
      <div className="tool-row" ref={row}>
        {visible.map(({ id, group }, index) => (
          <span key={id} className="tool-item" data-item={id}>
            {draw(id)}
            {id === 'shown' && lying > 0 ? <i className="tool-count">{lying}</i> : null}
            {visible[index + 1] && visible[index + 1]?.group !== group ? <span className="tool-gap" /> : null}
          </span>
        ))}
      </div>
      <Menu label="⋯" testId="menu-more">
        {moved.flatMap((id) => {
          if (id === 'cine-rate') return [menuItem('cine.faster'), menuItem('cine.slower')];
          return id === 'menu-presets' || id === 'menu-layout' ? [] : [menuItem(id)];
        })}
        {moved.length > 0 ? <hr /> : null}
        {restOfMenu.map(menuItem)}
      </Menu>
    </div>
  );
}
