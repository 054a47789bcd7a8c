// Traffic is shown without losing a byte of meaning.
import { expect, test } from 'vitest';
import { wireRuns } from './wire.ts';

const wireText = (...parts: Parameters<typeof wireRuns>) =>
  wireRuns(...parts)
    .map((run) => run.text)
    .join('');

const bytes = (text: string) => new TextEncoder().encode(text);

test('control characters have names', () => {
  expect(wireText(bytes('\x05\x02' + '1H|\\^&\r\x03A7\r\n\x06'))).toBe('<ENQ><STX>1H|\\^&<CR><ETX>A7<CR><LF><ACK>');
});

test('text that is not of the encoding shows in hex', () => {
  expect(wireRuns(Uint8Array.of(0x02, 0xc4, 0xe3))).toEqual([
    { kind: 'control', text: '<STX>' },
    { kind: 'hex', text: 'c4 e3' },
  ]);
  expect(wireText(Uint8Array.of(0xc4, 0xe3), 'gb18030')).toBe('你');
});
