// A serial port over a pair of pseudo-terminals made by socat, unplugged and plugged in again.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createReadStream, createWriteStream, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSerial } from './serial.ts';
import { listSerialPorts } from './serial-ports.ts';
import type { Peer, Transport, TransportStatus } from './transport.ts';

function hasSocat(): boolean {
  try {
    execFileSync('socat', ['-V'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

let dir: string;
let socat: ChildProcess | null = null;
let transport: Transport | null = null;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'yishu-serial-'));
});
afterEach(async () => {
  await transport?.close();
  socat?.kill('SIGKILL');
  rmSync(dir, { recursive: true, force: true });
});

async function until(what: string, look: () => unknown): Promise<void> {
  for (let round = 0; round < 400; round++) {
    if (look()) return;
    await new Promise((resume) => setTimeout(resume, 10));
  }
  throw new Error(`waited in vain for ${what}`);
}

async function plug(): Promise<{ analyzer: string; host: string }> {
  const [analyzer, host] = [join(dir, 'analyzer'), join(dir, 'host')];
  socat = spawn('socat', [`pty,raw,echo=0,link=${analyzer}`, `pty,raw,echo=0,link=${host}`], { stdio: 'ignore' });
  await until('the pair of ports', () => existsSync(analyzer) && existsSync(host));
  return { analyzer, host };
}

test.skipIf(!hasSocat())('bytes both ways, and again after the adapter was pulled (needs socat)', async () => {
  const { analyzer, host } = await plug();
  const peers: Peer[] = [];
  const statuses: TransportStatus[] = [];
  let received = '';
  let closed = 0;
  transport = createSerial({
    path: host,
    baudRate: 9600,
    dataBits: 8,
    stopBits: 1,
    parity: 'none',
    delays: { firstMs: 20, longestMs: 50 },
    pollMs: 20,
  });
  transport.start({
    peer(peer) {
      peers.push(peer);
      peer.onBytes((bytes) => {
        received += new TextDecoder().decode(bytes);
      });
      peer.onClose(() => closed++);
    },
    status: (status) => statuses.push(status),
    file: async () => 'stored',
  });
  await until('the port to be open', () => peers.length === 1);
  const writer = createWriteStream(analyzer);
  const reader = createReadStream(analyzer);
  reader.on('error', () => undefined);
  writer.on('error', () => undefined);
  writer.write('from the analyzer');
  await until('bytes', () => received === 'from the analyzer');
  let heard = '';
  reader.on('data', (chunk) => {
    heard += chunk.toString();
  });
  expect(await peers[0]?.write(new TextEncoder().encode('to the analyzer'))).toBe(true);
  await until('our bytes', () => heard === 'to the analyzer');

  socat?.kill('SIGKILL');
  await until('the loss', () => closed === 1 && statuses.at(-1)?.state === 'retrying');
  expect(await peers[0]?.write(Uint8Array.of(1))).toBe(false);
  rmSync(analyzer, { force: true });
  rmSync(host, { force: true });
  reader.destroy();
  writer.destroy();
  await plug();
  await until('the port again', () => peers.length === 2);
});

test('a port that is not there is tried again and named', async () => {
  const statuses: TransportStatus[] = [];
  transport = createSerial({
    path: join(dir, 'none'),
    baudRate: 9600,
    dataBits: 8,
    stopBits: 1,
    parity: 'none',
    delays: { firstMs: 5, longestMs: 5 },
  });
  transport.start({ peer: () => undefined, status: (status) => statuses.push(status), file: async () => 'stored' });
  await until('two tries', () => statuses.filter(({ state }) => state === 'retrying').length >= 2);
  expect(statuses.at(-1)?.problem?.text).toContain('none');
});

test('the list of ports never fails; where udevadm is missing it says so', async () => {
  const { ports, note } = await listSerialPorts(dir);
  expect(Array.isArray(ports)).toBe(true);
  if (note !== null) expect(note).toContain('type the path');
});
