// The packing job in a process of its own that kills itself at a named step: `node pack-child.ts SERVER_DIR STEP`, the store's key in the environment.
import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { packObject } from '../../server/areas/imaging/packing/pack-object.ts';
import { createPacker } from '../../server/areas/imaging/packing/packer.ts';
import { attached } from './record.ts';

const [serverDir = '', deadly = ''] = process.argv.slice(2);
const key = Buffer.from(process.env.STORE_KEY ?? '', 'hex');
const hourMs = 3_600_000;

function reached(step: string): void {
  if (step === deadly) process.kill(process.pid, 'SIGKILL');
}

const { db, close } = await attached(serverDir);
const packer = createPacker({
  db,
  // What came a moment ago is at rest.
  clock: { now: () => new Date(Date.now() + hourMs) },
  log: (level, message, detail) => process.stderr.write(`${level} ${message} ${JSON.stringify(detail ?? {})}\n`),
  newId: randomUUID,
  root: join(serverDir, 'archive'),
  demand: { isQuiet: () => true },
  pack: (task) => packObject({ ...task, cipher: 'aes-256-ctr', key, iv: randomBytes(16) }, reached),
  repair: async () => false,
  wait: async () => {},
  reached,
});
await packer.pass();
const { state, problem, failed } = await packer.state();
await close();
process.exit(state === 'current' && problem === null && failed === 0 ? 0 : 1);
