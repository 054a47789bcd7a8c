// Damaged captures: no driver ever throws, and no value comes out that was not sent.

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { standardDelimiters, unescapeHl7 } from '../../../core/hl7/index.ts';
import { unwrapMllp } from '../../codecs/mllp/unwrap.ts';
import { driver as generic } from '../generic-hl7/index.ts';
import { driver as bloodCounter } from '../mindray-bc-5380/index.ts';
import { driver as chemistry } from '../mindray-bs-480/index.ts';

const corpora = new URL('../../../test/corpora/lab/', import.meta.url);
const script: { chunks: string[] } = JSON.parse(
  readFileSync(new URL('link-faults/mllp.mindray-bc5380.clean.json', corpora), 'utf8'),
);
const captures = [
  Uint8Array.from(Buffer.from(script.chunks.join(''), 'hex')),
  new Uint8Array(readFileSync(new URL('roche-cobas-6800/oul-r22.hl7', corpora))),
];

/** The delimiters of a damaged header are what the sender seems to have meant; any of them may end a value. */
const plain = (text: string) => text.replace(/[^\p{L}\p{N}]/gu, '');

test('damaged captures', () => {
  const damage = fc.array(
    fc.record({
      at: fc.double({ min: 0, max: 0.9999, noNaN: true }),
      byte: fc.integer({ min: 0, max: 255 }),
      kind: fc.constantFrom('set', 'drop', 'insert'),
    }),
    { minLength: 1, maxLength: 6 },
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...captures),
      damage,
      fc.constantFrom(generic, bloodCounter, chemistry),
      (capture, wounds, driver) => {
        const damaged = [...capture];
        for (const { at, byte, kind } of wounds) {
          const place = Math.floor(at * damaged.length);
          if (kind === 'insert') damaged.splice(place, 0, byte);
          else if (kind === 'drop') damaged.splice(place, 1);
          else damaged[place] = byte;
        }
        const stream = Uint8Array.from(damaged);
        const texts = ['utf-8', 'gb18030', 'latin1'].map((set) => new TextDecoder(set).decode(stream));
        const sent = texts.flatMap((text) => [text, unescapeHl7(text, standardDelimiters)]).map(plain);
        for (const { content } of unwrapMllp(stream).messages) {
          for (const message of driver.interpret(content).messages) {
            for (const { value } of message.results)
              expect(sent.some((text) => text.includes(plain(value)))).toBe(true);
          }
        }
      },
    ),
    { numRuns: 150 },
  );
});
