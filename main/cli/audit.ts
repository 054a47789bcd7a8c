// `yishu audit verify`: checks the hash chain of the audit trail in the database of a data folder.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openDatabase } from '../../server/db/open.ts';
import { readAnchors } from '../../server/kernel/audit-anchor.ts';
import { verifyAuditChain } from '../../server/kernel/audit-verify.ts';
import { dataDirOf, logTo, printJson } from './options.ts';

/**
 * The folder of the database: the one that is named, or the server's part of it, as of a demo. A check never makes an empty trail and
 * calls it whole.
 */
function withDatabase(dataDir: string): string {
  const found = [dataDir, join(dataDir, 'server')].find((dir) =>
    existsSync(join(dir, 'postgres', 'data', 'PG_VERSION')),
  );
  if (found !== undefined) return found;
  throw new Error(
    `${dataDir}：没有数据库，请用 --data 指明服务器的数据文件夹 / no database here: name the server's data folder with --data`,
  );
}

/** Exit code 0 when the chain holds, 3 when it is broken. @throws where there is no database */
export async function audit(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { data: { type: 'string' }, json: { type: 'boolean' } },
  });
  if (positionals[0] !== 'verify') throw new Error('yishu audit verify [--data DIR] [--json]');
  const databaseUrl = process.env.DATABASE_URL;
  const named = dataDirOf(values.data, 'server');
  const dataDir = databaseUrl === undefined ? withDatabase(named) : named;
  const database = await openDatabase({
    dataDir,
    databaseUrl,
    log: logTo(true),
    ifRunning: 'attach',
  });
  try {
    const verdict = await verifyAuditChain(database.db, await readAnchors(dataDir));
    if (values.json) printJson(verdict);
    else if (verdict.ok)
      process.stdout.write(`审计链完整 / audit chain holds: ${verdict.rows} rows, head ${verdict.head ?? '-'}\n`);
    else process.stdout.write(`审计链已破坏 / audit chain broken at ${verdict.broken?.pos}: ${verdict.broken?.why}\n`);
    return verdict.ok ? 0 : 3;
  } finally {
    await database.close();
  }
}
