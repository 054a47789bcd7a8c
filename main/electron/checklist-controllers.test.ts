// Point 5 of Electron's security checklist for controllers (HID): which are listed, picked and opened, and for whom.
import type { Session } from 'electron';
import { describe, expect, test, vi } from 'vitest';
import { type Chooser, type ControllerMemory, guardControllers } from './controllers.ts';
import { guardSession } from './guards.ts';
import { FakeSession } from './testing/fake-electron.ts';
import { ask, lookalikes, ours } from './testing/guarded.ts';

vi.mock('electron', async () => (await import('./testing/fake-electron.ts')).fakeElectron());

describe('5 controllers', () => {
  const device = (name: string, ...collections: [number, number][]) => ({
    deviceId: name,
    name,
    vendorId: 0x0b33,
    productId: 0x99,
    serialNumber: name,
    collections: collections.map(([usagePage, usage]) => ({ usagePage, usage })),
  });
  const wheel = device('wheel', [0x0c, 1]);
  const keyboard = device('keyboard', [0x01, 6]);
  const mouse = device('mouse', [0x01, 2], [0x0c, 1]);
  const securityKey = device('security key', [0xf1d0, 1], [0xff00, 1]);

  function guarded(pick: number | null = 0) {
    let known: ReturnType<ControllerMemory['read']> = [];
    const memory: ControllerMemory = {
      read: () => known,
      keep: (picked) => {
        known = picked;
      },
    };
    const fake = new FakeSession();
    const choose = vi.fn<Chooser>(async (devices) => (pick === null ? null : (devices[pick] ?? null)));
    guardSession(fake as unknown as Session, guardControllers(fake as unknown as Session, memory, choose));
    const select = async (deviceList: object[], frame: object | null = { url: ours, parent: null }) => {
      const answer = vi.fn();
      const preventDefault = vi.fn();
      fake.emit('select-hid-device', { preventDefault }, { deviceList, frame }, answer);
      expect(preventDefault).toHaveBeenCalledOnce();
      await vi.waitFor(() => expect(answer).toHaveBeenCalledOnce());
      return answer.mock.calls[0]?.[0];
    };
    const may = (one: object, origin = 'yishu://station', deviceType = 'hid') =>
      ask(fake, 'devicePermission', { deviceType, origin, device: one });
    return { select, may, choose };
  }

  test('the person picks from jog wheels, pedals and pads; that one is opened, now and the next time', async () => {
    const { select, may, choose } = guarded();
    expect(may(wheel)).toBe(false);
    expect(await select([keyboard, mouse, securityKey, wheel])).toBe('wheel');
    expect(choose).toHaveBeenCalledExactlyOnceWith([wheel]);
    expect(may(wheel)).toBe(true);
    expect(may({ ...wheel, deviceId: 'after a restart' })).toBe(true);
    for (const other of [keyboard, mouse, securityKey, { ...wheel, serialNumber: 'another' }])
      expect(may(other)).toBe(false);
  });

  test('a keyboard, a mouse or a security key is not even listed, nor opened under a picked name', async () => {
    const { select, may, choose } = guarded();
    expect(await select([keyboard, mouse, securityKey])).toBe('');
    expect(choose).not.toHaveBeenCalled();
    await select([wheel]);
    expect(may({ ...keyboard, serialNumber: 'wheel' })).toBe(false);
  });

  test('nothing picked, another page, a frame inside ours: no device', async () => {
    expect(await guarded(null).select([wheel])).toBe('');
    const { select, may } = guarded();
    for (const url of lookalikes) expect(await select([wheel], { url, parent: null })).toBe('');
    expect(await select([wheel], { url: ours, parent: {} })).toBe('');
    expect(await select([wheel], null)).toBe('');
    await select([wheel]);
    for (const url of lookalikes) expect(may(wheel, url)).toBe(false);
    for (const type of ['serial', 'usb']) expect(may(wheel, 'yishu://station', type)).toBe(false);
  });
});
