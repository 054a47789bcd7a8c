// `yishu audit verify`: checks the hash chain of the audit trail in the database of a data folder.
import { parseArgs } from 'node:util';
import { openDatabase } from '../../server/db/open.ts';
import { readAnchors } from '../../server/kernel/audit-anchor.ts';
import { verifyAuditChain } from '../../server/kernel/audit-verify.ts';
import { dataDirOf, logTo, printJson } from './options.ts';

/** Exit code 0 when the chain holds, 3 when it is broken. */
export async function audit(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { data: { type: 'string' }, json: { type: 'boolean' } },
  });
  if (positionals[0] !== 'verify') throw new Error('yishu audit verify [--data DIR] [--json]');
  const dataDir = dataDirOf(values.data, 'server');
  const database = await openDatabase({
    dataDir,
    databaseUrl: process.env.DATABASE_URL,
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
