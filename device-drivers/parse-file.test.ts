// Files of unknown wrapping: which driver reads them, what is said of files that are cut, empty or foreign.

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hasSharedData, sharedData } from '../test/support/shared-data.ts';
import { drivers } from './drivers/index.ts';
import { parseFile, unwrapFile } from './parse-file.ts';

const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
const header = (id: string, type = 'ORU^R01') => `MSH|^~\\&|X1|MAKER|||20260101120000||${type}|${id}|P|2.5.1\r`;
const result = (id: string) => `${header(id)}OBR|1||T${id}\rOBX|1|NM|K||4.${id}|mmol/L\r`;

describe('wrappings', () => {
  test.each([
    ['a block', `\u000b${result('1')}\u001c\r`],
    ['bare segments', result('1')],
    ['bare segments with LF', result('1').replaceAll('\r', '\n')],
    ['bare segments with CR LF', result('1').replaceAll('\r', '\r\n')],
    ['a byte order mark', `\u00ef\u00bb\u00bf${result('1')}`],
    ['a block without its CR', `\u000b${result('1')}\u001c`],
  ])('%s', (_name, text) => {
    const { messages, problems, driver } = parseFile(bytes(text), 'auto');
    expect(problems).toEqual([]);
    expect(driver).toBe('generic-hl7');
    expect(messages).toMatchObject([{ kind: 'results', specimenId: 'T1', results: [{ code: 'K', value: '4.1' }] }]);
    expect(messages[0]).not.toHaveProperty('incomplete');
  });

  test('many messages, in blocks and bare', () => {
    const tubes = (text: string) => parseFile(bytes(text), 'auto').messages.map(({ specimenId }) => specimenId);
    expect(tubes(`\u000b${result('1')}\u001c\r\u000b${result('2')}\u001c\r`)).toEqual(['T1', 'T2']);
    expect(tubes(`${result('1')}\r\n${result('2')}`)).toEqual(['T1', 'T2']);
  });

  test('a file that is cut short keeps what it has, marked', () => {
    const { messages, problems } = parseFile(bytes(`\u000b${result('1')}\u001c\r\u000b${result('2')}`), 'auto');
    expect(messages.map(({ specimenId, incomplete }) => [specimenId, incomplete ?? false])).toEqual([
      ['T1', false],
      ['T2', true],
    ]);
    expect(problems).toMatchObject([{ code: 'LINK_BLOCK_OPEN', at: 'block 2' }]);
  });

  test('a block begun twice is one message, two that run together are both kept', () => {
    const again = parseFile(bytes(`\u000b${result('1').slice(0, 60)}\u000b${result('1')}\u001c\r`), 'auto');
    expect(again.messages.map(({ specimenId }) => specimenId)).toEqual(['T1']);
    const both = parseFile(bytes(`\u000b${result('1')}\u000b${result('2')}\u001c\r`), 'auto');
    expect(both.messages.map(({ specimenId, incomplete }) => [specimenId, incomplete ?? false])).toEqual([
      ['T1', true],
      ['T2', false],
    ]);
  });
});

describe('drivers', () => {
  test('each recognises what its own simulator writes, before all others', () => {
    for (const driver of drivers) {
      const [channel] = driver.channels;
      const code = channel?.code ?? 'K';
      const content = driver.simulate({
        specimenId: 'S-1',
        instrumentTime: new Date('2026-01-02T03:04:05+08:00'),
        results: [{ code, value: '4.1' }],
      });
      const read = parseFile(content, 'auto');
      expect([driver.id, read.driver]).toEqual([driver.id, driver.id]);
      expect(read.messages).toMatchObject([{ kind: 'results', specimenId: 'S-1', results: [{ code, value: '4.1' }] }]);
    }
  });

  test('a named driver of the other language gives way to the generic one', () => {
    expect(parseFile(bytes(result('1')), 'cepheid-genexpert').driver).toBe('generic-hl7');
  });

  test('an unknown name is said and read as auto', () => {
    const read = parseFile(bytes(result('1')), 'nobody-x1');
    expect(read.driver).toBe('generic-hl7');
    expect(read.problems).toMatchObject([{ code: 'DRIVER_UNKNOWN', at: 'driver' }]);
  });

  test.skipIf(!hasSharedData)('files of the data set', () => {
    const driverOf = (file: string) => parseFile(sharedData(`lab/${file}`), 'auto').driver;
    expect(driverOf('mindray-bc5380/cbc-diff-histograms.mllp.raw')).toBe('mindray-bc-5380');
    expect(driverOf('mindray-bs480/result-glu.mllp.raw')).toBe('mindray-bs-480');
    expect(driverOf('mindray-bs480/query-qry-q02.mllp.raw')).toBe('mindray-bs-480');
    expect(driverOf('cepheid-genexpert/oru-r30.hl7')).toBe('generic-hl7');
    expect(driverOf('snibe-maglumi-x3/snibelis-maglumi-x3-oul-r22-result.hl7')).toBe('generic-hl7');
    expect(driverOf('sysmex-xn550/result.astm.raw')).toBe('sysmex-xn-550');
    expect(driverOf('erba-xl1000/single-a.astm.raw')).toBe('generic-lis02');
  });
});

describe('bad input', () => {
  test.each([
    ['nothing', '', 'CONTENT_EMPTY'],
    ['blanks', ' \r\n\u0000', 'CONTENT_EMPTY'],
    ['prose', 'hello, this is no analyzer\n', 'CONTENT_FOREIGN'],
    ['XML', '<OBS.R01><HDR/></OBS.R01>', 'CONTENT_FOREIGN'],
    ['an HL7 message of nothing', header('1'), 'CONTENT_NO_RESULT'],
  ])('%s', (_name, text, code) => {
    const [first] = parseFile(bytes(text), 'auto').problems;
    expect(first).toMatchObject({ code, at: expect.any(String), text: expect.any(String) });
  });

  test('any bytes: never throws, never silent', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.constantFrom('auto', ...drivers.map(({ id }) => id)),
        (noise, driver) => {
          const { messages, problems } = parseFile(noise, driver);
          expect(messages.length + problems.length).toBeGreaterThan(0);
          expect(() => unwrapFile(noise)).not.toThrow();
        },
      ),
      { numRuns: 150 },
    );
  });

  test('pieces of a real capture: never throws', () => {
    const sample = new URL('../test/corpora/lab/roche-cobas-6800/oul-r22.hl7', import.meta.url);
    const whole = new Uint8Array(readFileSync(sample));
    fc.assert(
      fc.property(fc.nat(whole.length), fc.nat(whole.length), (from, to) => {
        expect(() => parseFile(whole.subarray(Math.min(from, to), Math.max(from, to)), 'auto')).not.toThrow();
      }),
      { numRuns: 60 },
    );
  });
});
