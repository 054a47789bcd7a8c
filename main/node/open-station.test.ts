// Which program shows the station, on which machine, and what happens when none can.
import { describe, expect, test } from 'vitest';
import { findChromium, findElectron, type Machine } from './find-programs.ts';
import { type Launch, launchDetached, openStation, waysToOpen } from './open-station.ts';
import { utf8Locale } from './utf8-locale.ts';

const url = 'http://127.0.0.1:4711/?launch=secret';
const machine = (has: (path: string) => boolean, more: Partial<Machine> = {}): Machine => ({
  platform: 'linux',
  env: { PATH: '/usr/bin:/opt/bin', DISPLAY: ':0' },
  exists: has,
  ...more,
});
const names = (launches: Launch[]) => launches.map((launch) => launch.with);

describe('finding programs', () => {
  test('the browser that YISHU_CHROMIUM names comes first, then the PATH in order', () => {
    const env = { PATH: '/usr/bin', YISHU_CHROMIUM: '/opt/own/chrome' };
    expect(findChromium(machine(() => true, { env }))).toBe('/opt/own/chrome');
    expect(findChromium(machine((path) => path === '/opt/bin/google-chrome'))).toBe('/opt/bin/google-chrome');
    expect(findChromium(machine(() => false))).toBeUndefined();
  });

  test('Edge on Windows is found by its folder', () => {
    const env = { 'ProgramFiles(x86)': 'C:\\Program Files (x86)' };
    const edge = 'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe';
    expect(findChromium(machine((path) => path === edge, { platform: 'win32', env }))).toBe(edge);
  });

  test('Electron counts only when its binary is there', () => {
    expect(findElectron(machine(() => false))).toBeUndefined();
    expect(findElectron(machine((path) => path.endsWith('electron/dist/electron')))).toMatch(
      /electron\/dist\/electron$/,
    );
    expect(findElectron(machine(() => true, { platform: 'freebsd' }))).toBeUndefined();
  });
});

describe('the locale of a browser', () => {
  const on = (env: Record<string, string>, platform = 'linux') => utf8Locale({ platform, env });

  test('none, C and POSIX become UTF-8, so that downloads keep Chinese names', () => {
    const utf8 = { LC_ALL: 'C.UTF-8' };
    expect([on({}), on({ LANG: 'C' }), on({ LANG: 'zh_CN.UTF-8', LC_ALL: 'POSIX' })]).toEqual([utf8, utf8, utf8]);
  });

  test('a chosen one stays; other systems have no need of it', () => {
    expect([on({ LANG: 'zh_CN.UTF-8' }), on({ LC_CTYPE: 'en_US.UTF-8' }), on({}, 'win32')]).toEqual([{}, {}, {}]);
  });
});

describe('ways to open', () => {
  test('Electron, Chromium, default browser, in this order', () => {
    expect(
      names(
        waysToOpen(
          url,
          machine(() => true),
          false,
        ),
      ),
    ).toEqual(['electron', 'chromium', 'default browser']);
    expect(
      names(
        waysToOpen(
          url,
          machine(() => false),
          false,
        ),
      ),
    ).toEqual(['default browser']);
  });

  test('Electron gets the address by its environment, not by a command line that others can read', () => {
    const [electron] = waysToOpen(
      url,
      machine(() => true),
      false,
    );
    expect(electron?.env.YISHU_ATTACH).toBe(url);
    expect(electron?.args.join(' ')).not.toContain('secret');
  });

  test('root gets no window without a sandbox', () => {
    expect(
      names(
        waysToOpen(
          url,
          machine(() => true),
          true,
        ),
      ),
    ).toEqual(['default browser']);
  });

  test('without a display nothing is started', () => {
    expect(
      waysToOpen(
        url,
        machine(() => true, { env: { PATH: '/usr/bin' } }),
        false,
      ),
    ).toEqual([]);
  });
});

describe('opening', () => {
  test('the next way is tried when one does not start', async () => {
    const tried: string[] = [];
    const launch = async (way: Launch) => {
      tried.push(way.with);
      if (way.with === 'electron') throw new Error('EACCES');
      return way.with === 'default browser';
    };
    const opened = await openStation(url, { machine: machine(() => true), isRoot: false, launch, say: () => {} });
    expect(opened).toBe('default browser');
    expect(tried).toEqual(['electron', 'chromium', 'default browser']);
  });

  test('when nothing starts the address is said', async () => {
    const said: string[] = [];
    const opened = await openStation(url, {
      machine: machine(() => false),
      isRoot: false,
      launch: async () => false,
      say: (text) => said.push(text),
    });
    expect(opened).toBe('nothing');
    expect(said.join('')).toContain(url);
  });

  test('a program that is not there is no error', async () => {
    const way: Launch = { with: 'chromium', command: '/nowhere/chromium', args: [], env: {} };
    expect(await launchDetached(way)).toBe(false);
  });
});
