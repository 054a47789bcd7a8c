// Blocks of MLLP from any chunking, with the faults that real lines show.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMllpSplitter, type MllpEvent, wrapMllp } from './index.ts';

const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
const shown = (events: MllpEvent[]) => events.map(({ type, content }) => `${type}:${String.fromCharCode(...content)}`);
const split = (text: string, max?: number) => shown(createMllpSplitter(max).push(bytes(text)));

describe('blocks', () => {
  test.each([
    ['a plain block', '\u000babc\u001c\r', ['block:abc']],
    ['FS without CR, then another', '\u000ba\u001c\u000bb\u001c\r', ['block:a', 'block:b']],
    [
      'control bytes between blocks are nothing',
      '\r\n\u0000\u000ba\u001c\r\u0002\u0002\u000bb\u001c\r',
      ['block:a', 'block:b'],
    ],
    ['noise is told when the block opens', 'xy\r\u000ba\u001c\r', ['noise:xy\r', 'block:a']],
    ['VT inside cuts', '\u000bab\u000babc\u001c\r', ['cut:ab', 'block:abc']],
    ['FS outside is nothing', '\u001c\r\u000ba\u001c', ['block:a']],
    ['no end', '\u000babc', []],
  ])('%s', (_name, text, events) => {
    expect(split(text)).toEqual(events);
  });

  test('a block past the limit is given up and skipped', () => {
    expect(split('\u000babcdef\u001c\r\u000bab\u001c\r', 4)).toEqual(['overflow:abcd', 'block:ab']);
    expect(split('\u000babcdefgh\u000bab\u001c\r', 4)).toEqual(['overflow:abcd', 'block:ab']);
  });

  test('what is unfinished comes out by flush', () => {
    const splitter = createMllpSplitter();
    splitter.push(bytes('\u000babc'));
    expect(splitter.pending()).toBe(true);
    expect(splitter.flush().open).toEqual(bytes('abc'));
    expect(splitter.pending()).toBe(false);
    splitter.push(bytes('MSH|'));
    expect(splitter.flush().noise).toEqual(bytes('MSH|'));
  });

  test('framing and back', () => {
    expect(shown(createMllpSplitter().push(wrapMllp(bytes('MSH|'))))).toEqual(['block:MSH|']);
  });

  test('any chunking of any bytes gives the same events', () => {
    const line = fc
      .array(fc.constantFrom(0x0b, 0x1c, 0x0d, 0x02, 0x41, 0x42, 0xff), { maxLength: 40 })
      .map((list) => Uint8Array.from(list));
    fc.assert(
      fc.property(line, fc.array(fc.nat(40), { maxLength: 6 }), (stream, cuts) => {
        const whole = createMllpSplitter(8);
        const pieces = createMllpSplitter(8);
        const places = [0, ...cuts.filter((cut) => cut < stream.length).sort((a, b) => a - b), stream.length];
        const events = places.slice(1).flatMap((end, index) => pieces.push(stream.subarray(places[index], end)));
        expect(shown(events)).toEqual(shown(whole.push(stream)));
        expect(pieces.flush()).toEqual(whole.flush());
      }),
      { numRuns: 300 },
    );
  });
});
