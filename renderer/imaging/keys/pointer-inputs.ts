// Mouse buttons and wheels that a reader bound: they do what they are bound to, and nothing of what they meant before.
import { isOverPicturesOnly, mouseInput, wheelInput } from '../../keys/own-bindings.ts';

/** One notch, in the pixels that browsers report. */
const notch = 100;
const picture = '.viewport, .volume-view';

/**
 * @param isBound whether the input is taken at all
 * @param everywhere also what is bound over pictures only, e.g. while the person shows which input it is to be
 * @param act called once for a press or a notch of what is taken
 */
export function listenToPointer(
  owner: Window,
  isBound: (input: string) => boolean,
  everywhere: () => boolean,
  act: (input: string) => void,
): () => void {
  let travelled = 0;
  const bound = (input: string | null, target: EventTarget | null): input is string =>
    input !== null &&
    isBound(input) &&
    (everywhere() || !isOverPicturesOnly(input) || (target instanceof Element && target.closest(picture) !== null));
  const stop = (event: Event) => {
    // Prevented, a pointer's press would have no mouse press behind it.
    if (event.type !== 'pointerdown') event.preventDefault();
    event.stopPropagation();
  };
  const taken = new Set<number>();
  const press = (event: MouseEvent) => {
    const input = mouseInput(event);
    const isDown = event.type === 'mousedown';
    if (isDown) taken.delete(event.button);
    // What was taken at the press is taken to its end, whatever the press has changed: a released side button would go back a page.
    if (!bound(input, event.target) && !taken.has(event.button)) return;
    stop(event);
    if (!isDown || input === null) return;
    // The pointer's event comes first and only for the first button; the mouse's comes for each.
    taken.add(event.button);
    act(input);
  };
  const turn = (event: WheelEvent) => {
    const travel = event.deltaMode === 1 ? event.deltaY * 33 : event.deltaY || event.deltaX;
    const input = wheelInput(event, travel < 0 ? 'Up' : 'Down');
    if (travel === 0 || !bound(input, event.target)) return;
    stop(event);
    travelled = Math.sign(travel) === Math.sign(travelled) ? travelled + travel : travel;
    for (; Math.abs(travelled) >= notch; travelled -= Math.sign(travelled) * notch) act(input);
  };
  // Going back and forward in the page's history happens at the release.
  const presses = ['pointerdown', 'mousedown', 'mouseup', 'auxclick', 'contextmenu'] as const;
  for (const name of presses) owner.addEventListener(name, press, { capture: true });
  owner.addEventListener('wheel', turn, { capture: true, passive: false });
  return () => {
    for (const name of presses) owner.removeEventListener(name, press, { capture: true });
    owner.removeEventListener('wheel', turn, { capture: true });
  };
}
