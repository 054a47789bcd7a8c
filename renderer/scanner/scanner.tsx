// The scanner in the window: listens before every field, keeps a burst out of them, and hands the code to whoever is on top.
import { createContext, type ReactNode, useContext, useEffect, useId, useRef, useState } from 'react';
import { isField } from '../keys/actions.tsx';
import { BurstDetector, maximumGapMilliseconds } from './burst.ts';

type ScanHandler = (code: string) => void;
/** `torn`: a burst was mixed with other keys; `unfinished`: a scanner sent no Enter behind its code. No code is handed on. */
export type ScanTrouble = 'torn' | 'unfinished';
type TroubleHandler = (trouble: ScanTrouble) => void;

/** Handlers by depth: the deepest that is mounted gets the code. A dialog without one stops the code (see Modal). */
class ScanRoutes {
  private routes: { id: string; depth: number; handler: ScanHandler }[] = [];

  put(id: string, depth: number, handler: ScanHandler): void {
    this.routes = [...this.routes.filter((route) => route.id !== id), { id, depth, handler }];
  }

  onTrouble: TroubleHandler = () => undefined;

  drop(id: string): void {
    this.routes = this.routes.filter((route) => route.id !== id);
  }

  deliver(code: string): void {
    this.routes.toSorted((a, b) => b.depth - a.depth)[0]?.handler(code);
  }
}

const RoutesContext = createContext<ScanRoutes | null>(null);

/** Takes scans while mounted: depth 0 shell, 1 screen, 2 part of a screen, 3 and more dialogs. */
export function useScan(depth: number, handler: ScanHandler): void {
  const routes = useContext(RoutesContext);
  const id = useId();
  const newest = useRef(handler);
  useEffect(() => {
    newest.current = handler;
  });
  useEffect(() => {
    routes?.put(id, depth, (code) => newest.current(code));
    return () => routes?.drop(id);
  }, [routes, id, depth]);
}

/** Told of scans that could not be taken, once for the window. */
export function useScanTrouble(handler: TroubleHandler): void {
  const routes = useContext(RoutesContext);
  useEffect(() => {
    if (routes) routes.onTrouble = handler;
  });
}

/** Hands a code typed by hand to the same place as a scanned one. */
export function useDeliverScan(): ScanHandler {
  const routes = useContext(RoutesContext);
  return (code) => routes?.deliver(code);
}

export function ScannerProvider({ children }: { children: ReactNode }) {
  const [routes] = useState(() => new ScanRoutes());
  useEffect(
    () =>
      listen(
        window,
        (code) => routes.deliver(code),
        (trouble) => routes.onTrouble(trouble),
      ),
    [routes],
  );
  return <RoutesContext value={routes}>{children}</RoutesContext>;
}

interface FieldState {
  field: HTMLInputElement | HTMLTextAreaElement;
  value: string;
  start: number | null;
  end: number | null;
}

function listen(target: Window, onScan: ScanHandler, onTrouble: TroubleHandler): () => void {
  const detector = new BurstDetector();
  let atStart: FieldState | null = null;
  let before: FieldState | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const onKeyDown = (event: KeyboardEvent) => {
    if (!event.isTrusted || event.repeat || event.ctrlKey || event.altKey || event.metaKey || isState(event.key))
      return;
    clearTimeout(timer);
    const step = detector.feed(characterOf(event), event.timeStamp);
    if ('release' in step && step.release) insert(before?.field ?? null, step.release);
    switch (step.kind) {
      case 'begin':
        before = snapshot(document.activeElement);
        if (step.fresh) atStart = before;
        break;
      case 'hold':
        stop(event);
        break;
      case 'scan':
        stop(event);
        restore(before);
        restore(atStart);
        before = null;
        onScan(step.code);
        return;
      case 'torn':
        stop(event);
        restore(before);
        before = null;
        onTrouble('torn');
        return;
      case 'pass':
        return;
      default:
        step satisfies never;
    }
    timer = setTimeout(() => {
      const { release, unfinished } = detector.expire(performance.now());
      if (release) insert(before?.field ?? null, release);
      if (unfinished) onTrouble('unfinished');
    }, maximumGapMilliseconds * 3);
  };
  const onPointerDown = (event: PointerEvent) => {
    const release = detector.interrupt(event.timeStamp);
    if (release) insert(before?.field ?? null, release);
  };
  // In the capture phase: before any field or shortcut sees the key.
  target.addEventListener('keydown', onKeyDown, { capture: true });
  target.addEventListener('pointerdown', onPointerDown, { capture: true });
  return () => {
    clearTimeout(timer);
    target.removeEventListener('keydown', onKeyDown, { capture: true });
    target.removeEventListener('pointerdown', onPointerDown, { capture: true });
  };
}

/** Keys that only change what others write. */
function isState(key: string): boolean {
  return key === 'Shift' || key === 'CapsLock' || key === 'NumLock';
}

/** With an input method on, `key` is `Process`; digits and letters are then known by the physical key. */
function characterOf(event: KeyboardEvent): string {
  if (event.key !== 'Process') return event.key;
  return /^(?:Key|Digit|Numpad)(\w)$/.exec(event.code)?.[1] ?? '';
}

function stop(event: KeyboardEvent): void {
  event.preventDefault();
  event.stopImmediatePropagation();
}

function snapshot(element: Element | null): FieldState | null {
  if (!isField(element)) return null;
  return { field: element, value: element.value, start: element.selectionStart, end: element.selectionEnd };
}

function restore(state: FieldState | null): void {
  if (!state || state.field.value === state.value) return;
  write(state.field, state.value);
  if (state.start !== null) state.field.setSelectionRange(state.start, state.end);
}

function insert(field: FieldState['field'] | null, text: string): void {
  if (!field?.isConnected || document.activeElement !== field) return;
  const at = field.selectionStart ?? field.value.length;
  const next = field.value.slice(0, at) + text + field.value.slice(field.selectionEnd ?? at);
  write(field, next);
  if (field.selectionStart !== null) field.setSelectionRange(at + text.length, at + text.length);
}

/** Through the prototype's setter, else React does not notice the change. */
function write(field: FieldState['field'], value: string): void {
  const prototype = field instanceof HTMLTextAreaElement ? HTMLTextAreaElement.prototype : HTMLInputElement.prototype;
  Object.getOwnPropertyDescriptor(prototype, 'value')?.set?.call(field, value);
  field.dispatchEvent(new Event('input', { bubbles: true }));
}
