// (5) Jog wheels and pedals for the reader: the one kind of device that a page may have, and only the one that the person picked.
import { readFileSync, writeFileSync } from 'node:fs';
import { type BrowserWindow, dialog, type HIDDevice, type Session } from 'electron';
import { isReadersController } from '../../core/imaging/controller-devices.ts';
import { isOurs } from './policy.ts';

/** The same device the next time it is plugged in. */
type Picked = Pick<HIDDevice, 'vendorId' | 'productId'> & { serialNumber: string };

export interface ControllerMemory {
  read(): Picked[];
  keep(picked: Picked[]): void;
}

/** Asks the person; null when nothing is picked. */
export type Chooser = (devices: readonly HIDDevice[]) => Promise<HIDDevice | null>;

const named = ({ vendorId, productId, serialNumber }: HIDDevice): Picked => ({
  vendorId,
  productId,
  serialNumber: serialNumber ?? '',
});
const isSame = (one: Picked, other: Picked): boolean =>
  one.vendorId === other.vendorId && one.productId === other.productId && one.serialNumber === other.serialNumber;

const isHid = (device: object): device is HIDDevice => 'collections' in device && Array.isArray(device.collections);

/** @returns whether a device may be opened, for the session's own question */
export function guardControllers(
  session: Session,
  memory: ControllerMemory,
  choose: Chooser,
): (details: { deviceType: string; origin: string; device: object }) => boolean {
  session.on('select-hid-device', (event, details, answer) => {
    // Without this the first device in the list would be taken.
    event.preventDefault();
    const { frame } = details;
    const candidates = details.deviceList.filter(isReadersController);
    if (!frame || frame.parent !== null || !isOurs(frame.url) || candidates.length === 0) {
      answer('');
      return;
    }
    choose(candidates).then(
      (device) => {
        if (device) {
          const known = memory.read();
          if (!known.some((one) => isSame(one, named(device)))) memory.keep([...known, named(device)]);
        }
        answer(device?.deviceId ?? '');
      },
      () => answer(''),
    );
  });
  return ({ deviceType, origin, device }) =>
    deviceType === 'hid' &&
    isOurs(origin) &&
    isHid(device) &&
    isReadersController(device) &&
    memory.read().some((one) => isSame(one, named(device)));
}

const longestList = 8;

/** The system's own message box: a page cannot draw over it nor press its buttons. */
export function boxChooser(owner: () => BrowserWindow | undefined): Chooser {
  return async (devices) => {
    const listed = devices.slice(0, longestList);
    const hex = (number: number) => number.toString(16).padStart(4, '0');
    const buttons = [
      ...listed.map(({ name, vendorId, productId }) => `${name || '?'} (${hex(vendorId)}:${hex(productId)})`),
      '取消 Cancel',
    ];
    const box = {
      type: 'question' as const,
      title: '医枢 Yishu',
      message: '连接哪个控制器？ Which controller?',
      detail: '只列出滚轮、脚踏和手柄类设备。 Only jog wheels, pedals and pads are listed.',
      buttons,
      cancelId: listed.length,
      defaultId: listed.length,
      noLink: true,
    };
    const window = owner();
    const { response } = await (window ? dialog.showMessageBox(window, box) : dialog.showMessageBox(box));
    return listed[response] ?? null;
  };
}

/** A file that cannot be read is no memory; what is in it is checked. */
export function controllerMemory(path: string, log: (message: string) => void): ControllerMemory {
  return {
    read() {
      try {
        const stored: unknown = JSON.parse(readFileSync(path, 'utf8'));
        return Array.isArray(stored) ? stored.flatMap(readPicked) : [];
      } catch {
        return [];
      }
    },
    keep(picked) {
      try {
        writeFileSync(path, JSON.stringify(picked), { mode: 0o600 });
      } catch (error) {
        log(`the controller cannot be kept in ${path}: ${error instanceof Error ? error.message : String(error)}`);
      }
    },
  };
}

function readPicked(value: unknown): Picked[] {
  if (typeof value !== 'object' || value === null) return [];
  const [vendorId, productId, serialNumber] = ['vendorId', 'productId', 'serialNumber'].map((name) =>
    Reflect.get(value, name),
  );
  return typeof vendorId === 'number' && typeof productId === 'number' && typeof serialNumber === 'string'
    ? [{ vendorId, productId, serialNumber }]
    : [];
}
