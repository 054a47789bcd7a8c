// Electron's security checklist (docs/tutorial/security.md), one named test for each item that applies, against a fake `electron`.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import vm from 'node:vm';
import { FuseV1Options } from '@electron/fuses';
import { app, type BrowserWindow, type IpcMain, type Session, type WebContents } from 'electron';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { policyFor } from '../../core/web/headers.ts';
import packager, { fuses } from '../../forge.config.ts';
import { type Chooser, type ControllerMemory, guardControllers } from './controllers.ts';
import { answerPage, channels, guardContents, guardSession } from './guards.ts';
import { imageWindowOf, imageWindows } from './image-windows.ts';
import { grantedPermissions, isOurs, mayLoad, mayOpenOutside, outsideHosts } from './policy.ts';
import { handlerOf, schemes } from './protocol.ts';
import { FakeContents, FakeSession, FakeWindow, opened } from './testing/fake-electron.ts';
import { openStationWindow, webPreferences } from './windows.ts';

vi.mock('electron', async () => (await import('./testing/fake-electron.ts')).fakeElectron());

const ours = 'yishu://station/';
const lookalikes = [
  'yishu://station.evil.example/',
  'yishu://station:8080/',
  'yishu://user@station/',
  'yishu://other/',
  'http://station/',
  'https://station/',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'data:text/html,x',
  'not an address',
  '',
];
const prefs = webPreferences('/app/preload.cjs', false);
const read = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');

function guardedSession(): FakeSession {
  const fake = new FakeSession();
  guardSession(fake as unknown as Session);
  return fake;
}

function guardedContents(): FakeContents {
  const fake = new FakeContents();
  guardContents(fake as unknown as WebContents);
  return fake;
}

/** Emits an event as Electron does and says whether it was prevented. */
function isPrevented(contents: FakeContents, name: string, event: Record<string, unknown>): boolean {
  const preventDefault = vi.fn();
  contents.emit(name, { ...event, preventDefault });
  return preventDefault.mock.calls.length > 0;
}

const ask = (fake: FakeSession, name: string, ...args: unknown[]): unknown => {
  const handler = fake.handlers.get(name) as ((...args: unknown[]) => unknown) | undefined;
  return handler?.(...args);
};

beforeEach(() => {
  opened.length = 0;
});

describe('checklist', () => {
  test('1 only secure content: our own scheme, and nothing else is loaded', async () => {
    expect(schemes).toEqual([
      {
        scheme: 'yishu',
        privileges: expect.objectContaining({
          standard: true,
          secure: true,
          bypassCSP: false,
          corsEnabled: false,
          allowServiceWorkers: false,
        }),
      },
    ]);
    expect(isOurs(ours)).toBe(true);
    for (const url of lookalikes) expect([url, isOurs(url)]).toEqual([url, false]);
    const fake = guardedSession();
    for (const [url, cancel] of [
      [`${ours}rpc/x`, false],
      ['blob:yishu://station/1', false],
      ['http://192.168.1.1/', true],
      ['https://example.org/x.js', true],
      ['ws://127.0.0.1:9229/', true],
      ['file:///etc/passwd', true],
      ['yishu://station.evil.example/', true],
    ] as const) {
      const answer = vi.fn();
      ask(fake, 'beforeRequest', { url }, answer);
      expect([url, answer.mock.calls[0]?.[0]]).toEqual([url, { cancel }]);
      expect(mayLoad(url)).toBe(!cancel);
    }
  });

  test('2 no Node in the page', () => {
    expect(prefs).toMatchObject({
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
    });
  });

  test('3 context isolation', () => expect(prefs.contextIsolation).toBe(true));

  test('4 sandbox, for every renderer', async () => {
    expect(prefs.sandbox).toBe(true);
    await import('./main.ts');
    expect(app.enableSandbox).toHaveBeenCalled();
  });

  test('5 permissions are refused unless the table grants them, to our page alone', () => {
    const fake = guardedSession();
    const page = { getURL: () => ours };
    const request = (contents: { getURL(): string }, permission: string, requestingUrl: string) => {
      const answer = vi.fn();
      ask(fake, 'permissionRequest', contents, permission, answer, { requestingUrl });
      return answer.mock.calls[0]?.[0];
    };
    const refused = [
      'media',
      'geolocation',
      'notifications',
      'midi',
      'pointerLock',
      'openExternal',
      'hid',
      'serial',
      'usb',
      'clipboard-read',
      'display-capture',
      'unknown',
    ];
    for (const permission of refused) {
      expect(request(page, permission, ours)).toBe(false);
      // A page may ask for a HID device (see "5 controllers"); it is never simply granted one.
      expect(ask(fake, 'permissionCheck', page, permission, ours, {})).toBe(permission === 'hid');
      for (const url of lookalikes) expect(ask(fake, 'permissionCheck', page, permission, url, {})).toBe(false);
    }
    expect([...grantedPermissions]).toEqual(['clipboard-sanitized-write', 'fullscreen']);
    for (const permission of grantedPermissions) {
      expect(request(page, permission, ours)).toBe(true);
      expect(ask(fake, 'permissionCheck', page, permission, ours, {})).toBe(true);
      for (const url of lookalikes) {
        expect(request(page, permission, url)).toBe(false);
        expect(request({ getURL: () => url }, permission, ours)).toBe(false);
        expect(ask(fake, 'permissionCheck', page, permission, url, {})).toBe(false);
      }
    }
    expect(ask(fake, 'devicePermission', { deviceType: 'hid', origin: ours })).toBe(false);
    const screen = vi.fn();
    ask(fake, 'displayMedia', {}, screen);
    expect(screen).toHaveBeenCalledWith(null);
    const pairing = vi.fn();
    ask(fake, 'bluetoothPairing', {}, pairing);
    expect(pairing).toHaveBeenCalledWith({ confirmed: false });
  });

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

  test('6 web security stays on', () => expect(prefs.webSecurity).toBe(true));

  test('7 a content policy on every answer: nothing by default, nothing inline', async () => {
    const pagePolicy = policyFor('text/html');
    expect(pagePolicy).toMatch(/^default-src 'none'; script-src 'self';/);
    expect(pagePolicy).not.toMatch(/unsafe|\*|https?:/);
    for (const directive of ["object-src 'none'", "base-uri 'none'", "style-src 'self'"])
      expect(pagePolicy).toContain(directive);
    const page = handlerOf(
      async () =>
        new Response('<p>', { headers: { 'content-type': 'text/html', 'content-security-policy': 'script-src *' } }),
    );
    const headers = (await page(new Request(ours))).headers;
    expect(headers.get('content-security-policy')).toBe(pagePolicy);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    const picture = handlerOf(async () => new Response('<svg>', { headers: { 'content-type': 'image/svg+xml' } }));
    expect((await picture(new Request(ours))).headers.get('content-security-policy')).toBe(
      "default-src 'none'; frame-ancestors 'none'",
    );
  });

  test('8 no insecure content', () => expect(prefs.allowRunningInsecureContent).toBe(false));
  test('9 no experimental features', () => expect(prefs.experimentalFeatures).toBe(false));
  test('10 no Blink features', () => expect(prefs.enableBlinkFeatures).toBe(''));
  test('11 no webview tag', () => expect(prefs.webviewTag).toBe(false));

  test('12 a webview that is made all the same is not attached', () => {
    expect(isPrevented(guardedContents(), 'will-attach-webview', {})).toBe(true);
  });

  test('13 no navigation away from our page', () => {
    const contents = guardedContents();
    for (const url of lookalikes) {
      expect([url, isPrevented(contents, 'will-navigate', { url })]).toEqual([url, true]);
      expect([url, isPrevented(contents, 'will-redirect', { url })]).toEqual([url, true]);
      expect([url, isPrevented(contents, 'will-frame-navigate', { url, isMainFrame: false })]).toEqual([url, true]);
    }
    expect(isPrevented(contents, 'will-navigate', { url: ours })).toBe(false);
    expect(isPrevented(contents, 'will-frame-navigate', { url: 'blob:yishu://station/1', isMainFrame: false })).toBe(
      false,
    );
    expect(isPrevented(contents, 'will-frame-navigate', { url: 'blob:yishu://station/1', isMainFrame: true })).toBe(
      true,
    );
    const fake = guardedSession();
    const preventDefault = vi.fn();
    fake.emit('will-download', { preventDefault }, { getURL: () => 'https://example.org/setup.exe' });
    expect(preventDefault).toHaveBeenCalledOnce();
  });

  describe('14 windows', () => {
    const desk = '9b2f4c1e-7d3a-4e5f-8a6b-0c1d2e3f4a5b';
    const image = (place = 1) => `${ours}?images=${desk}&window=${place}`;

    function guardedMain() {
      const kept = new Map<string, object>();
      const memory = { read: () => ({}), keep: (key: string, area: object) => void kept.set(key, area) };
      const windows = imageWindows(prefs, memory);
      const main = new FakeWindow({ webPreferences: { ...prefs } });
      guardContents(main.webContents as unknown as WebContents, windows);
      const open = (url: string, disposition = 'new-window', from: FakeContents = main.webContents) =>
        from.windowOpenHandler?.({ url, disposition });
      return { main, open, windows, kept };
    }

    test('an image window of our page: the same preferences, on the next monitor, gone with the main one', () => {
      const { open, main, kept } = guardedMain();
      expect(open(image())).toEqual({
        action: 'allow',
        outlivesOpener: false,
        overrideBrowserWindowOptions: expect.objectContaining({
          x: 1920,
          y: 0,
          width: 1920,
          height: 1040,
          webPreferences: prefs,
        }),
      });
      const child = new FakeWindow({ webPreferences: { ...prefs } });
      main.webContents.emit('did-create-window', child);
      child.bounds = { x: 2000, y: 50, width: 900, height: 700 };
      child.emit('close');
      expect([...kept]).toEqual([['1@1', { left: 2000, top: 50, width: 900, height: 700 }]]);
      child.webContents.emit('render-process-gone', {}, { reason: 'crashed' });
      expect(child.done).toEqual(['destroy']);
    });

    test('no other window, whatever it shows', () => {
      const { open } = guardedMain();
      const others = [ours, ...lookalikes, 'https://example.org/', `${ours}#/radiology/case`, `${image()}&x=1`];
      others.push(`${image()}#x`, `${ours}windows${image().slice(ours.length)}`, image(9), `${ours}?images=x&window=1`);
      others.push(
        image().replace('yishu://station', 'yishu://station.evil.example'),
        `https://station/?images=${desk}`,
      );
      for (const url of others) {
        expect([url, imageWindowOf(url)]).toEqual([url, null]);
        expect(open(url)).toEqual({ action: 'deny' });
      }
      for (const disposition of ['default', 'foreground-tab', 'background-tab', 'other'])
        expect(open(image(), disposition)).toEqual({ action: 'deny' });
      const unguarded = guardedContents();
      expect(unguarded.windowOpenHandler?.({ url: image(), disposition: 'new-window' })).toEqual({ action: 'deny' });
    });

    test('not asked for by an image window or a foreign page, and not more than there are places', () => {
      const { open, main, windows } = guardedMain();
      for (const url of [image(), 'https://example.org/', 'blob:yishu://station/1']) {
        const other = new FakeContents();
        other.url = url;
        guardContents(other as unknown as WebContents, windows);
        expect(open(image(2), 'new-window', other)).toEqual({ action: 'deny' });
      }
      const children = [1, 2, 3, 4].map((place) => {
        expect(open(image(place))).toMatchObject({ action: 'allow' });
        const child = new FakeWindow({ webPreferences: { ...prefs } });
        main.webContents.emit('did-create-window', child);
        return child;
      });
      expect(open(image(1))).toEqual({ action: 'deny' });
      children[0]?.emit('closed');
      expect(open(image(1))).toMatchObject({ action: 'allow' });
    });
  });

  test('15 the browser outside opens https addresses of the table and no others', () => {
    const contents = guardedContents();
    for (const url of [ours, ...lookalikes, 'https://example.org/']) contents.windowOpenHandler?.({ url });
    expect(opened).toEqual([]);
    expect(outsideHosts).toEqual([]);
    const hosts = ['docs.example.org'];
    expect(mayOpenOutside('https://docs.example.org/guide', hosts)).toBe(true);
    for (const url of [
      'http://docs.example.org/',
      'https://docs.example.org.evil.example/',
      'https://docs.example.org@evil.example/',
      'https://docs.example.org:8443/',
      'smb://docs.example.org/',
      'file:///docs.example.org',
    ]) {
      expect([url, mayOpenOutside(url, hosts)]).toEqual([url, false]);
    }
  });

  test('16 a current Electron, pinned exactly', () => {
    const { devDependencies } = createRequire(import.meta.url)('../../package.json') as {
      devDependencies: Record<string, string>;
    };
    expect(devDependencies.electron).toMatch(/^\d+\.\d+\.\d+$/);
    expect(Number.parseInt(devDependencies.electron ?? '', 10)).toBeGreaterThanOrEqual(45);
  });

  test('17 a message is answered only to the main frame at our address, on a known channel', () => {
    const handlers = new Map<string, (event: unknown) => unknown>();
    const fakeIpc = {
      handle: (channel: string, handler: (event: unknown) => unknown) => void handlers.set(channel, handler),
    };
    answerPage(fakeIpc as unknown as IpcMain, 'yishu:version', () => '0.1.0');
    const call = (senderFrame: unknown) => handlers.get('yishu:version')?.({ senderFrame });
    expect(call({ url: ours, parent: null })).toBe('0.1.0');
    expect(() => call({ url: ours, parent: {} })).toThrow('REQUEST_REFUSED');
    expect(() => call(null)).toThrow('REQUEST_REFUSED');
    expect(() => call(undefined)).toThrow('REQUEST_REFUSED');
    for (const url of lookalikes) expect(() => call({ url, parent: null })).toThrow('REQUEST_REFUSED');
    expect(() => answerPage(fakeIpc as unknown as IpcMain, 'yishu:run' as 'yishu:version', () => '')).toThrow(
      'no channel',
    );
  });

  test('17 requests of another origin are refused before they reach the host', async () => {
    const forward = vi.fn(async () => new Response('ok'));
    const handle = handlerOf(forward);
    expect((await handle(new Request('yishu://station.evil.example/rpc'))).status).toBe(403);
    expect((await handle(new Request(`${ours}rpc`, { headers: { origin: 'https://evil.example' } }))).status).toBe(403);
    expect(forward).not.toHaveBeenCalled();
    expect((await handle(new Request(`${ours}rpc`, { headers: { origin: 'yishu://station' } }))).status).toBe(200);
  });

  test('18 (own scheme instead of file:) the window loads our scheme', () => {
    const window = openStationWindow({ preload: '/app/preload.cjs', devTools: false, onMenu: () => {}, log: () => {} });
    expect((window as BrowserWindow & { loaded?: string[] }).loaded).toEqual([ours]);
    expect(FakeWindow.all.at(-1)?.options.webPreferences).toEqual(prefs);
  });

  test('19 fuses: no Node mode, no NODE_OPTIONS, no inspector, sealed cookies, asar only and checked, no file privileges', async () => {
    expect(fuses).toMatchObject({
      strictlyRequireAllFuses: true,
      [FuseV1Options.RunAsNode]: false,
      [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
      [FuseV1Options.EnableNodeCliInspectArguments]: false,
      [FuseV1Options.EnableCookieEncryption]: true,
      [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
      [FuseV1Options.OnlyLoadAppFromAsar]: true,
      [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
    });
    const known = Object.values(FuseV1Options).filter((value) => typeof value === 'number');
    for (const fuse of known) expect(fuses).toHaveProperty(String(fuse));
    expect(packager.packagerConfig.asar.unpack).toContain('.node');
    await expect(packager.hooks.packageAfterExtract({}, '/nowhere', '45', 'beos')).rejects.toThrow('beos');
  });

  test('20 the preload opens one frozen door through which no Electron object passes', () => {
    const exposed: [string, Record<string, (...args: never[]) => unknown>][] = [];
    const listeners = new Map<string, (...args: unknown[]) => void>();
    const electron = {
      contextBridge: {
        exposeInMainWorld: (name: string, door: Record<string, () => unknown>) => exposed.push([name, door]),
      },
      ipcRenderer: {
        invoke: vi.fn(async (channel: string) => `answer of ${channel}`),
        on: (channel: string, listener: (...args: unknown[]) => void) => listeners.set(channel, listener),
        removeListener: (channel: string) => listeners.delete(channel),
      },
    };
    const required: string[] = [];
    vm.runInNewContext(read('./preload.cjs'), {
      require: (name: string) => {
        required.push(name);
        return electron;
      },
    });
    expect(required).toEqual(['electron']);
    const [[name, door] = []] = exposed;
    expect(exposed).toHaveLength(1);
    expect(name).toBe('yishu');
    expect(Object.keys(door ?? {})).toEqual(['version', 'onMenu']);
    expect(Object.isFrozen(door)).toBe(true);
    const heard: unknown[][] = [];
    const end = door?.onMenu?.(((...args: unknown[]) => heard.push(args)) as never) as () => void;
    listeners.get('yishu:menu')?.({ sender: 'an Electron object' }, 'print');
    expect(heard).toEqual([['print']]);
    end();
    expect(listeners.size).toBe(0);
    expect(electron.ipcRenderer.invoke).not.toHaveBeenCalled();
    void door?.version?.();
    expect(
      electron.ipcRenderer.invoke.mock.calls.every(([channel]) => (channels as readonly string[]).includes(channel)),
    ).toBe(true);
  });
});

describe('main.ts puts it all into force', () => {
  afterEach(() => vi.unstubAllEnvs());

  test('scheme before ready, guards on every contents, one window, one door', async () => {
    vi.resetModules();
    vi.stubEnv('YISHU_ATTACH', 'http://127.0.0.1:4711/?launch=x');
    const electron = await import('electron');
    const windows = (electron.BrowserWindow as unknown as typeof FakeWindow).all;
    const before = windows.length;
    await import('./main.ts');
    await vi.waitFor(() => expect(electron.ipcMain.handle).toHaveBeenCalledWith('yishu:version', expect.any(Function)));
    expect(electron.protocol.registerSchemesAsPrivileged).toHaveBeenCalledWith(schemes);
    expect(electron.protocol.handle).toHaveBeenCalledWith('yishu', expect.any(Function));
    expect(electron.app.requestSingleInstanceLock).toHaveBeenCalled();
    const { defaultSession } = electron.session as unknown as { defaultSession: FakeSession };
    expect([...defaultSession.handlers.keys()].sort()).toEqual([
      'beforeRequest',
      'bluetoothPairing',
      'devicePermission',
      'displayMedia',
      'permissionCheck',
      'permissionRequest',
    ]);
    const contents = new FakeContents();
    electron.app.emit('web-contents-created', {}, contents);
    expect(contents.windowOpenHandler?.({ url: 'https://example.org/' })).toEqual({ action: 'deny' });
    await vi.waitFor(() => expect(windows).toHaveLength(before + 1));
  });
});
