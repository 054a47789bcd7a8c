// Held results: built from what placement parked, resolved once, given back as the part of the message that was held.
import { expect, test } from 'vitest';
import { actor, dictionaries, idMaker, instrument, message, NOW, sent, specimen } from '../../test/support/lab.ts';
import { UnplacedMessage } from './model.ts';
import { placeMessage } from './placement.ts';
import { buildUnplaced, heldPart, resolveUnplaced } from './unplaced.ts';

const newId = idMaker();
const said = message([sent('k', '4.1'), sent('zz', '7', { unit: 'U/L' }), sent('yy', '8')]);
const context = { now: NOW, receivedAt: NOW, messageId: 'm1', newId };
const outcome = placeMessage(specimen(), said, instrument, dictionaries, context);
const [held] = buildUnplaced(outcome.parked, said, instrument.id, context);
if (held === undefined) throw new Error('nothing held');

test('one document for the two unknown channels', () => {
  expect(UnplacedMessage.parse(held)).toEqual(held);
  expect(held).toMatchObject({
    reason: 'unknownTest',
    instrumentId: 'analyzer',
    specimenId: '2607170001',
    resolved: null,
  });
  expect(held.results.map((result) => [result.code, result.value, result.unit])).toEqual([
    ['zz', '7', 'U/L'],
    ['yy', '8', ''],
  ]);
});

test('only the held part is placed later', () => {
  expect(heldPart(said, held).results.map((result) => result.code)).toEqual(['zz', 'yy']);
  const twice = message([sent('zz', '7', { unit: 'U/L' }), sent('zz', '7', { unit: 'U/L' })]);
  expect(heldPart(twice, held).results).toHaveLength(1);
});

test('resolved once, with a reason', () => {
  const placed = resolveUnplaced(held, { how: 'placed', reason: '核对条码' }, { now: NOW, actor });
  expect(placed).toMatchObject({ version: 2, resolved: { how: 'placed', by: actor, at: NOW, reason: '核对条码' } });
  expect(() => resolveUnplaced(placed, { how: 'dismissed', reason: '重复' }, { now: NOW, actor })).toThrow(
    'STATE_REFUSED',
  );
  expect(() => resolveUnplaced(held, { how: 'dismissed', reason: ' ' }, { now: NOW, actor })).toThrow(
    'REASON_REQUIRED',
  );
});
