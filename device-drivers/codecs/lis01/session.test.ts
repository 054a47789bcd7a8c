// The scripted line faults of the corpus must end as each `expect` says; the answers must be those of a conforming host.
import { describe, expect, test } from 'vitest';
import { emptyPlay, linkScripts, passTime, perform, play } from '../../../test/support/link-script.ts';
import { latin1Bytes, latin1Text } from '../../bytes.ts';
import type { SessionAction } from '../../session.ts';
import { ACK, ENQ, EOT, NAK } from '../ascii.ts';
import { encodeFrame, framesOf } from './frame.ts';
import { createLis01Session } from './session.ts';

const scripts = linkScripts((file) => !file.startsWith('mllp'));

describe('scripted line faults', () => {
  test('all 29 scripts are here', () => expect(scripts.length).toBe(29));

  test.each(scripts.map(({ file, script }) => [file, script] as const))('%s', (_file, script) => {
    const played = play(createLis01Session(), script);
    expect(played.differences).toEqual([]);
    expect(played.messages.length).toBe(script.expect.messages);
    if (script.expect.naks !== undefined) {
      expect(played.written.filter((byte) => byte === NAK).length).toBe(script.expect.naks);
    }
    if (script.expect.alarm === true) expect(played.problems.some((problem) => problem.alarm)).toBe(true);
    expect(played.messages.some((message) => !message.complete)).toBe(script.expect.incomplete === true);
    if (script.expect.hostEnqAgain === true) expect(played.written.at(-1)).toBe(ENQ);
  });

  test.each(scripts.map(({ file, script }) => [file, script] as const))('%s byte by byte', (_file, script) => {
    const whole = play(createLis01Session(), script);
    const bytewise = play(createLis01Session(), script, (bytes) => [...bytes].map((byte) => Uint8Array.of(byte)));
    expect(bytewise).toEqual(whole);
  });
});

const content = latin1Bytes('H|\\^&\rP|1\rO|1|77\rR|1|^^^GLU|5.1\rL|1|N\r');
const frame = (number: number, text: string, last = true) => encodeFrame(number, latin1Bytes(text), last);
const kinds = (actions: SessionAction[]) => actions.map((action) => action.type);
const bytesOf = (actions: SessionAction[]) =>
  actions.flatMap((action) => (action.type === 'write' ? [...action.bytes] : []));

describe('storing before acknowledging', () => {
  test('the acknowledgement waits for the store and busy becomes NAK', () => {
    const session = createLis01Session();
    session.receive(Uint8Array.of(ENQ), 0);
    const first = session.receive(frame(1, 'H|\\^&\rL|1|N\r'), 0);
    expect(kinds(first)).toEqual(['persist']);
    expect(first[0]).toMatchObject({ messages: [{ complete: true }] });
    expect(bytesOf(session.settle(1, 'busy', 0))).toEqual([NAK]);
    expect(kinds(session.receive(frame(1, 'H|\\^&\rL|1|N\r'), 0))).toEqual(['persist']);
    expect(bytesOf(session.settle(2, 'stored', 0))).toEqual([ACK]);
  });

  test('frames of an analyzer that does not wait are answered in order, each after its own store', () => {
    const session = createLis01Session();
    const burst = Uint8Array.from([ENQ, ...frame(1, 'H|\\^&\r'), ...frame(2, 'R|1\r'), ...frame(3, 'L|1|N\r'), EOT]);
    const first = session.receive(burst, 0);
    expect(kinds(first)).toEqual(['write', 'persist']);
    expect(kinds(session.settle(1, 'stored', 0))).toEqual(['write', 'persist']);
    expect(kinds(session.settle(2, 'stored', 0))).toEqual(['write', 'persist']);
    expect(kinds(session.settle(3, 'stored', 0))).toEqual(['write']);
  });
});

describe('broken transfers', () => {
  const half = [ENQ, ...frame(1, 'H|\\^&|||A|||||||||20260101\r'), ...frame(2, 'P|1\r')];

  test('a half that is never sent again comes out as incomplete', () => {
    const session = createLis01Session();
    const played = emptyPlay();
    perform(session, session.receive(Uint8Array.from(half), 0), played, 0);
    passTime(session, played, 0, 60_000);
    expect(played.messages).toEqual([]);
    passTime(session, played, 60_000, 3_600_000);
    expect(played.messages.map((message) => message.complete)).toEqual([false]);
  });

  test('a half and another message both come out', () => {
    const session = createLis01Session();
    const played = emptyPlay();
    perform(session, session.receive(Uint8Array.from(half), 0), played, 0);
    passTime(session, played, 0, 31_000);
    const other = Uint8Array.from([ENQ, ...frame(1, 'H|\\^&\rQ|1|^5\rL|1|N\r'), EOT]);
    perform(session, session.receive(other, 32_000), played, 32_000);
    expect(played.messages.map((message) => message.complete)).toEqual([false, true]);
  });

  test('the end of the connection hands out what was not finished', () => {
    const session = createLis01Session();
    const played = emptyPlay();
    perform(session, session.receive(Uint8Array.from(half), 0), played, 0);
    perform(session, session.closed(10), played, 10);
    expect(latin1Text(played.messages[0]?.content ?? new Uint8Array())).toContain('P|1');
    expect(session.deadline()).toBeNull();
  });

  test('several messages in one stream, and one without its terminator before the next header', () => {
    const session = createLis01Session();
    const played = emptyPlay();
    const text = 'H|\\^&\rL|1|N\rH|\\^&\rP|1\rH|\\^&\rL|1|N\r';
    perform(session, session.receive(Uint8Array.from([ENQ, ...frame(1, text), EOT]), 0), played, 0);
    expect(played.messages.map((message) => message.complete)).toEqual([true, false, true]);
  });

  test('a stray ENQ inside a frame spoils that frame only', () => {
    const session = createLis01Session();
    const played = emptyPlay();
    const good = frame(1, 'H|\\^&\rL|1|N\r');
    const bad = good.slice();
    bad[5] = ENQ;
    perform(session, session.receive(Uint8Array.from([ENQ, ...bad, ...good, EOT]), 0), played, 0);
    expect(played.written).toEqual([ACK, NAK, ACK]);
    expect(played.messages.length).toBe(1);
  });

  test('an analyzer that was switched off inside a frame begins again', () => {
    const session = createLis01Session();
    const played = emptyPlay();
    perform(
      session,
      session.receive(Uint8Array.from([ENQ, ...frame(1, 'H|\\^&\r').subarray(0, 5), ENQ]), 0),
      played,
      0,
    );
    passTime(session, played, 0, 3_000);
    expect(played.written).toEqual([ACK, ACK]);
  });

  test('a frame of 64 000 bytes is taken, one above the limit is refused', () => {
    const long = `H|\\^&\r${'x'.repeat(64_000)}\rL|1|N\r`;
    const played = emptyPlay();
    const session = createLis01Session();
    perform(session, session.receive(Uint8Array.from([ENQ, ...frame(1, long)]), 0), played, 0);
    expect(played.messages[0]?.content.length).toBe(long.length);
    const narrow = createLis01Session({ frameLimit: 1000 });
    const refused = emptyPlay();
    perform(narrow, narrow.receive(Uint8Array.from([ENQ, ...frame(1, long)]), 0), refused, 0);
    expect(refused.problems[0]?.code).toBe('LINK_FRAME_TOO_LONG');
    expect(refused.written).toEqual([ACK, NAK]);
  });

  test('checksum policies', () => {
    const lower = latin1Bytes(
      latin1Text(frame(1, 'H|\\^&\rL|1|N\r')).replace(/[0-9A-F]{2}\r\n$/, (end) => end.toLowerCase()),
    );
    const wrong = latin1Bytes(latin1Text(lower).replace(/..\r\n$/, '00\r\n'));
    const answer = (policy: 'strict' | 'case' | 'off', bytes: Uint8Array) => {
      const session = createLis01Session({ checksum: policy });
      const played = emptyPlay();
      perform(session, session.receive(Uint8Array.from([ENQ, ...bytes]), 0), played, 0);
      return played.written.at(-1);
    };
    expect([answer('strict', lower), answer('case', lower), answer('case', wrong)]).toEqual([NAK, ACK, NAK]);
    expect(answer('off', wrong)).toBe(ACK);
  });
});

describe('sending', () => {
  test('records go out frame by frame and the batch is delivered on the last acknowledgement', () => {
    const session = createLis01Session();
    const frames = framesOf(content);
    expect(bytesOf(session.send('b1', content, 0))).toEqual([ENQ]);
    for (const expected of frames) expect(bytesOf(session.receive(Uint8Array.of(ACK), 1))).toEqual([...expected]);
    const end = session.receive(Uint8Array.of(ACK), 2);
    expect(bytesOf(end)).toEqual([EOT]);
    expect(end).toContainEqual({ type: 'delivered', batch: 'b1' });
  });

  test('a frame refused six times ends in EOT and an alarm', () => {
    const session = createLis01Session();
    session.send('b1', content, 0);
    session.receive(Uint8Array.of(ACK), 0);
    for (let time = 1; time < 6; time += 1)
      expect(bytesOf(session.receive(Uint8Array.of(NAK), time)).length).toBeGreaterThan(1);
    const end = session.receive(Uint8Array.of(NAK), 9);
    expect(bytesOf(end)).toEqual([EOT]);
    expect(end.find((action) => action.type === 'problem')).toMatchObject({ alarm: true });
    expect(end.some((action) => action.type === 'undelivered')).toBe(true);
  });

  test('NAK to ENQ waits ten seconds, silence fifteen', () => {
    const session = createLis01Session();
    session.send('b1', content, 0);
    session.receive(Uint8Array.of(NAK), 100);
    expect(session.deadline()).toBe(10_100);
    expect(bytesOf(session.tick(10_100))).toEqual([ENQ]);
    expect(session.deadline()).toBe(25_100);
    expect(bytesOf(session.tick(25_100))).toEqual([EOT]);
  });

  test('contention: the host yields for 20 s, the instrument asks again after one', () => {
    const host = createLis01Session({ role: 'host' });
    host.send('b1', content, 0);
    expect(host.receive(Uint8Array.of(ENQ), 5)).toEqual([]);
    expect(host.deadline()).toBe(20_005);
    const instrument = createLis01Session({ role: 'instrument' });
    instrument.send('b1', content, 0);
    instrument.receive(Uint8Array.of(ENQ), 5);
    expect(instrument.deadline()).toBe(1_005);
    expect(bytesOf(instrument.tick(1_005))).toEqual([ENQ]);
  });

  test('EOT in the place of an acknowledgement stops the sender for 15 s', () => {
    const session = createLis01Session();
    session.send('b1', content, 0);
    session.receive(Uint8Array.of(ACK), 0);
    expect(bytesOf(session.receive(Uint8Array.of(EOT), 10))).toEqual([EOT]);
    expect(session.deadline()).toBe(15_010);
  });

  test('a host and an instrument talk to each other', () => {
    const host = createLis01Session({ role: 'host' });
    const instrument = createLis01Session({ role: 'instrument' });
    const played = emptyPlay();
    let toHost = bytesOf(instrument.send('r1', content, 0));
    for (let turn = 0; turn < 50 && toHost.length > 0; turn += 1) {
      const before = played.written.length;
      perform(host, host.receive(Uint8Array.from(toHost), turn), played, turn);
      toHost = bytesOf(instrument.receive(Uint8Array.from(played.written.slice(before)), turn));
    }
    expect(played.messages).toEqual([{ content, complete: true }]);
  });
});
