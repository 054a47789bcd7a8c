// A headless Chromium for end-to-end tests; suites skip themselves, by name, where none is installed.
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
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
