// What the desktop program starts with: its options, the key of the stores, the window and its menu.
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { safeStorage } from 'electron';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { launchOptions } from './launch-options.ts';
import { storeKey } from './store-key.ts';
import { FakeWindow, menus } from './testing/fake-electron.ts';
import { openStationWindow } from './windows.ts';

vi.mock('electron', async () => (await import('./testing/fake-electron.ts')).fakeElectron());

describe('options', () => {
  const at = (argv: string[], env: Record<string, string> = {}) => launchOptions({ argv, env, userData: '/home/u' });

  test('attached to a host on this machine, and on no other', () => {
    expect(at([], { YISHU_ATTACH: 'http://127.0.0.1:4711/?launch=x' })).toEqual({
      kind: 'attach',
      url: 'http://127.0.0.1:4711/?launch=x',
    });
    for (const url of [
      'http://10.0.0.1:4711/',
      'https://evil.example/',
      'file:///x',
      'nonsense',
      'http://127.0.0.1.evil.example/',
    ]) {
      expect(() => at([], { YISHU_ATTACH: url })).toThrow('YISHU_ATTACH');
    }
  });

  test('a host of its own: the command line before the environment', () => {
    expect(
      at(['--server', 'https://yishu.hospital', '--enrol=ABC'], { YISHU_SERVER: 'https://other', YISHU_DATA: '/d' }),
    ).toEqual({
      kind: 'own',
      serverUrl: 'https://yishu.hospital',
      dataDir: '/d',
      enrolmentCode: 'ABC',
    });
    expect(at(['--server', 'https://yishu.hospital'])).toMatchObject({ dataDir: '/home/u/station' });
  });

  test('without a server it says what to do', () => expect(() => at([])).toThrow('--server'));
});

describe('key of the stores', () => {
  let folder = '';
  const random = (bytes: number) => new Uint8Array(bytes).fill(7);
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'yishu-key-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
    vi.mocked(safeStorage.getSelectedStorageBackend).mockReturnValue('gnome_libsecret');
  });

  test('is made once, sealed, readable by its owner alone, and found again', () => {
    const file = join(folder, 'station', 'store.key.sealed');
    expect(storeKey(file, 'linux', random)).toEqual(random(32));
    expect(readFileSync(file, 'utf8')).toMatch(/^sealed:/);
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(storeKey(file, 'linux', () => new Uint8Array(32))).toEqual(random(32));
  });

  test('a constant password is no keystore', () => {
    vi.mocked(safeStorage.getSelectedStorageBackend).mockReturnValue('basic_text');
    expect(storeKey(join(folder, 'k'), 'linux', random)).toBeUndefined();
    expect(storeKey(join(folder, 'k'), 'win32', random)).toEqual(random(32));
  });

  test('a key that cannot be opened stops the start: a new one would lose the stores', () => {
    const file = join(folder, 'k');
    writeFileSync(file, 'of another user');
    expect(() => storeKey(file, 'linux', random)).toThrow('decrypt');
  });
});

describe('window', () => {
  test('is shown when the first picture is there; a page that died is loaded again', () => {
    const said: string[] = [];
    openStationWindow({ preload: '/p', devTools: false, onMenu: () => {}, log: (text) => void said.push(text) });
    const window = FakeWindow.all.at(-1);
    window?.emit('ready-to-show');
    expect(window?.done).toEqual(['maximize', 'show']);
    window?.webContents.emit('render-process-gone', {}, { reason: 'clean-exit', exitCode: 0 });
    expect(said).toEqual([]);
    window?.webContents.emit('render-process-gone', {}, { reason: 'oom', exitCode: 5 });
    expect(window?.done).toEqual(['maximize', 'show', 'reload']);
    expect(said).toHaveLength(1);
  });

  test('the menu prints; the inspector is in development alone', () => {
    const commands: string[] = [];
    const options = {
      preload: '/p',
      onMenu: (_: unknown, command: string) => void commands.push(command),
      log: () => {},
    };
    openStationWindow({ ...options, devTools: false });
    const file = menus.at(-1)?.[0];
    file?.submenu?.[0]?.click?.();
    expect(commands).toEqual(['print']);
    expect(JSON.stringify(menus.at(-1))).not.toContain('toggleDevTools');
    openStationWindow({ ...options, devTools: true });
    expect(JSON.stringify(menus.at(-1))).toContain('toggleDevTools');
  });
});
