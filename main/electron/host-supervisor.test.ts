// The host process and its supervisor: requests by the bridge, a new process after a death, an orderly stop.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Host } from '../host/api.ts';
import type { HostStart, ToHost } from './host-messages.ts';
import { type MakeHost, type ParentPort, runHostProcess } from './host-process.ts';
import { cleanEnvironment, type Supervisor, superviseHost } from './host-supervisor.ts';
import { FakeUtility } from './testing/fake-electron.ts';

vi.mock('electron', async () => (await import('./testing/fake-electron.ts')).fakeElectron());

const start: HostStart = {
  dataDir: '/data',
  serverUrl: 'http://127.0.0.1:1',
  rendererDir: '/r',
  enrolmentCode: undefined,
};
const request = (path = '/') => new Request(`http://station${path}`);

function hostThat(answer: (request: Request) => Promise<Response>): Host & { closed: number } {
  return {
    closed: 0,
    fetch: answer,
    listeners: () => ({}),
    async close() {
      this.closed++;
    },
  };
}

/** Runs the real host-process.ts in the place of the process that the supervisor forked last. */
function play(makeHost: MakeHost): FakeUtility {
  const child = FakeUtility.all.at(-1);
  if (!child) throw new Error('nothing was forked');
  const parent: ParentPort = {
    postMessage: (message) => void child.emit('message', message),
    on(_event, listener) {
      const hear = ({ message, ports }: (typeof child.posted)[number]) =>
        listener({ data: message as ToHost, ports: ports as unknown as Parameters<typeof listener>[0]['ports'] });
      for (const posted of child.posted) hear(posted);
      child.on('posted', () => {
        const last = child.posted.at(-1);
        if (last) hear(last);
      });
    },
  };
  runHostProcess(parent, makeHost, (code) => {
    const port = child.posted[0]?.ports[0];
    port?.close();
    child.emit('exit', code);
  });
  return child;
}

const alarms = new Map<() => void, number>();
const log: string[] = [];
const refused: string[] = [];
let supervisor: Supervisor;

beforeEach(() => {
  FakeUtility.all.length = 0;
  alarms.clear();
  log.length = 0;
  refused.length = 0;
  supervisor = superviseHost({
    entry: '/app/host-main.ts',
    start,
    env: { PATH: '/bin', NODE_OPTIONS: '--require=/evil.js', YISHU_ATTACH: 'x' },
    log: (_level, message) => void log.push(message),
    alarm(ring, ms) {
      alarms.set(ring, ms);
      return () => void alarms.delete(ring);
    },
    onRefused: (reason) => void refused.push(reason),
  });
});

afterEach(async () => {
  for (const child of FakeUtility.all) for (const { ports } of child.posted) for (const port of ports) port.close();
});

/** Rings the alarms that were set with this many milliseconds. */
function ring(ms: number): void {
  for (const [bell, after] of [...alarms]) {
    if (after !== ms) continue;
    alarms.delete(bell);
    bell();
  }
}

describe('the host process', () => {
  test('is forked with a clean environment and told what it needs', () => {
    const [child] = FakeUtility.all;
    expect(child?.options).toMatchObject({ env: { PATH: '/bin' }, execArgv: [] });
    expect(child?.options.env).not.toHaveProperty('NODE_OPTIONS');
    expect(child?.posted[0]?.message).toEqual({ kind: 'start', start });
    expect(cleanEnvironment({ LD_PRELOAD: 'x', ELECTRON_RUN_AS_NODE: '1', LANG: 'zh_CN', EMPTY: undefined })).toEqual({
      LANG: 'zh_CN',
    });
  });

  test('a request that came before the host was ready is answered when it is', async () => {
    const early = supervisor.fetch(request('/early'));
    play(async () => hostThat(async ({ url }) => new Response(new URL(url).pathname)));
    expect(await (await early).text()).toBe('/early');
    expect(await (await supervisor.fetch(request('/later'))).text()).toBe('/later');
  });

  test('what the host logs is logged', async () => {
    play(async ({ log: say }) => {
      say('warn', 'no serial port');
      return hostThat(async () => new Response());
    });
    await supervisor.fetch(request());
    expect(log).toEqual(['no serial port']);
  });

  test('it dies: calls in flight reject at once, a new process serves the next ones', async () => {
    const child = play(async () => hostThat(() => new Promise(() => undefined)));
    const inFlight = expect(supervisor.fetch(request())).rejects.toMatchObject({ code: 'HOST_STOPPED' });
    await vi.waitFor(() => expect(alarms.size).toBe(0));
    await nextTurn();
    child.emit('exit', 139);
    await inFlight;
    const next = supervisor.fetch(request());
    ring(500);
    expect(FakeUtility.all).toHaveLength(2);
    play(async () => hostThat(async () => new Response('second')));
    expect(await (await next).text()).toBe('second');
  });

  test('it dies again and again: longer and longer waits, and a call gives up', async () => {
    const waits: number[] = [];
    for (let round = 0; round < 9; round++) {
      FakeUtility.all.at(-1)?.emit('exit', 1);
      const [wait] = alarms.values();
      waits.push(wait ?? 0);
      ring(wait ?? 0);
    }
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
    const call = expect(supervisor.fetch(request())).rejects.toMatchObject({ code: 'HOST_STOPPED' });
    await nextTurn();
    ring(30_000);
    await call;
  });

  test('it cannot run: the reason is shown, it is not started again, calls reject', async () => {
    const waiting = expect(supervisor.fetch(request())).rejects.toMatchObject({
      code: 'HOST_STOPPED',
      detail: { reason: 'folder not writable' },
    });
    play(() => Promise.reject(new Error('folder not writable')));
    await waiting;
    expect(refused).toEqual(['folder not writable']);
    await expect(supervisor.fetch(request())).rejects.toMatchObject({ code: 'HOST_STOPPED' });
    expect(FakeUtility.all).toHaveLength(1);
  });

  test('stop closes the stores, ends the process and is final', async () => {
    const host = hostThat(async () => new Response('ok'));
    play(async () => host);
    await supervisor.fetch(request());
    await supervisor.stop();
    expect(host.closed).toBe(1);
    expect(FakeUtility.all).toHaveLength(1);
    await expect(supervisor.fetch(request())).rejects.toMatchObject({ code: 'HOST_STOPPED' });
    await supervisor.stop();
  });

  test('a host that does not stop is killed', async () => {
    const [child] = FakeUtility.all;
    const stopping = supervisor.stop();
    ring(10_000);
    await stopping;
    expect(child?.killed).toBe(true);
  });
});
