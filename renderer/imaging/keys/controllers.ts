// Jog wheels and pedals by WebHID: each change of a report is an input that the reader binds to an action.
import { type HidCollection, isReadersController } from '../../../core/imaging/controller-devices.ts';
import type { BindingsDesk } from './bindings-desk.ts';

/** The parts of WebHID that are used; the platform's own typing does not have them. */
export interface HidDevice extends EventTarget {
  opened: boolean;
  vendorId: number;
  productId: number;
  productName: string;
  readonly collections: readonly HidCollection[];
  forget(): Promise<void>;
  open(): Promise<void>;
}

interface Hid extends EventTarget {
  getDevices(): Promise<HidDevice[]>;
  requestDevice(options: { filters: object[] }): Promise<HidDevice[]>;
}

export function hidOf(owner: Navigator): Hid | null {
  return 'hid' in owner ? (owner.hid as Hid) : null;
}

/**
 * Inputs in a report, against the former one: a byte that becomes another value. `vendor:product:byte:value`; a wheel that sends a
 * signed step gives the same name for each step, a position that counts gives `+` or `-`.
 */
export function hidInputs(
  device: { vendorId: number; productId: number },
  before: Uint8Array | null,
  now: Uint8Array,
): string[] {
  const name = `${device.vendorId.toString(16).padStart(4, '0')}:${device.productId.toString(16).padStart(4, '0')}`;
  const found: string[] = [];
  for (const [index, value] of now.entries()) {
    const former = before?.[index] ?? 0;
    if (value === former) continue;
    const step = (((value - former) % 256) + 256) % 256;
    // A counter moves by one at a time, the short way round; anything else is a button or a position.
    if (before && former !== 0 && (step === 1 || step === 255))
      found.push(`${name}:${index}:${step === 1 ? '+' : '-'}`);
    if (value !== 0) found.push(`${name}:${index}:${value}`);
  }
  return found;
}

/** Listens to the devices that the reader allowed once, while this window has the focus; unplugged ones come back by themselves. */
export function listenToControllers(desk: BindingsDesk, owner: Window, onInput: (input: string) => void): () => void {
  const hid = hidOf(owner.navigator);
  if (!hid) return () => undefined;
  const undo = new Map<HidDevice, () => void>();
  const listen = async (device: HidDevice) => {
    if (undo.has(device) || !isReadersController(device)) return;
    let before: Uint8Array | null = null;
    const onReport = (event: Event) => {
      const view = 'data' in event && event.data instanceof DataView ? event.data : null;
      if (!view) return;
      const now = new Uint8Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
      const inputs = hidInputs(device, before, now);
      before = now;
      // Every window hears of every report: the one in front acts.
      if (!owner.document.hasFocus()) return;
      for (const input of inputs) {
        desk.lastInput.set({ device: device.productName, input });
        onInput(input);
      }
    };
    device.addEventListener('inputreport', onReport);
    undo.set(device, () => device.removeEventListener('inputreport', onReport));
    try {
      if (!device.opened) await device.open();
      desk.controllers.set([...new Set([...desk.controllers.get(), device.productName])]);
    } catch {
      // Another program holds it: it is not listed as connected.
      undo.get(device)?.();
      undo.delete(device);
    }
  };
  const all = () =>
    void hid.getDevices().then((devices) => {
      for (const device of devices) void listen(device);
    });
  all();
  hid.addEventListener('connect', all);
  const asked = desk.controllersAsked.subscribe(all);
  return () => {
    hid.removeEventListener('connect', all);
    asked();
    for (const stop of undo.values()) stop();
  };
}
