// Shows a station to the person: in Electron when its binary is here, else in a Chromium window, else in the default browser.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { findChromium, findElectron, type Machine, thisMachine } from './find-programs.ts';
import { utf8Locale } from './utf8-locale.ts';

export type OpenedWith = 'electron' | 'chromium' | 'default browser' | 'nothing';

export interface Launch {
  with: OpenedWith;
  command: string;
  args: string[];
  env: Record<string, string>;
}

export interface OpenStationOptions {
  machine?: Machine;
  isRoot?: boolean;
  /** Resolves true when the program started. */
  launch?(launch: Launch): Promise<boolean>;
  say?(text: string): void;
}

/** Electron starts what `main` in package.json names. */
const projectFolder = fileURLToPath(new URL('../../', import.meta.url));

function defaultBrowser(platform: string, url: string): Omit<Launch, 'with' | 'env'> {
  if (platform === 'win32') return { command: 'rundll32', args: ['url.dll,FileProtocolHandler', url] };
  return { command: platform === 'darwin' ? 'open' : 'xdg-open', args: [url] };
}

/**
 * Ways to show the station, best first. The address may hold a one-time launch token: Electron gets it by its environment,
 * which other users cannot read; for a browser there is no other way than the command line, and the token is spent at once.
 */
export function waysToOpen(url: string, machine: Machine, isRoot: boolean): Launch[] {
  const { platform, env } = machine;
  if (platform === 'linux' && !env.DISPLAY && !env.WAYLAND_DISPLAY) return [];
  const ways: Launch[] = [];
  const locale = utf8Locale(machine);
  const electron = findElectron(machine);
  // Chromium's sandbox does not start as root, and neither program is run here without it.
  if (electron && !isRoot) {
    ways.push({ with: 'electron', command: electron, args: [projectFolder], env: { ...locale, YISHU_ATTACH: url } });
  }
  const chromium = findChromium(machine);
  if (chromium && !isRoot) {
    const args = [`--app=${url}`, '--no-first-run', '--no-default-browser-check', '--disable-background-networking'];
    ways.push({ with: 'chromium', command: chromium, args, env: locale });
  }
  ways.push({ with: 'default browser', ...defaultBrowser(platform, url), env: locale });
  return ways;
}

/** Starts the program apart from us: closing the window or this process leaves the other alone. */
export function launchDetached({ command, args, env }: Launch): Promise<boolean> {
  return new Promise((resolve) => {
    const { NODE_OPTIONS: _, ELECTRON_RUN_AS_NODE: __, ...inherited } = process.env;
    const child = spawn(command, args, { detached: true, stdio: 'ignore', env: { ...inherited, ...env } });
    child.once('error', () => resolve(false));
    child.once('spawn', () => {
      child.unref();
      resolve(true);
    });
  });
}

/** Shows the station at `url`; when nothing can be started it says the address. Never throws. */
export async function openStation(url: string, options: OpenStationOptions = {}): Promise<OpenedWith> {
  const { machine = thisMachine(), isRoot = process.getuid?.() === 0, launch = launchDetached } = options;
  const say = options.say ?? ((text: string) => void process.stderr.write(`${text}\n`));
  for (const way of waysToOpen(url, machine, isRoot)) {
    const started = await launch(way).catch(() => false);
    if (started) return way.with;
  }
  say(`请在浏览器中打开 / open this address in a browser:\n  ${url}`);
  return 'nothing';
}
