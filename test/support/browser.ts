// A headless Chromium for end-to-end tests, and station pages in it; suites skip themselves, by name, where none is installed.
import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { utf8Locale } from '../../main/node/utf8-locale.ts';

const candidates = [
  process.env.YISHU_CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
].filter((path): path is string => path !== undefined);

export const browserPath = candidates.find((path) => existsSync(path)) ?? null;

/** @param extra flags beside those that every test has */
export function launchBrowser(extra: readonly string[] = []): Promise<Browser> {
  if (!browserPath) throw new Error('no Chromium: apt-get install chromium fonts-noto-cjk, or set YISHU_CHROMIUM');
  return chromium.launch({
    executablePath: browserPath,
    env: { ...process.env, ...utf8Locale(process) },
    args: [
      '--no-sandbox',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...extra,
    ],
  });
}

/** The folder for pictures for the eye; unset, none are taken. */
export const shots = process.env.YISHU_SHOTS;

/** A picture for the eye. */
export async function shoot(page: Page, name: string): Promise<void> {
  if (shots) await page.screenshot({ path: `${shots}/${name}.png` });
}

export interface StationPages {
  /** The screen of a station, opened by somebody who is logged in; '' is the start page, for a person without a station. */
  at(
    person: { cookie(): string },
    screen: string,
    options?: { width?: number; height?: number; locale?: string },
  ): Promise<Page>;
  shoot: typeof shoot;
}

/**
 * @param serverUrl of a running server with its pages built
 * @param area whose screens are opened, as it stands in the address
 * @param faults gets the message of every script that failed
 */
export function stationPages(chromium: Browser, serverUrl: string, area: string, faults: string[]): StationPages {
  return {
    async at(person, screen, { width = 1366, height = 768, locale = 'zh-CN' } = {}) {
      const context = await chromium.newContext({
        viewport: { width, height },
        locale,
        timezoneId: 'Asia/Shanghai',
      });
      const [name = '', value = ''] = person.cookie().split('=');
      await context.addCookies([{ name, value, url: serverUrl }]);
      const page = await context.newPage();
      page.on('pageerror', (error) => faults.push(error.message));
      await page.goto(`${serverUrl}/#/${area}/${screen}`);
      if (screen !== '') await page.getByTestId(`screen-${screen.split('?')[0]}`).waitFor();
      // The language is a preference of the person, not of the browser.
      if (locale !== 'zh-CN') {
        await page.getByTestId('person-menu').click();
        await page.getByTestId('language').click();
        await page.locator(`html[lang=${locale}]`).waitFor();
      }
      return page;
    },
    shoot,
  };
}
