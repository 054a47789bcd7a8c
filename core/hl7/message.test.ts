// Tolerant reading of HL7 v2 text: delimiters, line ends, escapes, malformed headers, and the way back through the builder.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  buildMessage,
  components,
  escapeHl7,
  fieldText,
  firstSegment,
  get,
  headerSegment,
  parseHl7,
  readHeader,
  repeats,
  segmentsOf,
  standardDelimiters,
  subcomponents,
  unescapeHl7,
} from './index.ts';

const one = (text: string) => {
  const [message] = parseHl7(text);
  if (message === undefined) throw new Error('no message');
  return message;
};
const headerOf = (text: string) => {
  const msh = one(text).segments[0];
  if (msh === undefined) throw new Error('no header');
  return readHeader(msh);
};

describe('segments and fields', () => {
  const text =
    'MSH|^~\\&|A|B|||20210202151447||ORU^R01|87|P|2.3.1||||||UNICODE\rPID|1||p1^^^H~p2||Wang^Fang\rOBX|1|ST|T&S||a\\F\\b^c~d|10\\S\\9/L\r';

  test('fields, components and subcomponents are numbered from 1 as in the standard', () => {
    const message = one(text);
    const pid = firstSegment(message, 'PID');
    expect(get(pid, 3)).toBe('p1');
    expect(get(pid, 3, 4)).toBe('H');
    expect(repeats(pid, 3)).toEqual(['p1^^^H', 'p2']);
    expect(components(pid, 5)).toEqual(['Wang', 'Fang']);
    const obx = firstSegment(message, 'OBX');
    expect(subcomponents(obx, 3)).toEqual(['T', 'S']);
    expect(get(obx, 3)).toBe('T&S');
    expect(get(obx, 3, 1, 2)).toBe('S');
    expect(get(obx, 5)).toBe('a|b');
    expect(fieldText(obx, 6)).toBe('10^9/L');
    expect(get(obx, 40)).toBe('');
    expect(get(undefined, 1)).toBe('');
    expect(get(message.segments[0], 9, 2)).toBe('R01');
  });

  test.each([['\r'], ['\n'], ['\r\n'], ['\r\r\n']])('segments end in %j', (end) => {
    const message = one(text.replaceAll('\r', end));
    expect(message.segments.map(({ name }) => name)).toEqual(['MSH', 'PID', 'OBX']);
  });

  test('other delimiters, and an escape that a logger doubled', () => {
    const odd = one('MSH$%*!@$A$B$$$$$ORU%R01$7\rOBX$1$ST$a%b@c$$x!S!y*z');
    expect(get(firstSegment(odd, 'OBX'), 3, 2, 2)).toBe('c');
    expect(get(firstSegment(odd, 'OBX'), 5)).toBe('x%y');
    expect(get(firstSegment(one('MSH|^~\\\\&|A\rOBX|1||a&b'), 'OBX'), 3, 1, 2)).toBe('b');
  });

  test('a line that is no segment continues the one before', () => {
    const message = one('MSH|^~\\&|A\rNTE|1|L|first line\nand the second\rOBX|1|NM|K||4.1');
    expect(fieldText(firstSegment(message, 'NTE'), 3)).toBe('first line\nand the second');
    expect(segmentsOf(message, 'OBX')).toHaveLength(1);
  });

  test('many messages in one text, batch segments and a byte order mark are passed over', () => {
    const text2 =
      '\uFEFFFHS|^~\\&|x\rBHS|^~\\&|x\rMSH|^~\\&|A||||1||ORU^R01|1\rPID|1\r\nMSH|^~\\&|B||||1||ORU^R01|2\rBTS|1\rFTS|1\r';
    const messages = parseHl7(text2);
    expect(messages.map((message) => message.segments.map(({ name }) => name).join())).toEqual(['MSH,PID', 'MSH']);
    expect(parseHl7('')).toEqual([]);
    expect(parseHl7('H|\\^&|||x\rL|1|N')).toEqual([]);
  });
});

describe('escapes', () => {
  test.each([
    ['\\F\\\\S\\\\T\\\\R\\\\E\\', '|^&~\\'],
    ['a\\.br\\b', 'a\nb'],
    ['\\X41C2B5\\', 'Aµ'],
    ['\\XB5\\', 'µ'],
    ['\\H\\bold\\N\\', 'bold'],
    ['C:\\data\\new', 'C:\\data\\new'],
    ['open \\F', 'open \\F'],
    ['\\Zlocal\\', '\\Zlocal\\'],
  ])('%s is read as %j', (raw, text) => {
    expect(unescapeHl7(raw, standardDelimiters)).toBe(text);
  });

  test('any text survives escaping', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
        const raw = escapeHl7(text);
        expect(unescapeHl7(raw, standardDelimiters)).toBe(text);
        expect(raw).not.toMatch(/[|^&~\r\n]/);
      }),
      { numRuns: 200 },
    );
  });

  test('any values survive a built message', () => {
    const value = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
      .map((text) => text.trim())
      .filter((text) => text !== '');
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 4 }), value, (parts, last) => {
        const header = headerSegment({ time: '20260101', type: ['ORU', 'R01'], controlId: '1' });
        const message = one(
          buildMessage([header, ['OBX', { 3: parts, 5: { repeats: [last, [last, [last, last]]] } }]]),
        );
        const obx = firstSegment(message, 'OBX');
        expect(components(obx, 3).map((part) => part.trim())).toEqual(parts);
        expect(get(obx, 5)).toBe(last);
        expect(repeats(obx, 5)).toHaveLength(2);
      }),
      { numRuns: 100 },
    );
  });
});

describe('headers', () => {
  test('a complete header', () => {
    expect(
      headerOf('MSH|^~\\&|Mindray|BS-480|LIS|LAB|20250220141530||ORU^R01^ORU_R01|1|P|2.3.1||||2||ASCII|||'),
    ).toMatchObject({
      sendingApplication: 'Mindray',
      sendingFacility: 'BS-480',
      receivingApplication: 'LIS',
      time: '20250220141530',
      type: 'ORU',
      trigger: 'R01',
      controlId: '1',
      processing: 'P',
      version: '2.3.1',
      messageClass: '2',
      charset: 'ASCII',
      shifted: false,
    });
  });

  test('fields left out before the type (Snibe OUL^R22)', () => {
    expect(headerOf('MSH|^~\\&|MAGLUMI|LIS|20260707101530|OUL^R22|000000123|P|2.5||NE|NE|UTF-8')).toMatchObject({
      sendingApplication: 'MAGLUMI',
      time: '20260707101530',
      type: 'OUL',
      trigger: 'R22',
      controlId: '000000123',
      version: '2.5',
      acceptAck: 'NE',
      applicationAck: 'NE',
      charset: 'UTF-8',
      shifted: true,
    });
  });

  test('one field short', () => {
    const header = headerOf('MSH|^~\\&|A|B|C|D|20260101120000|ORU^R01|55|P|2.3.1');
    expect(header).toMatchObject({ time: '20260101120000', type: 'ORU', controlId: '55', version: '2.3.1' });
  });

  test('enhanced mode needs a pair of known codes (Seamaty writes AL and 0)', () => {
    expect(headerOf('MSH|^~\\&|A||||1||QCN^J01|U|P|2.5|||AL|NE')).toMatchObject({
      acceptAck: 'AL',
      applicationAck: 'NE',
    });
    const original = headerOf('MSH|^~\\&|SMT|SD1|||20201207144113||ORU^R01|1|P|2.3.1|A||AL|0|ASCII|||V1');
    expect(original.acceptAck).toBeUndefined();
    expect(original.charset).toBe('ASCII');
  });
});
