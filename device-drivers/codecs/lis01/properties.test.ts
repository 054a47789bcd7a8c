// Properties of the link: chunking, two lines side by side, damaged captures; and the fingerprint of a repeated session.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { messageFingerprint } from '../../../core/lab/fingerprint.ts';
import { labSample } from '../../../test/support/lab-samples.ts';
import { emptyPlay, fromHex, linkScripts, perform, play } from '../../../test/support/link-script.ts';
import { latin1Text } from '../../bytes.ts';
import { driver as generic } from '../../drivers/generic-lis02/index.ts';
import { driver as vitros } from '../../drivers/ortho-vitros-3600/index.ts';
import { driver as c311 } from '../../drivers/roche-cobas-c311/index.ts';
import { ENQ, EOT } from '../ascii.ts';
import { encodeFrame, framesOf } from './frame.ts';
import { createLis01Session } from './session.ts';
import { unwrapAstm } from './unwrap.ts';

const scripts = linkScripts((file) => !file.startsWith('mllp'));
const lineOf = (name: string): Uint8Array => {
  const found = scripts.find(({ file }) => file === name);
  const hex = (found?.script.steps ?? []).filter(({ from }) => from === 'A').map((step) => step.hex ?? '');
  return fromHex(hex.join(''));
};
const vitrosLine = lineOf('ortho-vitros-3600.clean.json');
const c311Line = lineOf('roche-cobas-c311.clean.json');

function pieces(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const places = [...new Set(cuts.map((cut) => cut % bytes.length))].sort((left, right) => left - right);
  return [...places, bytes.length].map((end, at) => bytes.subarray(places[at - 1] ?? 0, end));
}

const cuts = fc.array(fc.nat(5000), { maxLength: 40 });

describe('properties of the link', () => {
  test('any chunking of a line gives the same actions', () => {
    const whole = emptyPlay();
    const session = createLis01Session();
    perform(session, session.receive(vitrosLine, 0), whole, 0);
    fc.assert(
      fc.property(cuts, (at) => {
        const other = createLis01Session();
        const played = emptyPlay();
        for (const part of pieces(vitrosLine, at)) perform(other, other.receive(part, 0), played, 0);
        expect(played).toEqual(whole);
      }),
    );
  });

  test('two sessions side by side do not disturb each other', () => {
    fc.assert(
      fc.property(cuts, cuts, (left, right) => {
        const sessions = [createLis01Session(), createLis01Session()] as const;
        const played = [emptyPlay(), emptyPlay()] as const;
        const queues = [pieces(vitrosLine, left), pieces(c311Line, right)] as const;
        while (queues[0].length + queues[1].length > 0) {
          for (const side of [0, 1] as const) {
            const part = queues[side].shift();
            if (part !== undefined) perform(sessions[side], sessions[side].receive(part, 0), played[side], 0);
          }
        }
        expect(played[0].messages).toEqual(unwrapAstm(vitrosLine).messages);
        expect(played[1].messages).toEqual(unwrapAstm(c311Line).messages);
      }),
      { numRuns: 40 },
    );
  });

  test('a message of any length is cut into frames and put together again', () => {
    const record = fc.stringMatching(/^[A-Z]\|[ -~]{0,300}$/);
    fc.assert(
      fc.property(fc.array(record, { maxLength: 6 }), fc.constantFrom('record', 'message'), (records, unit) => {
        const text = ['H|\\^&', ...records.filter((one) => !/^[HL]/.test(one)), 'L|1|N', ''].join('\r');
        const content = new TextEncoder().encode(text);
        const frames = framesOf(content, { unit: unit === 'record' ? 'record' : 'message', textBytes: 50 });
        const line = Uint8Array.from([ENQ, ...frames.flatMap((frame) => [...frame]), EOT]);
        expect(unwrapAstm(line)).toEqual({ messages: [{ content, complete: true }], problems: [] });
      }),
    );
  });

  test('a damaged capture never throws and never yields a value that was not sent', () => {
    const damage = fc.array(
      fc.record({ at: fc.nat(5000), byte: fc.nat(255), how: fc.constantFrom('set', 'drop', 'put') }),
      {
        minLength: 1,
        maxLength: 12,
      },
    );
    fc.assert(
      fc.property(fc.constantFrom(vitrosLine, c311Line), damage, (line, hits) => {
        const bytes = [...line];
        for (const { at, byte, how } of hits) {
          if (how === 'set') bytes[at % bytes.length] = byte;
          else bytes.splice(at % bytes.length, how === 'drop' ? 1 : 0, ...(how === 'put' ? [byte] : []));
        }
        const damaged = Uint8Array.from(bytes);
        const session = createLis01Session();
        const played = emptyPlay();
        perform(session, session.receive(damaged, 0), played, 0);
        perform(session, session.closed(1), played, 1);
        for (const message of [...played.messages, ...unwrapAstm(damaged).messages]) {
          for (const driver of [vitros, c311, generic]) {
            for (const read of driver.interpret(message.content).messages) {
              for (const { value } of read.results) {
                if (value.includes('&') || /[^ -~]/.test(value)) continue;
                expect(latin1Text(message.content)).toContain(value);
              }
            }
          }
        }
      }),
      { numRuns: 150 },
    );
  });
});

describe('files', () => {
  test('host bytes in a recorded line do not matter, a repeated frame counts once', () => {
    const again = lineOf('ortho-vitros-3600.duplicate-frame-lost-ack.json');
    expect(unwrapAstm(again).messages).toEqual(unwrapAstm(vitrosLine).messages);
    const retried = unwrapAstm(lineOf('ortho-vitros-3600.checksum-error-then-retry.json'));
    expect(retried.messages).toEqual(unwrapAstm(vitrosLine).messages);
    expect(retried.problems.map(({ code }) => code)).toEqual(['LINK_CHECKSUM']);
  });

  test('a wrong checksum is reported and the content kept', () => {
    const frame = encodeFrame(1, new TextEncoder().encode('H|\\^&\rL|1|N\r'), true);
    frame[frame.length - 3] = 0x30;
    frame[frame.length - 4] = 0x30;
    const { messages, problems } = unwrapAstm(frame);
    expect([messages.length, problems[0]?.code]).toEqual([1, 'LINK_CHECKSUM']);
  });

  test('any bytes are unwrapped without an exception', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void unwrapAstm(bytes)));
    expect(unwrapAstm(new Uint8Array(0))).toEqual({ messages: [], problems: [] });
  });

  test('bare records without a header or terminator come out incomplete', () => {
    const bytes = labSample('openelis-samples/malformed.astm') ?? new Uint8Array();
    expect(unwrapAstm(bytes).messages.map(({ complete }) => complete)).toEqual([
      true,
      true,
      true,
      true,
      false,
      false,
      true,
      true,
    ]);
  });
});

describe('a session that was sent twice', () => {
  test.each(['ortho-vitros-3600', 'roche-cobas-c311'])('%s: both copies have one fingerprint', (instrument) => {
    const script = scripts.find(({ file }) => file === `${instrument}.whole-session-sent-twice.json`)?.script;
    if (script === undefined) throw new Error('script is missing');
    const { messages } = play(createLis01Session(), script);
    const driver = instrument.startsWith('ortho') ? vitros : c311;
    const prints = messages.flatMap(({ content }) => driver.interpret(content).messages.map(messageFingerprint));
    expect(prints).toHaveLength(2);
    expect(new Set(prints).size).toBe(script.expect.storedResultSets);
  });

  test('another value, time or replicate is another fingerprint', () => {
    const results = driverResults('ortho-vitros-3600/replicates-repeat-list.astm.raw');
    expect(new Set(results).size).toBe(results.length);
  });
});

function driverResults(file: string): string[] {
  const bytes = labSample(file) ?? new Uint8Array();
  return unwrapAstm(bytes).messages.flatMap(({ content }) =>
    vitros
      .interpret(content)
      .messages.flatMap((message) =>
        message.results.map((result) => messageFingerprint({ ...message, results: [result] })),
      ),
  );
}
