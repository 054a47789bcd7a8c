// The windows that suit the picture in view, and the colour maps: mounted while their menu is open, so that scrolling does not draw them.
import { colourMapIds } from '../../../core/imaging/colour-map.ts';
import { stackOf } from '../../../core/imaging/reading/state.ts';
import { useLocale } from '../../i18n/text.tsx';
import type { RoomActionId } from '../desk/actions.ts';
import { keysOf } from '../desk/bindings.ts';
import { useDesk } from '../desk/desk-context.ts';
import { useObserved } from '../desk/observable.ts';
import { applyPreset, roomPresets } from '../desk/presets-in-room.ts';
import { useReadingText } from '../locales/use-reading-text.ts';
import { useReading } from '../reading-store.ts';

/** There are nine keys. */
const keyed = 9;

/** Those that suit the picture in view: the reader's, the department's, the object's, the suite's. */
export function PresetButtons() {
  const desk = useDesk();
  const text = useReadingText();
  const locale = useLocale();
  const viewport = useReading(desk.reading, (state) => state.viewports[state.active]);
  const stack = useReading(desk.reading, (state) => (viewport ? stackOf(state, viewport) : null));
  // A department's come after the room is open.
  useObserved(desk.setup.state, (value) => value);
  const frame = stack?.frames[viewport?.index ?? 0];
  const presets = frame ? roomPresets(desk, frame) : [];
  return presets.map((preset, index) => (
    <button
      key={`${preset.origin} ${preset.id}`}
      type="button"
      role="menuitem"
      data-testid={`preset-${preset.id}`}
      onClick={() => applyPreset(desk, desk.reading.current().active, preset)}
    >
      <kbd>{index < keyed ? index + 1 : ''}</kbd> {preset.name[locale]} <small>{preset.words}</small>
      {preset.origin === 'person' || preset.origin === 'department' ? (
        <small className="preset-origin">{text(`setup.${preset.origin}`)}</small>
      ) : null}
    </button>
  ));
}

export function PresetItems({ onAction }: { onAction: (id: RoomActionId) => void }) {
  const desk = useDesk();
  const text = useReadingText();
  const bindings = useObserved(desk.bindings, (value) => value);
  const viewport = useReading(desk.reading, (state) => state.viewports[state.active]);
  return (
    <>
      <PresetButtons />
      {(['window.auto', 'window.own', 'presets'] as const).map((id) => (
        <button key={id} type="button" role="menuitem" onClick={() => onAction(id)}>
          <kbd>{keysOf(bindings, id)[0]}</kbd> {text(`action.${id}`)}
        </button>
      ))}
      <hr />
      {colourMapIds.map((id) => (
        <button
          key={id}
          type="button"
          role="menuitemradio"
          aria-checked={viewport?.presentation.colours === id}
          onClick={() =>
            desk.reading.dispatch({
              kind: 'present',
              viewport: desk.reading.current().active,
              change: { colours: id },
            })
          }
        >
          {text(`colours.${id}`)}
        </button>
      ))}
    </>
  );
}
