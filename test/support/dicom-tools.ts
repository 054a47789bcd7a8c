// dcmtk's programs beside the tests, and a tiny archive that keeps what it is sent: bytes in memory, by instance.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { connect, createServer } from 'node:net';
import type { DicomServices, StoreRequest } from '../../server/interfaces/dicom/dimse/services.ts';
import { createDicomServer, type DicomServer, type DicomServerOptions } from '../../server/interfaces/dicom/scp.ts';
import { looksLikeStorage, type NegotiationPolicy } from '../../server/interfaces/dicom/ul/negotiation.ts';
import { systemTimers } from '../../server/interfaces/dicom/ul/timers.ts';

export const implicitLittle = '1.2.840.10008.1.2';
export const explicitLittle = '1.2.840.10008.1.2.1';
export const models = {
  studyFind: '1.2.840.10008.5.1.4.1.2.2.1',
  studyMove: '1.2.840.10008.5.1.4.1.2.2.2',
  studyGet: '1.2.840.10008.5.1.4.1.2.2.3',
};

/** Whether a program of dcmtk is installed. */
export const hasTool = (name: string): boolean => spawnSync(name, ['--version']).status === 0;

/** Runs a program to its end; its output is stdout and stderr in one. */
export function runTool(
  name: string,
  args: readonly string[],
  cwd?: string,
): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(name, args, { cwd, env: { ...process.env, TCP_NODELAY: '1' } });
    let output = '';
    child.stdout.on('data', (data) => {
      output += data;
    });
    child.stderr.on('data', (data) => {
      output += data;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? -1, output }));
  });
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

const reachable = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => socket.end(() => resolve(true)));
    socket.once('error', () => resolve(false));
  });

export interface RunningTool {
  port: number;
  stop(): Promise<void>;
}

/** Starts a server program and waits until its port answers; `args` gets the port. */
export async function startTool(
  name: string,
  args: (port: number) => readonly string[],
  cwd: string,
): Promise<RunningTool> {
  const port = await freePort();
  const child: ChildProcess = spawn(name, args(port), {
    cwd,
    stdio: 'ignore',
    env: { ...process.env, TCP_NODELAY: '1' },
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  for (let tries = 0; tries < 100 && child.exitCode === null && !(await reachable(port)); tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  return {
    port,
    async stop() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

export interface Kept {
  bytes: Uint8Array;
  request: Omit<StoreRequest, 'data'>;
}

/** A store service that keeps data sets in `kept`, by SOP instance UID. */
export function keeping(kept: Map<string, Kept>): NonNullable<DicomServices['store']> {
  return async ({ data, ...request }) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of data) chunks.push(chunk);
    kept.set(request.sopInstanceUid, { bytes: new Uint8Array(Buffer.concat(chunks)), request });
    return { status: 0 };
  };
}

/** Takes anybody, every storage class in any syntax, the query models and storage commitment in little endian. */
export const openPolicy: NegotiationPolicy = {
  admit: () => ({ ok: true }),
  context: (abstractSyntax) =>
    looksLikeStorage(abstractSyntax)
      ? { transferSyntaxes: [], order: 'theirs', otherTransferSyntaxes: true, sendBack: true }
      : { transferSyntaxes: [explicitLittle, implicitLittle], order: 'ours' },
};

export function testServer(services: DicomServices, more: Partial<DicomServerOptions> = {}): Promise<DicomServer> {
  return createDicomServer({
    listen: { host: '127.0.0.1', port: 0 },
    negotiate: openPolicy,
    services,
    timers: systemTimers,
    log: () => undefined,
    ...more,
  });
}

/** A flat identifier in implicit or explicit VR little endian, from tag, VR and ASCII value in ascending order. */
export function identifier(elements: readonly (readonly [number, string, string])[], syntax: string): Uint8Array {
  return new Uint8Array(
    Buffer.concat(
      elements.map(([tag, vr, text]) => {
        const value = Buffer.from(text.length % 2 === 0 ? text : `${text}${vr === 'UI' ? '\0' : ' '}`, 'latin1');
        const head = Buffer.alloc(8);
        head.writeUInt16LE(tag >>> 16, 0);
        head.writeUInt16LE(tag & 0xffff, 2);
        if (syntax === implicitLittle) head.writeUInt32LE(value.length, 4);
        else {
          head.write(vr, 4, 'latin1');
          head.writeUInt16LE(value.length, 6);
        }
        return Buffer.concat([head, value]);
      }),
    ),
  );
}
