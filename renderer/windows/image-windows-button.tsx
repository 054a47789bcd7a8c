// The act that opens an image window, as a button with its key, and the number of those that are open.
import { useEffect, useRef } from 'react';
import { mostImageWindows } from '../../core/imaging/windows/address.ts';
import { Observable, useObserved } from '../imaging/desk/observable.ts';
import { useActions } from '../keys/actions.tsx';
import { Glyph } from '../parts/glyph.tsx';
import { useToasts } from '../shell/toasts.tsx';
import { useMainDesk } from './desk-provider.tsx';
import { openImageWindow } from './open-window.ts';
import { listenToMenu } from './shell-door.ts';
import { useWindowText } from './texts.ts';
import './windows.css';

const checkMilliseconds = 500;
const none = new Observable<readonly number[]>([]);
const key = 'Alt+N';

export function ImageWindowsButton() {
  const text = useWindowText();
  const desk = useMainDesk();
  const { show } = useToasts();
  const places = useObserved(desk?.places ?? none, (value) => value);
  const count = places.length;
  useEffect(() => {
    if (!desk || count === 0) return;
    // A window that the person closed says nothing.
    const timer = setInterval(() => desk.count(), checkMilliseconds);
    return () => clearInterval(timer);
  }, [desk, count]);
  const open = async () => {
    const place = desk?.freePlace() ?? null;
    if (!desk || place === null) {
      show({ tone: 'waiting', title: text('full', { most: mostImageWindows }) });
      return;
    }
    const opened = await openImageWindow(window, desk.id, place);
    if (opened) desk.add(place, opened);
    else show({ tone: 'waiting', title: text('blocked'), lines: [text('blocked.do')] });
  };
  const newest = useRef(open);
  newest.current = open;
  useEffect(
    () =>
      listenToMenu(window, (command) => {
        if (command === 'imageWindow') void newest.current();
      }),
    [],
  );
  useActions({ title: text('open'), depth: 1 }, [
    { id: 'imageWindow', label: text('open.title'), keys: [key], run: () => void open() },
    {
      id: 'closeImageWindows',
      label: text('close'),
      keys: ['Alt+Shift+N'],
      run: () => desk?.closeWindows(),
      off: count === 0 ? text('close.none') : null,
    },
  ]);
  return (
    <button
      type="button"
      className="image-windows-button"
      title={`${text('open.title')}  ${key}`}
      onClick={() => void open()}
      data-testid="open-image-window"
      data-count={count}
    >
      <Glyph name="screens" size={14} />
      {count > 0 ? text('open.count', { count }) : text('open')}
    </button>
  );
}
