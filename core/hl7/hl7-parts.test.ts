// Time stamps, character sets and acknowledgements of the HL7 codec.

import { describe, expect, test } from 'vitest';
import {
  buildAck,
  byteText,
  decodeHl7,
  encodingNamed,
  hl7Time,
  hl7TimeFromIso,
  hospitalTimeFromHl7,
  isoFromHl7Time,
  parseHl7,
  readHeader,
} from './index.ts';

test.each([
  ['20210202151447', '2021-02-02T15:14:47'],
  ['20210915123329.25+0200', '2021-09-15T12:33:29.25'],
  ['202109151233', '2021-09-15T12:33:00'],
  ['20210915', '2021-09-15'],
  ['1990', '1990'],
  ['20211315', undefined],
  ['20210915256000', undefined],
  ['2021/09/15', undefined],
  ['', undefined],
])('time %s is %s', (sent, iso) => {
  expect(isoFromHl7Time(sent)).toBe(iso);
});

test.each([
  ['20210915123329.25+0200', '2021-09-15T18:33:29.250'],
  ['202109151233+0800', '2021-09-15T12:33:00'],
  ['20210915203329-0000', '2021-09-16T04:33:29'],
  ['20210915123329', '2021-09-15T12:33:29'],
  ['20210915+0000', '2021-09-15'],
  ['202109', '2021-09'],
  ['2021/09/15', undefined],
])('a system’s time %s is %s in the hospital', (sent, iso) => {
  expect(hospitalTimeFromHl7(sent)).toBe(iso);
});

test('times are written back as digits', () => {
  expect(hl7TimeFromIso('2021-09-15T12:33:29.250')).toBe('20210915123329');
  expect(hl7TimeFromIso('1988-09-22')).toBe('19880922');
  expect(hl7TimeFromIso(undefined)).toBe('');
  expect(hl7Time(new Date('2026-01-02T03:04:05+08:00'))).toBe('20260102030405');
  expect(hl7Time('2026-01-01T19:04:05.900Z')).toBe('20260102030405');
  expect(hl7Time(null)).toBe('');
});

describe('character sets', () => {
  const decode = (bytes: Uint8Array, encoding: string) =>
    encoding === 'us-ascii' || encoding.startsWith('iso') ? byteText(bytes) : new TextDecoder(encoding).decode(bytes);
  const wang = Uint8Array.of(0xcd, 0xf5);
  const utf8 = new TextEncoder().encode('王');

  test.each([
    ['UNICODE', 'utf-8'],
    ['UNICODE UTF-8', 'utf-8'],
    ['UTF8', 'utf-8'],
    ['ASCII', 'us-ascii'],
    ['GB 18030-2000', 'gb18030'],
    ['GBK', 'gb18030'],
    ['8859/1', 'iso-8859-1'],
    ['8859/15', 'iso-8859-15'],
    ['', null],
    ['KLINGON', null],
  ])('MSH-18 "%s" is %s', (name, encoding) => {
    expect(encodingNamed(name)).toBe(encoding);
  });

  test('the declared set is used', () => {
    expect(decodeHl7(wang, 'GBK', decode).text).toBe('王');
    expect(decodeHl7(utf8, 'UNICODE', decode).text).toBe('王');
    expect(decodeHl7(Uint8Array.of(0xb5), '8859/1', decode).text).toBe('µ');
    expect(decodeHl7(wang, '', decode, 'gb18030')).toEqual({ text: '王', encoding: 'gb18030' });
  });

  test('bytes that contradict the header are read by what they look like, and it is said', () => {
    expect(decodeHl7(wang, 'ASCII', decode)).toMatchObject({
      text: '王',
      encoding: 'gb18030',
      contradiction: expect.any(String),
    });
    expect(decodeHl7(Uint8Array.of(0xb5, 0x6d), 'UNICODE', decode)).toMatchObject({
      text: 'µm',
      encoding: 'iso-8859-1',
    });
    expect(decodeHl7(utf8, 'ASCII', decode)).toEqual({ text: '王', encoding: 'utf-8' });
  });
});

describe('acknowledgements', () => {
  const header = (text: string) => {
    const msh = parseHl7(text)[0]?.segments[0];
    if (msh === undefined) throw new Error('no header');
    return readHeader(msh);
  };

  test('the Mindray form is the one of its manual, byte for byte', () => {
    const sent = header('MSH|^~\\&|Mindray|BS-480|||20250220141530||ORU^R01|1|P|2.3.1||||0||ASCII|||');
    const ack = buildAck(sent, { code: 'AA', id: 'x', time: '20250220141530', form: 'mindray' });
    expect(ack).toBe(
      'MSH|^~\\&|||Mindray|BS-480|20250220141530||ACK^R01|1|P|2.3.1||||0||ASCII|||\rMSA|AA|1|Message accepted|||0|\r',
    );
  });

  test('the standard form has an id of its own and, from 2.4 on, the structure', () => {
    const sent = header('MSH|^~\\&|A|B|C|D|20260101||OUL^R22^OUL_R22|id-9|P|2.5.1||||||UNICODE UTF-8');
    const ack = buildAck(sent, { code: 'AR', text: 'busy | later', id: '77', time: '20260102' });
    expect(ack).toBe(
      'MSH|^~\\&|C|D|A|B|20260102||ACK^R22^ACK|77|P|2.5.1||||||UNICODE UTF-8\rMSA|AR|id-9|busy \\F\\ later\r',
    );
  });
});
