// Records: delimiters, escapes, dialect oddities, and the way back through the serializer.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { latin1Bytes } from '../../bytes.ts';
import { parseLis02 } from './parse.ts';
import { repeatsOf, standardDelimiters, textAt, unescapeText } from './record.ts';
import { headerText, messageText, recordText } from './serialize.ts';
import { decodeLis02, encodeLis02 } from './text.ts';
import { isoTime, lis02Date, lis02FromIso, lis02Time } from './time.ts';

const codes = (text: string) => parseLis02(text).problems.map(({ code }) => code);

describe('delimiters', () => {
  test.each([
    ['H|\\^&|||A', { field: '|', repeat: '\\', component: '^', escape: '&' }],
    ['H|@^\\|||A', { field: '|', repeat: '@', component: '^', escape: '\\' }],
    ['H|`^&|||A', { field: '|', repeat: '`', component: '^', escape: '&' }],
    ['H|\\~&|||A', { field: '|', repeat: '\\', component: '~', escape: '&' }],
    ['H|\\^|||A', { field: '|', repeat: '\\', component: '^', escape: '' }],
    ['H!~^&!!!A', { field: '!', repeat: '~', component: '^', escape: '&' }],
  ])('%s', (header, delimiters) => {
    const message = parseLis02(`${header}\rL|1|N\r`);
    expect(message.delimiters).toEqual(delimiters);
    expect(textAt(message.header, [5])).toBe('A');
    expect(message.problems.filter(({ code }) => code === 'CONTENT_DELIMITERS')).toEqual([]);
  });

  test('unusable ones fall back to the standard and are named', () => {
    expect(codes('H||||A\rL|1\r')).toContain('CONTENT_DELIMITERS');
  });

  test('a logger that doubled the backslashes', () => {
    const message = parseLis02('H|\\\\^&|||A\rO|1|7||^^^K\\\\^^^NA\rL|1|N\r');
    expect(repeatsOf(message.patients[0]?.orders[0]?.record ?? null, 5).length).toBe(2);
  });
});

describe('escapes', () => {
  test('are undone after splitting', () => {
    const message = parseLis02('H|\\^&\rP|1\rO|1|DB&E&23&S&x&F&y&R&z\rL|1|N\r');
    expect(textAt(message.patients[0]?.orders[0]?.record ?? null, [3, 1])).toBe('DB&23^x|y\\z');
  });

  test.each([
    ['a & b', 'a & b'],
    ['&X4142&', 'AB'],
    ['&Zlocal&', '&Zlocal&'],
    ['&H&bold&N&', 'bold'],
    ['&', '&'],
    ['&E&&E&', '&&'],
  ])('%s', (sent, plain) => expect(unescapeText(sent, standardDelimiters)).toBe(plain));

  test('any text survives writing and reading', () => {
    const field = fc.string({ unit: 'grapheme', maxLength: 12 });
    fc.assert(
      fc.property(
        fc.array(fc.array(field, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 }),
        (repeats) => {
          fc.pre(repeats.length > 1 || repeats.some((parts) => parts.some((part) => part !== '')));
          const text = messageText([
            headerText({}),
            recordText('O', { 2: '1', 5: repeats }),
            recordText('L', { 2: '1' }),
          ]);
          const read = repeatsOf(parseLis02(text).patients[0]?.orders[0]?.record ?? null, 5);
          expect(read).toEqual(repeats);
        },
      ),
    );
  });
});

describe('records', () => {
  test('comments belong to the record before them', () => {
    const message = parseLis02('H|\\^&\rP|1\rC|1|I|p\rO|1|7\rC|1|I|o\rR|1|^^^K|4\rC|1|I|r\rM|1|x\rL|1|N\r');
    const [patient] = message.patients;
    const order = patient?.orders[0];
    expect([patient?.comments.length, order?.comments.length]).toEqual([1, 1]);
    expect([order?.results[0]?.comments.length, order?.results[0]?.manufacturer.length]).toEqual([1, 1]);
  });

  test('line ends of every kind, comment lines and blank lines', () => {
    for (const end of ['\r', '\n', '\r\n']) {
      const lines = ['# written by hand', 'H|\\^&', '', 'P|1', 'O|1|7', 'R|1|^^^K|4', 'L|1|N', ''];
      const message = parseLis02(lines.join(end));
      expect(message.problems).toEqual([]);
      expect(message.records.map(({ type }) => type).join('')).toBe('HPORL');
    }
  });

  test('frame numbers in front of records are reported, not repaired', () => {
    expect(codes('H|\\^&\r2P|1\r3O|1|7\r4L|1|N\r').filter((code) => code.includes('FRAME_NUMBER')).length).toBe(3);
  });

  test('results without an order are kept', () => {
    const message = parseLis02('H|\\^&\rP|1\rR|1|^^^K|4\rL|1|N\r');
    expect(message.patients[0]?.orders[0]?.results.length).toBe(1);
    expect(codes('H|\\^&\rP|1\rR|1|^^^K|4\rL|1|N\r')).toEqual(['CONTENT_RESULT_WITHOUT_ORDER']);
  });

  test('any text is read without an exception', () => {
    const line = fc.oneof(fc.constantFrom('H|\\^&|||A', 'P|1', 'O|1|7', 'R|1|^^^K|4', 'L|1|N', 'Q|1|^7'), fc.string());
    fc.assert(fc.property(fc.array(line), (lines) => void parseLis02(lines.join('\r'))));
  });
});

describe('character sets', () => {
  test('UTF-8, Latin-1 and GB 18030 are told apart', () => {
    expect(decodeLis02(encodeLis02('10^3/μL 张三'))).toBe('10^3/μL 张三');
    expect(decodeLis02(latin1Bytes('5 µg/L'))).toBe('5 µg/L');
    expect(decodeLis02(encodeLis02('P|1||7||张三', 'gb18030'))).toBe('P|1||7||张三');
  });
});

describe('times', () => {
  test('to ISO and back', () => {
    expect(['20240627135407', '202406271354', '20240627', '20241327', 'OPERATOR'].map(isoTime)).toEqual([
      '2024-06-27T13:54:07',
      '2024-06-27T13:54',
      '2024-06-27',
      undefined,
      undefined,
    ]);
    expect(lis02FromIso('2024-06-27T13:54:07.123')).toBe('20240627135407');
    expect(lis02Time(new Date('2024-01-02T03:04:05+08:00'))).toBe('20240102030405');
    expect(lis02Date(new Date('2024-01-01T16:00:00Z'))).toBe('20240102');
  });
});
