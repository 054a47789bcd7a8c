// An answer that noise turns into STX must not make the sender deaf (found by the simulation, seed 870).
import { expect, test } from 'vitest';
import { ACK, ENQ, STX } from '../ascii.ts';
import { createLis01Session } from './session.ts';

test.each(['host', 'instrument'] as const)('%s: after the time-out the next answer is heard', (role) => {
  const session = createLis01Session({ role });
  const writes = (actions: ReturnType<typeof session.tick>) =>
    actions.flatMap((action) => (action.type === 'write' ? [...action.bytes] : []));
  expect(writes(session.send('one', Buffer.from('H|\\^&\rL|1|N\r'), 0))).toEqual([ENQ]);
  expect(writes(session.receive(Uint8Array.of(STX), 10))).toEqual([]);
  let again: number[] = [];
  let now = 0;
  for (let due = session.deadline(); due !== null && !again.includes(ENQ) && now < 60_000; due = session.deadline()) {
    now = due;
    again = writes(session.tick(now));
  }
  expect(again).toContain(ENQ);
  expect(writes(session.receive(Uint8Array.of(ACK), now + 10))[0]).toBe(STX);
});
