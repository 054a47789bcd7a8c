// Actions: what can be done now, with its key. One registry feeds the keyboard, the status line, the F1 overlay and the Ctrl+K finder.
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { ButtonKeys } from './button-keys.ts';
import { belongsToField, keyName } from './key-name.ts';
import { isCareful, noOwnBindings, type OwnBindings } from './own-bindings.ts';

export interface Action {
  id: string;
  label: string;
  /** Names as keyName gives them; the first is the one that is shown. */
  keys?: readonly string[];
  run: () => void;
  /** Why it cannot be done now; such an action is shown switched off. */
  off?: string | null;
  /** Shown in the status line. */
  main?: boolean;
  /** Keys that only move about: listed in F1, not in the finder. */
  movement?: boolean;
}

interface Layer {
  id: string;
  /** A dialog hides the actions below it, but what is global stays; a lock hides everything. */
  modal: 'no' | 'dialog' | 'lock';
  depth: number;
  title: string;
  actions: readonly Action[];
}

/** Holds the layers of actions; components register theirs, one listener runs them. */
export class ActionRegistry {
  private layers: readonly Layer[] = [];
  /** As they were given, with the shipped keys. */
  private shipped: readonly Layer[] = [];
  private own: OwnBindings = noOwnBindings;
  /** Asks the person before a careful act; null: nobody asks, and nothing is done. */
  ask: ((action: Action) => void) | null = null;
  /** Says why an action is off. */
  refused: (action: Action) => void = () => undefined;
  private version = 0;
  private listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  /** Changes whenever what is shown of the actions changes. */
  readonly current = (): number => this.version;

  put(layer: Layer): void {
    const before = this.shipped.find((other) => other.id === layer.id);
    const others = this.shipped.filter((other) => other.id !== layer.id);
    this.shipped = [...others, layer].sort((a, b) => a.depth - b.depth);
    this.layers = this.shipped.map((one) => this.withOwnKeys(one));
    if (!before || signature(before) !== signature(layer)) this.announce();
  }

  drop(id: string): void {
    this.shipped = this.shipped.filter((layer) => layer.id !== id);
    this.layers = this.layers.filter((layer) => layer.id !== id);
    this.announce();
  }

  /** The person's own keys take the place of the shipped ones everywhere, also where they are shown. */
  setOwn(own: OwnBindings): void {
    this.own = own;
    this.layers = this.shipped.map((one) => this.withOwnKeys(one));
    this.announce();
  }

  /** An action that is offered now. */
  byId(id: string): Action | null {
    for (const layer of this.active()) {
      const found = layer.actions.find((action) => action.id === id);
      if (found) return found;
    }
    return null;
  }

  /** Whether this key fires a careful act only because the person bound it so. */
  mustAsk(id: string, key: string): boolean {
    if (!isCareful(id) || !this.own.keys[id]?.includes(key)) return false;
    return !this.shipped.some((layer) => layer.actions.some((one) => one.id === id && one.keys?.includes(key)));
  }

  /** What is printed on a button that does the action of this shipped key: the person's own, '' for none, the shipped one else. */
  shownFor(shipped: string): string {
    for (const layer of this.shipped.toReversed()) {
      const action = layer.actions.find(({ keys }) => keys?.includes(shipped));
      const own = action && this.own.keys[action.id];
      if (action) return own === undefined ? shipped : (own[0] ?? '');
    }
    return shipped;
  }

  private withOwnKeys(layer: Layer): Layer {
    const isTouched = layer.actions.some(({ id }) => this.own.keys[id]);
    if (!isTouched) return layer;
    return { ...layer, actions: layer.actions.map((one) => ({ ...one, keys: this.own.keys[one.id] ?? one.keys })) };
  }

  /** Layers that count now, top first: down to the uppermost dialog, and the global ones. */
  active(): Layer[] {
    const lock = this.layers.find((layer) => layer.modal === 'lock');
    if (lock) return [lock];
    const top = this.layers.findLastIndex((layer) => layer.modal === 'dialog');
    return this.layers.filter((layer, index) => index >= top || layer.depth === 0).reverse();
  }

  /** What counts when the uppermost dialog is closed. */
  below(): Layer[] {
    const dialogs = this.layers.filter((layer) => layer.modal === 'dialog');
    const last = dialogs.at(-1);
    const next = this.layers.findLastIndex((layer) => layer.modal === 'dialog' && layer !== last);
    return this.layers.filter((layer, index) => layer !== last && (index >= next || layer.depth === 0)).reverse();
  }

  find(name: string): Action | null {
    for (const layer of this.active()) {
      const found = layer.actions.find((action) => action.keys?.includes(name));
      if (found) return found;
    }
    return null;
  }

  private announce(): void {
    this.version += 1;
    for (const listener of this.listeners) listener();
  }
}

function signature(layer: Layer): string {
  return layer.actions.map((a) => `${a.id}|${a.label}|${a.keys?.join(' ')}|${a.off ?? ''}|${a.main ?? ''}`).join('\n');
}

/** By a pedal, a mouse button, or a key in another window: what is careful is asked about first. */
export function byOwnBinding(registry: ActionRegistry, actionId: string): void {
  const action = registry.byId(actionId);
  if (!action) return;
  if (action.off) registry.refused(action);
  else if (isCareful(action.id)) registry.ask?.(action);
  else action.run();
}

const RegistryContext = createContext<ActionRegistry | null>(null);

export function useActionRegistry(): ActionRegistry {
  const registry = useContext(RegistryContext);
  if (!registry) throw new Error('ActionsProvider is missing');
  return registry;
}

export function ActionsProvider(props: { children: ReactNode; onRefused: (action: Action) => void }) {
  const [registry] = useState(() => new ActionRegistry());
  const refused = useRef(props.onRefused);
  refused.current = props.onRefused;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      const name = keyName(event);
      if (isField(event.target) && belongsToField(name) && !isIdleInLine(event.target, name)) return;
      if (ownKeys(event.target, name)) return;
      const action = registry.find(name);
      if (!action) return;
      event.preventDefault();
      if (event.repeat && !action.movement) return;
      if (action.off) refused.current(action);
      else if (registry.mustAsk(action.id, name)) registry.ask?.(action);
      else action.run();
    };
    // Before the buttons themselves hear of it.
    const buttons = new ButtonKeys();
    const beforeButtons = (event: KeyboardEvent) => {
      if (!buttons.pressed(event) || !isButton(event.target)) return;
      onKeyDown(event);
      event.stopPropagation();
    };
    const afterButtons = (event: KeyboardEvent) => {
      if (buttons.released(event) && isButton(event.target)) event.stopPropagation();
    };
    window.addEventListener('keydown', beforeButtons, { capture: true });
    window.addEventListener('keyup', afterButtons, { capture: true });
    window.addEventListener('keydown', onKeyDown);
    return () => {
      window.removeEventListener('keydown', beforeButtons, { capture: true });
      window.removeEventListener('keyup', afterButtons, { capture: true });
      window.removeEventListener('keydown', onKeyDown);
    };
  }, [registry]);
  useEffect(() => {
    registry.refused = (action) => refused.current(action);
  }, [registry]);
  return <RegistryContext value={registry}>{props.children}</RegistryContext>;
}

export function isField(target: EventTarget | null): target is HTMLInputElement | HTMLTextAreaElement {
  if (target instanceof HTMLTextAreaElement) return !target.readOnly;
  if (target instanceof HTMLInputElement) return !/^(checkbox|radio|button|submit|range|file)$/.test(target.type);
  return target instanceof HTMLElement && target.isContentEditable;
}

const isButton = (target: EventTarget | null): boolean =>
  target instanceof HTMLButtonElement || target instanceof HTMLAnchorElement;

/** A field of one line has no pages: what pages through a recording does so from there too. */
const isIdleInLine = (target: EventTarget | null, name: string): boolean =>
  /^Page(Up|Down)$/.test(name) && target instanceof HTMLInputElement && /^(text|search)$/.test(target.type);

/** Keys that a focused button, link, box or select takes for itself. */
function ownKeys(target: EventTarget | null, name: string): boolean {
  if (target instanceof HTMLSelectElement) return belongsToField(name);
  if (target instanceof HTMLInputElement) return name === 'Space';
  return isButton(target) && (name === 'Enter' || name === 'Space');
}

/** A shipped key as this person has it; where nobody has bindings, e.g. behind a clinician's link, as it is. */
export function useShownKey(shipped: string): string {
  const registry = useContext(RegistryContext);
  return useSyncExternalStore(registry?.subscribe ?? never, () => registry?.shownFor(shipped) ?? shipped);
}
const never = () => () => undefined;

interface LayerOptions {
  title: string;
  /** 0 shell, 1 screen, 2 a part of a screen, 3 and more dialogs. */
  depth: number;
  modal?: 'no' | 'dialog' | 'lock';
}

/** Registers actions for as long as the component is mounted. Give fresh closures at each render: the newest are run. */
export function useActions(options: LayerOptions, actions: readonly Action[]): void {
  const registry = useActionRegistry();
  const id = useId();
  useLayoutEffect(() => {
    registry.put({ id, title: options.title, depth: options.depth, modal: options.modal ?? 'no', actions });
  });
  useLayoutEffect(() => () => registry.drop(id), [registry, id]);
}

/** All layers that count, top first, for the status line; or those below the uppermost dialog, for a dialog that lists them. */
export function useActiveLayers(which: 'active' | 'below' = 'active'): Layer[] {
  const registry = useActionRegistry();
  useSyncExternalStore(registry.subscribe, registry.current);
  return which === 'active' ? registry.active() : registry.below();
}
