// The register of devices against what DICOM objects say of theirs: bound, ambiguous, or a stranger.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deviceOfObject, type ObjectSender, senderCode, waitsForDevice } from './device-match.ts';

const device = (id: string, part: Partial<ObjectSender> = {}) => ({
  ...{ id, aeTitle: 'CART', stationName: '', manufacturer: '', model: '', serial: '' },
  ...part,
});
const sender = (part: Partial<ObjectSender> = {}): ObjectSender => ({
  ...{ aeTitle: 'CART', stationName: 'ROOM1', manufacturer: 'GE', model: 'MAC', serial: 'S1' },
  ...part,
});
const found = (from: ObjectSender, ...devices: ReturnType<typeof device>[]) => {
  const match = deviceOfObject(from, devices);
  return match.device === null ? match.reason : match.device.id;
};

test.each([
  ['the AE title alone', sender(), [device('a')], 'a'],
  ['another AE title', sender({ aeTitle: 'OTHER' }), [device('a')], 'none'],
  ['a title in other letters is another one', sender({ aeTitle: 'cart' }), [device('a')], 'none'],
  ['the serial number, in any letters', sender(), [device('a', { serial: 's1 ' })], 'a'],
  [
    'with the blanks that DICOM fills fields with',
    sender({ aeTitle: 'CART ', serial: 'S1 ' }),
    [device('a', { aeTitle: ' CART', serial: 'S1' })],
    'a',
  ],
  ['a field of blanks says nothing', sender({ serial: ' ' }), [device('a', { serial: 'S2' })], 'a'],
  ['no device whose title is blank', sender({ aeTitle: ' ' }), [device('a', { aeTitle: ' ' })], 'none'],
  ['a registered field of blanks says nothing', sender(), [device('a', { serial: ' ' })], 'a'],
  ['another serial number under the same title', sender(), [device('a', { serial: 'S2' })], 'none'],
  ['another station', sender(), [device('a', { stationName: 'ROOM2' })], 'none'],
  ['another maker', sender(), [device('a', { manufacturer: 'Mindray' })], 'none'],
  ['an object that says less is taken', sender({ serial: '' }), [device('a', { serial: 'S2' })], 'a'],
  ['two behind one title, told apart', sender(), [device('a', { serial: 'S1' }), device('b', { serial: 'S2' })], 'a'],
  ['the closer one of two that fit', sender(), [device('a'), device('b', { serial: 'S1' })], 'b'],
  [
    'two that fit alike',
    sender({ serial: '' }),
    [device('a', { serial: 'S1' }), device('b', { serial: 'S2' })],
    'several',
  ],
  ['no device without a title', sender({ aeTitle: '' }), [device('a', { aeTitle: '' })], 'none'],
])('%s', (_what, from, devices, expected) => {
  expect(found(from, ...devices)).toBe(expected);
});

test('whatever the register, a bound device never contradicts the object', () => {
  const word = fc.constantFrom('', 'A', 'B');
  const said = fc.record({ aeTitle: word, stationName: word, manufacturer: word, model: word, serial: word });
  fc.assert(
    fc.property(said, fc.array(said, { maxLength: 6 }), (from, devices) => {
      const match = deviceOfObject(from, devices);
      if (match.device === null) return;
      expect(match.device.aeTitle).toBe(from.aeTitle);
      for (const name of ['serial', 'stationName', 'manufacturer'] as const)
        expect([from[name], '']).toContain(from[name] === '' ? '' : match.device[name] || from[name]);
    }),
  );
});

test.each([
  [sender(), 'AE-CART-S1'],
  [sender({ serial: '' }), 'AE-CART-ROOM1'],
  [sender({ serial: '院 1', stationName: '' }), 'AE-CART-__1'],
  [sender({ aeTitle: ' CART ', serial: '  ', stationName: ' R1 ' }), 'AE-CART-R1'],
  [sender({ serial: '', stationName: '' }), 'AE-CART'],
  [sender({ serial: 'S'.repeat(80) }), `AE-CART-${'S'.repeat(56)}`],
])('a stranger is listed as %#', (from, code) => {
  expect(senderCode(from)).toBe(code);
});

test('a recording waits for its device where that is what was wrong, and for a reader elsewhere', () => {
  expect(['DEVICE_UNKNOWN', 'DEVICE_NOT_APPROVED', 'NO_EXAM', undefined].map(waitsForDevice)).toEqual([
    ...[true, true, false, false],
  ]);
});
