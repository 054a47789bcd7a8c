// Opens one encrypted SQLite file the way the promises need it, and brings its tables up to date. Runs in the worker.
import type BetterSqlite3 from 'better-sqlite3';
import { StoreError } from './store-definition.ts';

/**
 * WAL with synchronous=FULL: a commit that returned survives a power cut. The exclusive lock keeps a second host out.
 * @throws StoreError STORE_UNREADABLE (wrong key or damaged), STORE_IN_USE, STORE_NEWER
 */
export async function openDatabase(
  path: string,
  key: Uint8Array,
  migrations: readonly string[],
): Promise<BetterSqlite3.Database> {
  const { default: Database } = await import('better-sqlite3-multiple-ciphers');
  const database = new Database(path, { timeout: 1_000 });
  try {
    database.pragma("cipher='chacha20'");
    database.pragma(`key="x'${Buffer.from(key).toString('hex')}'"`);
    database.pragma('locking_mode=EXCLUSIVE');
    database.pragma('journal_mode=WAL');
    database.pragma('synchronous=FULL');
    database.pragma('secure_delete=ON');
    database.pragma('foreign_keys=ON');
    database.pragma('journal_size_limit=67108864');
    // KiB of pages kept; the library's own 16 MB for each store is what an inbox of 100,000 messages would fill.
    database.pragma('cache_size=-4096');
    migrate(database, migrations);
    return database;
  } catch (error) {
    database.close();
    throw explained(error, path);
  }
}

/**
 * Whether commits wait for the disk from now on. Without waiting (synchronous=NORMAL in WAL mode) a commit is whole and in order,
 * but a power cut may take the newest ones, up to the last commit that waited.
 */
export function syncCommits(database: BetterSqlite3.Database, sync: boolean): void {
  const wanted = sync ? 2 : 1;
  if (database.pragma('synchronous', { simple: true }) !== wanted) database.pragma(`synchronous=${wanted}`);
}

function migrate(database: BetterSqlite3.Database, migrations: readonly string[]): void {
  const version = Number(database.pragma('user_version', { simple: true }));
  if (version > migrations.length) {
    throw new StoreError(
      'STORE_NEWER',
      `The store was written by a newer Yishu (version ${version}, this one knows ${migrations.length}). Install that version again.`,
    );
  }
  for (const [index, text] of migrations.entries()) {
    if (index < version) continue;
    database.transaction(() => {
      database.exec(text);
      database.pragma(`user_version=${index + 1}`);
    })();
  }
}

function explained(error: unknown, path: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code.startsWith('SQLITE_NOTADB') || code.startsWith('SQLITE_CORRUPT')) {
    return new StoreError('STORE_UNREADABLE', `${path} cannot be read with this key, or it is damaged (${code}).`);
  }
  if (code.startsWith('SQLITE_BUSY')) {
    return new StoreError('STORE_IN_USE', `${path} is in use by another host. Only one host may run on a data folder.`);
  }
  return error;
}
