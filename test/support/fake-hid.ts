// A `navigator.hid` made in the page before its scripts: controllers that a test plugs in, turns, presses and pulls out.
import type { BrowserContext, Page } from 'playwright-core';
import type { HidReports } from '../../core/imaging/controller-reports.ts';

export interface FakeController {
  vendorId: number;
  productId: number;
  productName: string;
  collections: readonly (HidReports & { usagePage: number; usage: number })[];
  /** Another program holds it: it cannot be opened. */
  held?: boolean;
}

type Door = {
  plug(key: string, controller: FakeController): void;
  pull(key: string): void;
  free(key: string): void;
  report(key: string, reportId: number, bytes: number[]): void;
  offer(keys: string[]): void;
  isHeard(key: string): boolean;
};

/** Of each page that the context opens from now on; a device that was plugged in before a reload is not there after it. */
export async function installFakeHid(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    class Device extends EventTarget {
      opened = false;
      held: boolean;
      vendorId: number;
      productId: number;
      productName: string;
      collections: FakeController['collections'];
      constructor(of: FakeController) {
        super();
        this.held = of.held ?? false;
        this.vendorId = of.vendorId;
        this.productId = of.productId;
        this.productName = of.productName;
        this.collections = of.collections;
      }
      async open() {
        if (this.held) throw new DOMException('Failed to open the device.', 'NotAllowedError');
        this.opened = true;
      }
      async close() {
        this.opened = false;
      }
      async forget() {
        await this.close();
      }
    }
    const plugged = new Map<string, Device>();
    const allowed = new Set<string>();
    let offered: string[] = [];
    const devices = (keys: Iterable<string>) => [...keys].flatMap((key) => plugged.get(key) ?? []);
    const told = (type: string, device: Device) => Object.assign(new Event(type), { device });
    const hid = Object.assign(new EventTarget(), {
      getDevices: async () => devices(allowed),
      requestDevice: async () => {
        for (const key of offered) allowed.add(key);
        return devices(offered);
      },
    });
    const door: Door = {
      plug(key, controller) {
        const device = new Device(controller);
        plugged.set(key, device);
        if (allowed.has(key)) hid.dispatchEvent(told('connect', device));
      },
      pull(key) {
        const device = plugged.get(key);
        plugged.delete(key);
        if (!device) return;
        device.opened = false;
        hid.dispatchEvent(told('disconnect', device));
      },
      free(key) {
        const device = plugged.get(key);
        if (device) device.held = false;
      },
      report(key, reportId, bytes) {
        const device = plugged.get(key);
        if (!device?.opened) throw new Error(`nobody listens to ${key}`);
        device.dispatchEvent(
          Object.assign(new Event('inputreport'), {
            device,
            reportId,
            data: new DataView(Uint8Array.from(bytes).buffer),
          }),
        );
      },
      offer(keys) {
        offered = keys;
      },
      isHeard: (key) => plugged.get(key)?.opened ?? false,
    };
    Object.defineProperty(navigator, 'hid', { value: hid, configurable: true });
    Object.assign(window, { fakeHid: door });
  });
}

/** What the hand does in this page. */
export function fakeHid(page: Page) {
  const call = <Name extends keyof Door>(name: Name, ...input: Parameters<Door[Name]>) =>
    page.evaluate(
      ({ act, values }) => {
        const door: unknown = Reflect.get(window, 'fakeHid');
        const run: unknown = typeof door === 'object' && door !== null ? Reflect.get(door, act) : null;
        if (typeof run !== 'function') throw new Error('no controllers in this page');
        return run(...values) as boolean | undefined;
      },
      { act: name, values: input as unknown[] },
    );
  return {
    plug: (key: string, controller: FakeController) => call('plug', key, controller),
    pull: (key: string) => call('pull', key),
    free: (key: string) => call('free', key),
    report: (key: string, reportId: number, ...bytes: number[]) => call('report', key, reportId, bytes),
    offer: (...keys: string[]) => call('offer', keys),
    isHeard: (key: string) => call('isHeard', key),
  };
}

/** A jog wheel with a ring, a turning counter and thirteen buttons in one report of four bytes, by its descriptor. */
export const jogWheel: FakeController = {
  vendorId: 0x0b33,
  productId: 0x0030,
  productName: 'ShuttlePRO v2',
  collections: [
    {
      usagePage: 0x01,
      usage: 0x00,
      inputReports: [
        {
          reportId: 0,
          items: [
            {
              usages: [0x00010034],
              reportSize: 8,
              reportCount: 1,
              isAbsolute: true,
              logicalMinimum: -7,
              logicalMaximum: 7,
            },
            {
              usages: [0x00010037],
              reportSize: 8,
              reportCount: 1,
              isAbsolute: true,
              logicalMinimum: 0,
              logicalMaximum: 255,
            },
            {
              ...{ isRange: true, usageMinimum: 0x00090001, usageMaximum: 0x0009000d, reportSize: 1, reportCount: 13 },
              ...{ isAbsolute: true, logicalMinimum: 0, logicalMaximum: 1 },
            },
            { isConstant: true, reportSize: 3, reportCount: 1 },
          ],
        },
      ],
    },
  ],
};

/** A foot pedal of two switches, which name themselves in the second of its reports. */
export const pedal: FakeController = {
  vendorId: 0x05f3,
  productId: 0x00ff,
  productName: 'Foot pedal',
  collections: [
    {
      usagePage: 0x0c,
      usage: 0x03,
      inputReports: [
        { reportId: 1, items: [{ isConstant: true, reportSize: 8, reportCount: 1 }] },
        {
          reportId: 2,
          items: [
            {
              ...{ isArray: true, isRange: true, usageMinimum: 0x00090000, usageMaximum: 0x00090002 },
              ...{ reportSize: 8, reportCount: 1, isAbsolute: true, logicalMinimum: 0, logicalMaximum: 2 },
            },
          ],
        },
      ],
    },
  ],
};
