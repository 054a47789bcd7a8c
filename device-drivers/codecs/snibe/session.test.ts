// The simplified link of the Maglumi: what is acknowledged when, for hours, and what a broken envelope leaves.
import { describe, expect, test } from 'vitest';
import { labSample } from '../../../test/support/lab-samples.ts';
import { emptyPlay, passTime, perform } from '../../../test/support/link-script.ts';
import { latin1Bytes, latin1Text } from '../../bytes.ts';
import { ACK, ENQ, EOT, ETX, NAK, STX } from '../ascii.ts';
import { createSnibeSession } from './session.ts';

const content = 'H|\\^&||PSWD|Maglumi X3\rP|1\rO|1|7||^^^FT3\rR|1|^^^FT3|5.43|pmol/L\rL|1|N\r';
const envelope = (text: string) => Uint8Array.from([ENQ, STX, ...latin1Bytes(text), ETX, EOT]);

describe('receiving', () => {
  test('ENQ, STX, ETX and EOT are acknowledged, ETX only when the message is stored', () => {
    const session = createSnibeSession();
    const first = session.receive(envelope(content), 0);
    expect(first.map(({ type }) => type)).toEqual(['write', 'write', 'persist']);
    const after = session.settle(1, 'stored', 0);
    expect(after).toEqual([
      { type: 'write', bytes: Uint8Array.of(ACK) },
      { type: 'write', bytes: Uint8Array.of(ACK) },
    ]);
  });

  test('busy is answered with NAK and the envelope comes again', () => {
    const session = createSnibeSession();
    session.receive(envelope(content), 0);
    expect(session.settle(1, 'busy', 0)[0]).toEqual({ type: 'write', bytes: Uint8Array.of(NAK) });
    const played = emptyPlay();
    perform(session, session.receive(envelope(content), 1), played, 1);
    expect(played.messages).toHaveLength(1);
  });

  test('any chunking gives the same, and hours of silence close nothing', () => {
    const whole = emptyPlay();
    const bytewise = emptyPlay();
    const one = createSnibeSession();
    const other = createSnibeSession();
    const line = Uint8Array.from([...envelope(content), ...envelope(content), ...envelope(content)]);
    perform(one, one.receive(line, 0), whole, 0);
    for (const byte of line) perform(other, other.receive(Uint8Array.of(byte), 0), bytewise, 0);
    expect(bytewise).toEqual(whole);
    expect(whole.messages).toHaveLength(3);
    passTime(one, whole, 0, 36_000_000);
    perform(one, one.receive(envelope(content), 36_000_000), whole, 36_000_000);
    expect(whole.messages).toHaveLength(4);
    expect(whole.order).not.toContain('close');
  });

  test('an envelope that breaks off is kept unless it is sent again', () => {
    const broken = Uint8Array.from([ENQ, STX, ...latin1Bytes(content.slice(0, 40))]);
    const again = emptyPlay();
    const session = createSnibeSession();
    perform(session, session.receive(Uint8Array.from([...broken, ...envelope(content)]), 0), again, 0);
    expect(again.messages.map(({ complete }) => complete)).toEqual([true]);
    const gone = emptyPlay();
    const lost = createSnibeSession();
    perform(lost, lost.receive(broken, 0), gone, 0);
    perform(lost, lost.closed(1), gone, 1);
    expect(gone.messages.map(({ complete }) => complete)).toEqual([false]);
  });

  const recorded = labSample('snibe-maglumi-x3/six-envelopes-reused-connection.raw');
  test.skipIf(recorded === null)('six recorded envelopes on one connection', () => {
    const session = createSnibeSession();
    const played = emptyPlay();
    perform(session, session.receive(recorded ?? new Uint8Array(), 0), played, 0);
    expect(played.messages).toHaveLength(6);
    expect(played.written).toEqual(Array(24).fill(ACK));
  });
});

describe('sending', () => {
  test('each step waits for its acknowledgement', () => {
    const session = createSnibeSession();
    const ack = Uint8Array.of(ACK);
    const played = emptyPlay();
    perform(session, session.send('b1', latin1Bytes(content), 0), played, 0);
    for (let step = 0; step < 4; step += 1) perform(session, session.receive(ack, step), played, step);
    expect(latin1Text(Uint8Array.from(played.written))).toBe(latin1Text(envelope(content)));
    expect(played.order).toContain('delivered');
    expect(session.deadline()).toBeNull();
  });

  test('two of our sessions understand each other', () => {
    const host = createSnibeSession();
    const analyzer = createSnibeSession({ role: 'instrument' });
    const played = emptyPlay();
    const sent = emptyPlay();
    perform(analyzer, analyzer.send('r', latin1Bytes(content), 0), sent, 0);
    for (let turn = 0; turn < 20; turn += 1) {
      const toHost = sent.written.splice(0);
      perform(host, host.receive(Uint8Array.from(toHost), turn), played, turn);
      perform(analyzer, analyzer.receive(Uint8Array.from(played.written.splice(0)), turn), sent, turn);
    }
    expect(played.messages.map((message) => latin1Text(message.content))).toEqual([content]);
  });
});
