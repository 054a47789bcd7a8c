// The MLLP session: stored before acknowledged, busy, enhanced mode, orders out, time-outs, faults of the line.

import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byteText } from '../../../core/hl7/index.ts';
import type { Session, SessionAction } from '../../session.ts';
import { createMllpSession, type MllpOptions } from './session.ts';

const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
const framed = (text: string) => bytes(`\u000b${text}\u001c\r`);
const message = (id: string, more = '', type = 'ORU^R01', tail = '') =>
  `MSH|^~\\&|A|B|||20260101120000||${type}|${id}|P|2.3.1${tail}\r${more}`;

const session = (options: MllpOptions = {}) =>
  createMllpSession({ now: () => new Date('2026-01-01T12:00:00+08:00'), nextId: () => 'own-1', ...options });

/** What matters of an action, as one line. */
function shown(action: SessionAction): string {
  switch (action.type) {
    case 'write':
      return `write ${byteText(action.bytes)
        .replace(/^\u000b|\u001c\r$/g, '')
        .replaceAll('\r', ' / ')}`;
    case 'persist':
      return `persist ${action.messages.map(({ complete, content }) => `${complete ? '' : 'cut '}${content.length}`).join(' + ')}`;
    case 'problem':
      return `problem ${action.problem.code}${action.alarm ? ' !' : ''}`;
    case 'undelivered':
      return `undelivered ${action.batch} ${action.problem.code}`;
    case 'delivered':
      return `delivered ${action.batch}`;
    case 'close':
      return 'close';
    default:
      return action satisfies never;
  }
}

/** Feeds bytes and stores whatever asks for it at once. */
function feed(link: Session, chunk: Uint8Array, now = 0, outcome: 'stored' | 'busy' = 'stored'): string[] {
  return link
    .receive(chunk, now)
    .flatMap((action) => [
      shown(action),
      ...(action.type === 'persist' ? link.settle(action.ticket, outcome, now).map(shown) : []),
    ]);
}

describe('results in', () => {
  test('nothing is acknowledged before it is stored', () => {
    const link = session();
    const actions = link.receive(framed(message('7')), 0);
    expect(actions.map((action) => action.type)).toEqual(['persist']);
    const [stored] = actions;
    const ticket = stored?.type === 'persist' ? stored.ticket : 0;
    expect(link.settle(ticket, 'stored', 5).map(shown)).toEqual([
      'write MSH|^~\\&|||A|B|20260101120000||ACK^R01|own-1|P|2.3.1 / MSA|AA|7 / ',
    ]);
    expect(link.settle(ticket, 'stored', 6)).toEqual([]);
  });

  test('a busy host answers AR, so that the analyzer keeps its message', () => {
    expect(feed(session(), framed(message('7')), 0, 'busy')[1]).toContain('MSA|AR|7|The host is busy');
  });

  test('the same message again is stored and acknowledged again; the fingerprint is judged above', () => {
    const link = session();
    expect(feed(link, framed(message('7')))).toEqual(feed(link, framed(message('7'))));
  });

  test.each([
    ['NE and NE', '|||NE|NE', []],
    ['AL and NE: commit only', '|||AL|NE', ['CA']],
    ['NE and AL: application only', '|||NE|AL', ['AA']],
    ['both', '|||AL|AL', ['CA', 'AA']],
  ])('enhanced mode, %s', (_name, tail, codes) => {
    const answers = feed(session(), framed(message('7', '', 'OUL^R22', tail))).slice(1);
    expect(answers.map((line) => /MSA\|(\w\w)/.exec(line)?.[1])).toEqual(codes);
  });

  test('a query gets its answer from the driver, not an acknowledgement from the link', () => {
    expect(feed(session(), framed(message('7', 'QRD|1|R|D|1|||RD|T1|OTH\r', 'QRY^Q02')))).toHaveLength(1);
    expect(feed(session(), framed(message('7', 'ORC|RF||T1||IP\r', 'ORM^O01')))).toHaveLength(1);
    expect(feed(session(), framed(message('7', 'ORC|NW|T1\r', 'ORM^O01')))).toHaveLength(2);
    expect(feed(session(), framed(message('7', 'QRD|1\r', 'QRY^Q02')), 0, 'busy')[1]).toContain('MSA|AR|7');
  });

  test('a block without a header is kept, refused and alarmed', () => {
    const actions = feed(session(), framed('<OBS.R01/>'));
    expect(actions.slice(0, 2)).toEqual(['problem CONTENT_NO_HEADER !', 'persist 10']);
    expect(actions[2]).toContain('MSA|AR|');
  });

  test('text without a block is kept for a person and never acknowledged', () => {
    const link = session();
    expect(feed(link, bytes(message('7')))).toEqual([]);
    expect(link.deadline()).toBe(30_000);
    expect(link.tick(30_000).map(shown)).toEqual(['problem LINK_NOT_FRAMED !', `persist cut ${message('7').length}`]);
  });

  test('an open block is given up after 30 s without a byte, or when the line goes', () => {
    const link = session();
    feed(link, bytes(`\u000b${message('7')}`), 100);
    feed(link, bytes('PID|1'), 20_000);
    expect(link.tick(30_100)).toEqual([]);
    expect(link.tick(50_000).map(shown)).toEqual(['problem LINK_TIMEOUT !', `persist cut ${message('7').length + 5}`]);
    expect(link.deadline()).toBeNull();
    feed(link, bytes('\u000bMSH'), 60_000);
    expect(link.closed(60_001).map(shown)).toEqual(['problem LINK_CLOSED !', 'persist cut 3']);
  });

  test('a block that never ends is bounded', () => {
    const link = session({ maxBlockBytes: 64 });
    expect(feed(link, bytes(`\u000b${message('7', 'x'.repeat(100))}`))).toEqual([
      'problem LINK_BLOCK_TOO_LONG !',
      'persist cut 64',
    ]);
    expect(feed(link, framed(message('8')))[0]).toMatch(/^persist/);
  });

  test('another message inside an open block: both are kept, the cut one as cut', () => {
    const [first, second] = [message('7', 'OBX|1'), message('8')];
    expect(feed(session(), bytes(`\u000b${first}\u000b${second}\u001c\r`)).slice(0, 2)).toEqual([
      'problem LINK_RESTARTED',
      `persist cut ${first.length} + ${second.length}`,
    ]);
  });
});

describe('orders out', () => {
  const order = (id: string) => bytes(message(id, 'ORC|NW|T1\r', 'OML^O33'));
  const ack = (id: string, code = 'AA', text = '') =>
    framed(message(`a${id}`, `MSA|${code}|${id}|${text}\r`, 'ACK^O33'));

  test('one waits for its acknowledgement, the next waits for it', () => {
    const link = session();
    expect(link.send('b1', order('1'), 0).map((action) => action.type)).toEqual(['write']);
    expect(link.send('b2', order('2'), 1)).toEqual([]);
    expect(feed(link, ack('1'), 10).map((line) => line.split(' ')[0])).toEqual(['delivered', 'write']);
    expect(feed(link, ack('2', 'AE', 'unknown test'), 11)).toEqual(['undelivered b2 LINK_REFUSED']);
  });

  test('an answer that ends a dialogue is not waited for, a display response is', () => {
    const link = session();
    const qck = link.send('q', bytes(message('1', 'MSA|AA|1\r', 'QCK^Q02')), 0);
    expect(qck.map(shown).at(-1)).toBe('delivered q');
    expect(link.send('d', bytes(message('1', 'MSA|AA|1\r', 'DSR^Q03')), 0)).toHaveLength(1);
    expect(feed(link, framed(message('1', 'MSA|AA|1\r', 'ACK^Q03')))).toEqual(['delivered d']);
  });

  test('a response with data is both an acknowledgement and a message', () => {
    const link = session();
    link.send('b', order('1'), 0);
    expect(
      feed(link, framed(message('r', 'MSA|AA|1\rORC|OK|T1\r', 'ORL^O34'))).map((line) => line.split(' ')[0]),
    ).toEqual(['delivered', 'persist']);
  });

  test('enhanced mode: the application acknowledgement may follow the commit', () => {
    const link = session();
    link.send('b', order('1'), 0);
    expect(feed(link, ack('1', 'CA'))).toEqual(['delivered b']);
    expect(feed(link, ack('1', 'AA'))).toEqual([]);
  });

  test('no acknowledgement for 30 s: undelivered, and the line is dropped', () => {
    const link = session();
    link.send('b1', order('1'), 1000);
    link.send('b2', order('2'), 1000);
    expect(link.deadline()).toBe(31_000);
    expect(link.tick(30_999)).toEqual([]);
    expect(link.tick(31_000).map(shown)).toEqual(['undelivered b1 LINK_ACK_TIMEOUT', 'close']);
    expect(link.closed(31_001).map(shown)).toEqual(['undelivered b2 LINK_CLOSED']);
  });

  test('a late acknowledgement is never taken for another message', () => {
    const link = session();
    link.send('b1', order('1'), 0);
    link.tick(30_000);
    link.closed(30_001);
    link.send('b2', order('2'), 40_000);
    expect(feed(link, ack('1'), 40_001)).toEqual(['problem LINK_ACK_UNMATCHED']);
    expect(feed(link, ack('2'), 40_002)).toEqual(['delivered b2']);
  });
});

const folder = new URL('../../../test/corpora/lab/link-faults/', import.meta.url);

interface Script {
  name: string;
  chunks: string[];
  expect: { messages: number; storedResultSets?: number; timeout?: boolean };
}

const scripts = readdirSync(folder)
  .filter((name) => name.startsWith('mllp.'))
  .map((name): Script => JSON.parse(readFileSync(new URL(name, folder), 'utf8')));

describe('scripted faults', () => {
  test.each(scripts.map((script) => [script.name, script] as const))('%s', (_name, script) => {
    const link = session();
    const complete: string[] = [];
    let writes = 0;
    const carryOut = (actions: SessionAction[]) => {
      for (const action of actions) {
        if (action.type === 'write') writes++;
        if (action.type !== 'persist') continue;
        complete.push(
          ...action.messages.filter((one) => one.complete).map((one) => byteText(one.content).replaceAll('\n', '\r')),
        );
        carryOut(link.settle(action.ticket, 'stored', 0));
      }
    };
    for (const chunk of script.chunks) carryOut(link.receive(Uint8Array.from(Buffer.from(chunk, 'hex')), 0));
    const late = link.tick(30_000).map(shown);
    expect(late.includes('problem LINK_TIMEOUT !')).toBe(script.expect.timeout ?? false);
    expect(complete).toHaveLength(script.expect.messages);
    expect(writes).toBe(script.expect.messages);
    expect(new Set(complete).size).toBe(script.expect.storedResultSets ?? script.expect.messages);
  });
});

test('any chunking gives the same actions', () => {
  const piece = fc.constantFrom(
    `\u000b${message('1', 'OBX|1|NM|K||4.1\r')}\u001c\r`,
    `\u000b${message('2')}\u001c`,
    '\u000bMSH|^~\\&|',
    'noise',
    '\r\n',
    message('3'),
    `\u000b${message('4', 'MSA|AA|1\r', 'ACK^R01')}\u001c\r`,
    '\u001c',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), fc.array(fc.nat(400), { maxLength: 8 }), (pieces, cuts) => {
      const stream = bytes(pieces.join(''));
      const places = [0, ...cuts.filter((cut) => cut < stream.length).sort((a, b) => a - b), stream.length];
      const [whole, cut] = [session(), session()];
      const expected = [...feed(whole, stream), ...whole.closed(1).map(shown)];
      const actual = places.slice(1).flatMap((end, index) => feed(cut, stream.subarray(places[index], end)));
      expect([...actual, ...cut.closed(1).map(shown)]).toEqual(expected);
    }),
    { numRuns: 100 },
  );
});
