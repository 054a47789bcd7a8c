// The server in a process of its own that dies where it is told: `node run-server.ts DATA_DIR PORT HIS_PORT`.
// Armed over IPC with steps that must come one after the other; at the last one it kills itself, or its database.
import { readFileSync } from 'node:fs';
import { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { createServer } from '../../server/app.ts';

const Arm = z.object({
  steps: z.array(z.string()).min(1),
  victim: z.enum(['server', 'database']),
  signal: z.enum(['SIGKILL', 'SIGQUIT']),
});

const [dataDir = '', port = '0', hisPort = '0'] = process.argv.slice(2);
const armed: { arm: z.infer<typeof Arm> | null } = { arm: null };

function die(): void {
  process.kill(process.pid, 'SIGKILL');
}

/** True when this is the last of the armed steps. */
function isLast(step: string): boolean {
  const { arm } = armed;
  if (arm?.steps[0] !== step) return false;
  arm.steps.shift();
  return arm.steps.length === 0;
}

function reached(step: string): void {
  const { arm } = armed;
  if (!isLast(step) || !arm) return;
  if (arm.victim === 'server') die();
  const file = readFileSync(join(dataDir, 'postgres', 'data', 'postmaster.pid'), 'utf8');
  process.kill(Number.parseInt(file, 10), arm.signal);
  process.send?.({ done: true });
}

/** Answers are cut in their middle by the socket itself, under everything that the server does: `half-sent:PATH`. */
for (const name of ['write', 'end'] as const) {
  const original = ServerResponse.prototype[name];
  const write = ServerResponse.prototype.write;
  Object.defineProperty(ServerResponse.prototype, name, {
    value(this: ServerResponse, ...args: unknown[]): unknown {
      const [chunk] = args;
      const isData = (typeof chunk === 'string' || chunk instanceof Uint8Array) && chunk.length > 1;
      const path = this.req.url?.split('?')[0] ?? '';
      if (!isData || !isLast(`half-sent:${path}`)) return Reflect.apply(original, this, args);
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      return Reflect.apply(write, this, [bytes.subarray(0, bytes.length >> 1), die]);
    },
  });
}
/** The only thread of the server is its printer. */
const post = Worker.prototype.postMessage;
Object.defineProperty(Worker.prototype, 'postMessage', {
  value(this: Worker, ...args: unknown[]): unknown {
    const result = Reflect.apply(post, this, args);
    reached('pdf-ordered');
    return result;
  },
});

const server = await createServer({
  dataDir,
  port: Number(port),
  hl7Peers: [{ name: 'HIS', host: '127.0.0.1', port: Number(hisPort), charset: 'UNICODE UTF-8' }],
  log: (level, message, detail) => {
    if (level !== 'info') process.stderr.write(`${level} ${message} ${JSON.stringify(detail ?? {})}\n`);
  },
  reached,
});
process.on('message', (message) => {
  armed.arm = Arm.parse(message);
  process.send?.({ armed: true });
});
process.on('SIGTERM', () => void server.close().then(() => process.exit(0)));
process.send?.({ ready: true });
