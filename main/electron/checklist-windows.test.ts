// Point 14 of Electron's security checklist: which windows our page may open, and what they are.
import type { WebContents } from 'electron';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { guardContents } from './guards.ts';
import { imageWindowOf, imageWindows } from './image-windows.ts';
import { FakeContents, FakeWindow, opened } from './testing/fake-electron.ts';
import { guardedContents, lookalikes, ours } from './testing/guarded.ts';
import { webPreferences } from './windows.ts';

vi.mock('electron', async () => (await import('./testing/fake-electron.ts')).fakeElectron());

const prefs = webPreferences('/app/preload.cjs', false);

beforeEach(() => {
  opened.length = 0;
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
    others.push(image().replace('yishu://station', 'yishu://station.evil.example'), `https://station/?images=${desk}`);
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
