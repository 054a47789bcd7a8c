// Records a real host under strace while analyzers send it results: what its disk was asked to do, and what it said to them.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { until } from '../until.ts';
import { tracedCalls } from './trace.ts';

export interface Recording {
  /** Text of strace about the files in `folder` and the lines of the analyzers. */
  trace: string;
  folder: string;
  /** What each analyzer sent, by its end of the line as the host saw it (`host:port`), in order; each is answered by one byte. */
  sent: { [peer: string]: string[] };
}

/** False where there is no strace, or where this process may not trace. */
export function canTrace(): boolean {
  return process.platform === 'linux' && spawnSync('strace', ['-e', 'trace=none', 'true']).status === 0;
}

const script = fileURLToPath(new URL('../../support/run-host.ts', import.meta.url));

async function listening(child: ChildProcess): Promise<{ host: string; port: number }> {
  const { stdout } = child;
  if (!stdout) throw new Error('no pipe');
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: stdout }).once('line', resolve);
    child.once('exit', (code) => reject(new Error(`the host ended with ${code} before it listened`)));
  });
  const [host = '', port = ''] = String(JSON.parse(line).address).split(':');
  return { host, port: Number(port) };
}

/** Sends one after the other, each when the one before is answered; several lines at once share commits. */
async function play(to: { host: string; port: number }, messages: readonly string[]): Promise<[string, Socket]> {
  const socket = connect(to);
  await new Promise<void>((done, failed) => socket.once('connect', () => done()).once('error', failed));
  const peer = `${socket.localAddress}:${socket.localPort}`;
  let answers = 0;
  socket.on('data', (bytes) => {
    answers += bytes.length;
  });
  for (const [index, message] of messages.entries()) {
    socket.write(message);
    await until('the acknowledgement', () => answers > index);
  }
  return [peer, socket];
}

/**
 * @param lines what each of several analyzers sends: texts of the made-up driver, ended as it wants them
 * The server is not there, so that everything stays in the host's own store.
 */
export async function recordHost(lines: readonly (readonly string[])[]): Promise<Recording> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'yishu-trace-')));
  const output = `${folder}.strace`;
  const trace = ['-D', '-f', '-yy', '-xx', '-s', '1000000', '-e', `trace=${tracedCalls}`, '-e', 'signal=none'];
  const host = [process.execPath, script, folder, 'http://127.0.0.1:9'];
  const child = spawn('strace', [...trace, '-o', output, ...host], {
    env: { ...process.env, YISHU_TEST: '1', YISHU_CRASH_AT: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  try {
    const to = await listening(child);
    const played = await Promise.all(lines.map((messages) => play(to, messages)));
    for (const [, socket] of played) socket.destroy();
    child.kill('SIGTERM');
    await ended;
    const text = await until('the end of the trace', async () => {
      const written = await readFile(output, 'utf8');
      return new RegExp(`^${child.pid} +\\+\\+\\+ exited with`, 'm').test(written) && written;
    });
    const sent = Object.fromEntries(played.map(([peer], index) => [peer, [...(lines[index] ?? [])]]));
    return { trace: relevant(text, folder), folder, sent };
  } finally {
    child.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
    await rm(output, { force: true });
  }
}

const inHex = (text: string) => Buffer.from(text).toString('hex').replace(/../g, '\\x$&');

/**
 * Leaves the lines about the folder and the sockets, and the two halves of calls that were interrupted. The cache is left out:
 * what it loses the server gives again.
 */
function relevant(text: string, folder: string): string {
  const mark = inHex(folder);
  const cache = inHex(`${folder}/cache.db`);
  const open = new Set<string>();
  const left = text.split('\n').filter((line) => {
    const [thread = ''] = line.split(' ', 1);
    if (/^\d+ +<\.\.\. /.test(line)) return open.delete(thread);
    const isWanted = (line.includes(mark) && !line.includes(cache)) || /^\d+ +writev?\(\d+<TCP/.test(line);
    if (isWanted && line.endsWith('<unfinished ...>')) open.add(thread);
    return isWanted;
  });
  return left.join('\n');
}

/** The same recording as made in another folder: nothing in it tells of the machine. */
export function moved({ trace, folder, sent }: Recording, to: string): Recording {
  const text = trace.replaceAll(/AT_FDCWD<[^>]*>/g, 'AT_FDCWD').replaceAll(inHex(folder), inHex(to));
  return { trace: text, folder: to, sent };
}
