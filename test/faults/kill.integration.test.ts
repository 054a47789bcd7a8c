// kill -9 of server and host at every named step of the path, alone and in both orders: what was acknowledged is in the record, each once.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { crashPoints } from '../../main/host/custody/crash-point.ts';
import { commandSteps, sequencerSteps } from '../../server/kernel/steps.ts';
import { cachedSpecimens, expectWhole, openRecord } from './record.ts';
import { openWorld, type Tube, value, type World } from './world.ts';

/** Steps at which the server dies, each with what must have come before it, so that it dies over a result and not over idle work. */
const serverSteps: readonly { name: string; steps: readonly string[] }[] = [
  ...commandSteps.map((step) => [step]),
  ...sequencerSteps.map((step) => ['after-commit', step]),
  ['half-sent:/rpc/sync/push'],
  ['after-commit', 'half-sent:/rpc/sync/live'],
  ['after-commit', 'half-sent:/rpc/sync/since'],
].map((steps) => ({ name: steps.join(', then '), steps }));

let world: World;
const acknowledged: Tube[] = [];

beforeAll(async () => {
  world = await openWorld(2 * (2 * serverSteps.length + crashPoints.length));
  await world.startServer();
  await world.startHost();
  await world.settled([]);
});
afterAll(() => world?.close());

async function expectHealed(tubes: readonly Tube[]): Promise<void> {
  acknowledged.push(...tubes);
  expectWhole(await world.settled(tubes), acknowledged, value);
}

test.each(serverSteps)('the server is killed at $name', async ({ steps }) => {
  const tubes = world.take(2);
  await world.arm(steps);
  await world.measure(tubes, () => Promise.reject(new Error('the host must go on without its server')));
  expect(await world.server().ended).toBe('SIGKILL');
  await world.startServer();
  await expectHealed(tubes);
});

test.each(serverSteps)('the server is killed at $name; and then the host', async ({ steps }) => {
  const tubes = world.take(2);
  await world.arm(steps);
  await world.measure(tubes, () => Promise.reject(new Error('the host must go on without its server')));
  expect(await world.server().ended).toBe('SIGKILL');
  world.host().kill();
  await world.host().ended;
  await Promise.all([world.startServer(), world.startHost()]);
  await expectHealed(tubes);
});

test.each(crashPoints)('the host is killed at %s, then the server', async (point) => {
  const tubes = world.take(2);
  const [first, second] = tubes;
  world.host().kill();
  await world.host().ended;
  await world.startHost(point);
  async function afterBoth(): Promise<void> {
    expect(await world.host().ended).toBe('SIGKILL');
    world.server().kill();
    await world.server().ended;
    await Promise.all([world.startServer(), world.startHost()]);
  }
  let broken = 0;
  const mend = () => {
    broken += 1;
    return afterBoth();
  };
  await world.measure(first ? [first] : [], mend);
  // Points after the acknowledgement: the host dies over a message that the analyzer has let go.
  if (broken === 0) await afterBoth();
  await world.measure(second ? [second] : [], mend);
  await expectHealed(tubes);
});

test('the host’s cache is what the server holds', async () => {
  await world.settled(acknowledged);
  const record = await openRecord(world.serverDir);
  const held = await record.specimens().finally(record.close);
  world.host().kill('SIGTERM');
  expect(await world.host().ended).toBe('0');
  const cached = await cachedSpecimens(world.hostDir);
  expect([...cached.keys()].sort()).toEqual([...held.keys()].sort());
  for (const [id, document] of held) expect(cached.get(id)).toEqual(document);
});
