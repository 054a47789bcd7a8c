// PostgreSQL refuses to run as root. As root it is started in a user namespace where root is `nobody`, else as the user nobody.
import { execFile } from 'node:child_process';
import { chmod, chown, lstat, readdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { fail } from '../../core/kernel/errors.ts';

const run = promisify(execFile);
/** Debian's and most others' `nobody`; it needs an entry in passwd, which PostgreSQL looks up. */
const nobody = 65_534;

export interface RunAs {
  /** What is put before the program and its arguments. */
  prefix: string[];
  /** Set when the process changes its user the ordinary way. */
  uid?: number;
  gid?: number;
}

async function works(command: string, args: string[]): Promise<boolean> {
  try {
    await run(command, args, { timeout: 5000 });
    return true;
  } catch {
    return false;
  }
}

async function firstClosedParent(path: string): Promise<string | null> {
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    const { mode } = await stat(folder);
    if ((mode & 0o001) === 0) return folder;
    if (dirname(folder) === folder) return null;
  }
}

async function giveTo(path: string, owner: number): Promise<void> {
  const entry = await lstat(path);
  if (entry.uid !== owner) await chown(path, owner, owner);
  if (entry.isDirectory()) for (const name of await readdir(path)) await giveTo(join(path, name), owner);
}

/**
 * How to start a PostgreSQL program here.
 * @param folder the database's own folder, which the process must own, inside the data folder of the server
 * @param binary one of its programs, which the process must reach
 * @throws INTERNAL with a remedy when root can become nobody in neither way
 */
export async function runAs(folder: string, binary: string): Promise<RunAs> {
  // PostgreSQL then ends when this process is killed, so that no orphan keeps the folder.
  const dieWithParent = ['setpriv', '--pdeathsig', 'INT', '--'];
  const follow =
    process.platform === 'linux' && (await works('setpriv', ['--pdeathsig', 'INT', '--', 'true'])) ? dieWithParent : [];
  if (process.getuid?.() !== 0) return { prefix: follow };

  const namespace = ['unshare', '--user', `--map-user=${nobody}`, `--map-group=${nobody}`, '--'];
  // In the namespace root's files belong to nobody: folders of root, /root too, stay reachable. `unshare` execs, so the pid stays.
  if (await works('unshare', [...namespace.slice(1), binary, '--version']))
    return { prefix: [...namespace, ...follow] };

  // Passable for all, readable for none: what else lies in the data folder stays closed to nobody.
  await chmod(dirname(folder), 0o711);
  const closed = (await firstClosedParent(dirname(binary))) ?? (await firstClosedParent(dirname(folder)));
  if (closed) {
    throw fail('INTERNAL', {
      what: `PostgreSQL does not run as root, and the user nobody may not pass ${closed}`,
      remedy:
        'start as an ordinary user, or put the program and the data folder below /opt or /srv, or set DATABASE_URL',
    });
  }
  await giveTo(folder, nobody);
  return { prefix: [], uid: nobody, gid: nobody };
}
