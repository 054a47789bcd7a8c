// Where the programs that can show a station are: Electron from npm, else a browser of the Chromium family.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import browsers from './browsers.json' with { type: 'json' };

export interface Machine {
  platform: string;
  env: Record<string, string | undefined>;
  exists(path: string): boolean;
}

export const thisMachine = (): Machine => ({ platform: process.platform, env: process.env, exists: existsSync });

const projectFolder = fileURLToPath(new URL('../../', import.meta.url));
const electronProgram: Record<string, string> = {
  linux: 'electron',
  win32: 'electron.exe',
  darwin: 'Electron.app/Contents/MacOS/Electron',
};

/** Electron's binary. The npm package comes without it and would fetch it when imported, so it is looked for, never imported. */
export function findElectron({ platform, env, exists }: Machine = thisMachine()): string | undefined {
  const program = electronProgram[platform];
  if (!program) return undefined;
  const folders = [env.ELECTRON_OVERRIDE_DIST_PATH, join(projectFolder, 'node_modules', 'electron', 'dist')];
  return folders
    .filter((folder) => folder !== undefined)
    .map((folder) => join(folder, program))
    .find(exists);
}

/** YISHU_CHROMIUM when it is set, else the first of the usual names on the PATH, else the usual places of the platform. */
export function findChromium({ platform, env, exists }: Machine = thisMachine()): string | undefined {
  const onPath = (env.PATH ?? '')
    .split(delimiter)
    .filter(Boolean)
    .flatMap((folder) => browsers.names.map((name) => join(folder, name)));
  const places = new Map<string, string[]>(Object.entries(browsers.paths)).get(platform) ?? [];
  const expanded = places.map((path) => path.replace(/%([^%]+)%/g, (_, name: string) => env[name] ?? ''));
  return [env[browsers.environment], ...onPath, ...expanded].find(
    (path) => path !== undefined && path !== '' && exists(path),
  );
}
