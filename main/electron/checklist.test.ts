// Electron's security checklist (docs/tutorial/security.md), one named test for each item that applies, against a fake `electron`.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import vm from 'node:vm';
import { FuseV1Options } from '@electron/fuses';
import { app, type BrowserWindow, type IpcMain } from 'electron';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { policyFor } from '../../core/web/headers.ts';
import packager, { fuses } from '../../forge.config.ts';
import { answerPage, channels } from './guards.ts';
import { grantedPermissions, isOurs, mayLoad, mayOpenOutside, outsideHosts } from './policy.ts';
import { handlerOf, schemes } from './protocol.ts';
import { FakeContents, type FakeSession, FakeWindow, opened } from './testing/fake-electron.ts';
import { ask, guardedContents, guardedSession, isPrevented, lookalikes, ours } from './testing/guarded.ts';
import { openStationWindow, webPreferences } from './windows.ts';

vi.mock('electron', async () => (await import('./testing/fake-electron.ts')).fakeElectron());

const prefs = webPreferences('/app/preload.cjs', false);
const read = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');

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
