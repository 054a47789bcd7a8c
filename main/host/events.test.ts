// The hub: every listener hears, one that falls behind is told to look again, nobody's memory grows without end.
import { expect, test } from 'vitest';
import { createEventHub } from './events.ts';

test('begins with hello, joins equal notices, keeps the newest state of the link', async () => {
  const hub = createEventHub(() => new Date(0));
  const stop = new AbortController();
  const events = hub.listen(stop.signal);
  expect((await events.next()).value?.type).toBe('hello');
  for (let round = 0; round < 3; round++) hub.publish({ type: 'change', kind: 'specimen', entityId: 'a' });
  hub.publish({ type: 'change', kind: 'specimen', entityId: 'b' });
  expect([(await events.next()).value, (await events.next()).value]).toEqual([
    { type: 'change', kind: 'specimen', entityId: 'a' },
    { type: 'change', kind: 'specimen', entityId: 'b' },
  ]);
  const waiting = events.next();
  stop.abort();
  expect((await waiting).done).toBe(true);
});

test('a listener that does not read is told to look at everything', async () => {
  const hub = createEventHub(() => new Date(0));
  const events = hub.listen(undefined);
  await events.next();
  for (let round = 0; round <= 500; round++) hub.publish({ type: 'inbox', id: String(round) });
  expect((await events.next()).value?.type).toBe('hello');
  hub.close();
  expect((await events.next()).done).toBe(true);
});
