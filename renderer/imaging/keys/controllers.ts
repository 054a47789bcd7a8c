// Jog wheels and pedals by WebHID: each change of a report is an input that the reader binds to an action.
import { type HidCollection, isReadersController } from '../../../core/imaging/controller-devices.ts';
import { describedInputs, type HidReports } from '../../../core/imaging/controller-reports.ts';
import type { BindingsDesk } from './bindings-desk.ts';

/** The parts of WebHID that are used; the platform's own typing does not have them. */
export interface HidDevice extends EventTarget {
  opened: boolean;
  vendorId: number;
  productId: number;
  productName: string;
  readonly collections: readonly (HidCollection & HidReports)[];
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

/** As the names of its inputs begin. */
const idOf = ({ vendorId, productId }: { vendorId: number; productId: number }): string =>
  [vendorId, productId].map((one) => one.toString(16).padStart(4, '0')).join(':');

/**
 * Inputs in a report without a descriptor, against the former one: a byte that becomes another value. `vendor:product:byte:value`; a wheel that sends a
 * signed step gives the same name for each step, a position that counts gives `+` or `-`.
 */
export function hidInputs(
  device: { vendorId: number; productId: number },
  before: Uint8Array | null,
  now: Uint8Array,
): string[] {
  const name = idOf(device);
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

/** What came, the first of it what is most likely meant; `former`: names of before there were descriptors. */
function inputsOf(device: HidDevice, reportId: number, before: Uint8Array | null, now: Uint8Array) {
  const byBytes = hidInputs(device, before, now);
  const described = describedInputs(device, reportId, before, now);
  return described ? { inputs: described, former: byBytes } : { inputs: byBytes, former: [] };
}

/** Listens to the devices that the reader allowed once, while this window has the focus; unplugged ones come back by themselves. */
export function listenToControllers(desk: BindingsDesk, owner: Window, onInput: (input: string) => void): () => void {
  const hid = hidOf(owner.navigator);
  if (!hid) return () => undefined;
  const undo = new Map<HidDevice, () => void>();
  let isOver = false;
  const tell = () =>
    desk.controllers.set(
      [...undo.keys()].filter(({ opened }) => opened).map((one) => ({ id: idOf(one), name: one.productName })),
    );
  const take = (device: HidDevice, { inputs, former }: ReturnType<typeof inputsOf>) => {
    const [first] = inputs;
    if (first !== undefined) desk.lastInput.set({ device: device.productName, input: first });
    if (desk.taking.get()) {
      // One act of the hand is one input, though a report says more.
      if (first !== undefined) onInput(first);
      return;
    }
    const bound = desk.own.get().inputs;
    for (const input of [...inputs, ...former.filter((one) => bound[one] !== undefined)]) onInput(input);
  };
  const listen = async (device: HidDevice) => {
    if (isOver || undo.has(device) || !isReadersController(device)) return;
    // By report: what one of them says is no change of another.
    const before = new Map<number, Uint8Array>();
    const onReport = (event: Event) => {
      const view = 'data' in event && event.data instanceof DataView ? event.data : null;
      if (!view) return;
      const reportId = 'reportId' in event && typeof event.reportId === 'number' ? event.reportId : 0;
      const now = new Uint8Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
      const came = inputsOf(device, reportId, before.get(reportId) ?? null, now);
      before.set(reportId, now);
      // Every window hears of every report: the one in front acts.
      if (owner.document.hasFocus()) take(device, came);
    };
    device.addEventListener('inputreport', onReport);
    undo.set(device, () => device.removeEventListener('inputreport', onReport));
    try {
      if (!device.opened) await device.open();
    } catch {
      // Another program holds it: it is not listed as connected, and asked again when a device comes or the reader asks.
      leave(device);
    }
    tell();
  };
  const leave = (device: HidDevice) => {
    undo.get(device)?.();
    undo.delete(device);
  };
  const all = () =>
    void hid.getDevices().then((devices) => {
      for (const device of devices) void listen(device);
    });
  const gone = (event: Event) => {
    // The same device comes back as itself or as another object: either is heard anew.
    if ('device' in event) leave(event.device as HidDevice);
    tell();
  };
  all();
  hid.addEventListener('connect', all);
  hid.addEventListener('disconnect', gone);
  const asked = desk.controllersAsked.subscribe(all);
  return () => {
    isOver = true;
    hid.removeEventListener('connect', all);
    hid.removeEventListener('disconnect', gone);
    asked();
    for (const stop of undo.values()) stop();
  };
}
