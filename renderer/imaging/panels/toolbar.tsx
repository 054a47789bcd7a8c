// The strip of tools above the pictures: everything that is used every minute; the rest is in its menus and under keys.
import { useRef } from 'react';
import { colourMapIds } from '../../../core/imaging/colour-map.ts';
import { presetsFor } from '../../../core/imaging/presets.ts';
import { type ReadingState, seriesOf, stackOf } from '../../../core/imaging/reading/state.ts';
import { useLocale } from '../../i18n/text.tsx';
import { isDragOrDrawn, type RoomActionId } from '../desk/actions.ts';
import { keysOf } from '../desk/bindings.ts';
import { useDesk } from '../desk/desk-context.ts';
import { useObserved } from '../desk/observable.ts';
import { useReadingText } from '../locales/use-reading-text.ts';
import { useReading } from '../reading-store.ts';
import { actionName } from './action-name.ts';
import { ActionIcon } from './icons.tsx';
import { LayoutMenu } from './layout-menu.tsx';
import { Menu } from './menu.tsx';

const viewTools = ['tool.window', 'tool.scroll', 'tool.zoom', 'tool.pan', 'tool.magnifier', 'tool.crosshair'] as const;
const lineTools = ['tool.length', 'tool.angle', 'tool.cobb', 'tool.bidirectional'] as const;
const moreTools = [
  'tool.ellipse',
  'tool.rectangle',
  'tool.circle',
  'tool.polygon',
  'tool.freehand',
  'tool.probe',
  'tool.arrow',
  'tool.text',
  'tool.cardiothoracic',
] as const;
const turns = ['rotate.left', 'rotate.right', 'flip.horizontal', 'flip.vertical', 'invert', 'reset'] as const;

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
  const series = useReading(desk.reading, (state) => {
    const viewport = activeViewport(state);
    const stack = viewport && stackOf(state, viewport);
    return stack ? seriesOf(state, stack) : null;
  });
  const bar = useRef<HTMLDivElement>(null);
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
  const isTool = (id: RoomActionId) => isDragOrDrawn(id) && id === `tool.${tool}`;
  const presets = series ? presetsFor(series.modality, `${series.bodyPart} ${series.description}`) : [];
  const set = (change: Parameters<typeof desk.reading.dispatch>[0]) => desk.reading.dispatch(change);
  const active = () => desk.reading.current().active;
  return (
    <div className="reading-tools" role="toolbar" aria-label={text('room')} ref={bar}>
      {button('strip', undefined)}
      <span className="tool-gap" />
      {viewTools.map((id) => button(id, isTool(id)))}
      <span className="tool-gap" />
      {lineTools.map((id) => button(id, isTool(id)))}
      {moreTools.map((id) => button(id, isTool(id)))}
      <span className="tool-gap" />
      {button('undo')}
      {button('redo')}
      {button('clear')}
      <span className="tool-gap" />
      <Menu label={text('presets')} testId="menu-presets">
        {presets.map((preset, index) => (
          <button key={preset.id} type="button" role="menuitem" onClick={() => onAction(`preset.${(index + 1) as 1}`)}>
            <kbd>{index + 1}</kbd> {preset.name[locale]} <small>{`${preset.width} / ${preset.center}`}</small>
          </button>
        ))}
        <button type="button" role="menuitem" onClick={() => onAction('window.auto')}>
          <kbd>{keysOf(bindings, 'window.auto')[0]}</kbd> {text('action.window.auto')}
        </button>
        <button type="button" role="menuitem" onClick={() => onAction('window.own')}>
          <kbd>{keysOf(bindings, 'window.own')[0]}</kbd> {text('action.window.own')}
        </button>
        <hr />
        {colourMapIds.map((id) => (
          <button
            key={id}
            type="button"
            role="menuitemradio"
            aria-checked={presentation?.colours === id}
            onClick={() => set({ kind: 'present', viewport: active(), change: { colours: id } })}
          >
            {text(`colours.${id}`)}
          </button>
        ))}
      </Menu>
      {turns.map((id) => button(id, id === 'invert' ? presentation?.invert === true : undefined))}
      <span className="tool-gap" />
      {button('cine', playing)}
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
      <span className="tool-gap" />
      {button('link.position', link.scroll === 'position')}
      {button('link.offset', link.scroll === 'offset')}
      {button('lines', link.referenceLines)}
      <span className="tool-gap" />
      <LayoutMenu />
      {button('volume')}
      {button('protocols')}
      {desk.readOnly ? null : button('keyImage')}
      <span className="tool-gap" />
      <Menu label="⋯" testId="menu-more">
        {(
          [
            'link.window',
            'link.placement',
            'corners',
            'overlays',
            'shutter',
            'annotations',
            'zoom.fit',
            'zoom.actual',
            'bindings',
          ] as const
        ).map((id) => (
          <button key={id} type="button" role="menuitem" onClick={() => onAction(id)}>
            <kbd>{keysOf(bindings, id)[0]}</kbd> {actionName(id, text)}
          </button>
        ))}
      </Menu>
    </div>
  );
}
