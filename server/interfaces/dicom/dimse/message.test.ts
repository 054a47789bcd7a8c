// Command sets: every command comes back as it was written, broken ones are refused by a protocol error.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ProtocolError } from '../ul/errors.ts';
import { encodeElements } from './elements.ts';
import { type Command, decodeCommand, encodeCommand } from './message.ts';
import { statusClass } from './status.ts';

const rq = { hasDataSet: true, messageId: 7 };
const rsp = { hasDataSet: false, messageIdRespondedTo: 7, status: 0 };
const affected = { affectedSopClassUid: '1.2.840.10008.5.1.4.1.1.2', affectedSopInstanceUid: '1.2.3' };
const requested = { requestedSopClassUid: '1.2.840.10008.1.20.1', requestedSopInstanceUid: '1.2.840.10008.1.20.1.1' };
const counts = { remaining: 1, completed: 2, failed: 3, warnings: 4 };
const model = { affectedSopClassUid: '1.2.840.10008.5.1.4.1.2.2.1', priority: 0 };

const commands: Command[] = [
  { kind: 'C-STORE-RQ', ...rq, ...affected, priority: 2, moveOriginatorAe: 'A B', moveOriginatorMessageId: 65_535 },
  { kind: 'C-STORE-RSP', ...rsp, ...affected, status: 0xa700, errorComment: 'disk full' },
  { kind: 'C-GET-RQ', ...rq, ...model },
  { kind: 'C-GET-RSP', ...rsp, ...counts },
  { kind: 'C-FIND-RQ', ...rq, ...model },
  { kind: 'C-FIND-RSP', ...rsp, hasDataSet: true, status: 0xff00, offendingElements: [0x00100020, 0x7fe00010] },
  { kind: 'C-MOVE-RQ', ...rq, ...model, moveDestination: 'DEST' },
  { kind: 'C-MOVE-RSP', ...rsp, ...counts },
  { kind: 'C-ECHO-RQ', hasDataSet: false, messageId: 1, affectedSopClassUid: '1.2.840.10008.1.1' },
  { kind: 'C-ECHO-RSP', ...rsp },
  { kind: 'C-CANCEL-RQ', hasDataSet: false, messageIdRespondedTo: 7 },
  { kind: 'N-EVENT-REPORT-RQ', ...rq, ...affected, eventTypeId: 2 },
  { kind: 'N-EVENT-REPORT-RSP', ...rsp, ...affected, eventTypeId: 2 },
  { kind: 'N-GET-RQ', ...rq, ...requested, attributeIdentifiers: [0x00100010, 0x00100020] },
  { kind: 'N-GET-RSP', ...rsp, ...affected },
  { kind: 'N-SET-RQ', ...rq, ...requested },
  { kind: 'N-SET-RSP', ...rsp, ...affected },
  { kind: 'N-ACTION-RQ', ...rq, ...requested, actionTypeId: 1 },
  { kind: 'N-ACTION-RSP', ...rsp, ...affected, actionTypeId: 1 },
  { kind: 'N-CREATE-RQ', ...rq, affectedSopClassUid: '1.2.840.10008.3.1.2.3.3' },
  { kind: 'N-CREATE-RSP', ...rsp, ...affected },
  { kind: 'N-DELETE-RQ', ...rq, ...requested },
  { kind: 'N-DELETE-RSP', ...rsp, ...affected, errorId: 5 },
];

describe('command sets', () => {
  for (const command of commands) {
    test(`${command.kind} there and back`, () => expect(decodeCommand(encodeCommand(command))).toEqual(command));
  }

  test('the bytes of a C-ECHO-RQ are those of PS3.7 table 9.3-12', () => {
    const bytes = encodeCommand({
      kind: 'C-ECHO-RQ',
      hasDataSet: false,
      messageId: 1,
      affectedSopClassUid: '1.2.840.10008.1.1',
    });
    expect(Buffer.from(bytes).toString('hex')).toBe(
      '000000000400000038000000' +
        '0000020012000000312e322e3834302e31303030382e312e3100' +
        '00000001020000003000' +
        '00001001020000000100' +
        '00000008020000000101',
    );
  });

  test('missing fields, unknown commands and foreign groups are refused', () => {
    expect(() => decodeCommand(encodeElements({ commandField: 0x0001, messageId: 1 }))).toThrow(/affectedSopClassUid/);
    expect(() => decodeCommand(encodeElements({ commandField: 0x0999, messageId: 1 }))).toThrow(/0x999/);
    expect(() => decodeCommand(encodeElements({ messageId: 1 }))).toThrow(/no command field/);
    expect(() => decodeCommand(Uint8Array.of(8, 0, 5, 0, 0, 0, 0, 0))).toThrow(/group 0008/);
    expect(() => decodeCommand(Uint8Array.of(0, 0, 2, 0, 255, 255, 255, 255))).toThrow(/longer than/);
  });

  test('any bytes give a command or a protocol error', () => {
    const edited = fc
      .tuple(fc.constantFrom(...commands), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 }))
      .map(([command, edits]) => {
        const bytes = encodeCommand(command);
        for (const [at, value] of edits) bytes[at % bytes.length] = value;
        return bytes;
      });
    fc.assert(
      fc.property(fc.oneof(edited, fc.uint8Array({ maxLength: 200 })), (bytes) => {
        try {
          expect(decodeCommand(bytes).kind).toMatch(/^[CN]-/);
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolError);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('classes of statuses', () => {
    const classes = [0, 0xff00, 0xff01, 0xfe00, 0xb000, 0xb007, 1, 0x0107, 0xa700, 0xc123, 0x0110].map(statusClass);
    expect(classes).toEqual([
      ...['success', 'pending', 'pending', 'cancel', 'warning', 'warning', 'warning', 'warning'],
      ...['failure', 'failure', 'failure'],
    ]);
  });
});
