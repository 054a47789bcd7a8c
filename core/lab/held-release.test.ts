// Results that came before their tube: placed only where the tube is certain.
import { expect, test } from 'vitest';
import { specimen } from '../../test/support/lab.ts';
import { heldFor as heldForAt } from './held-release.ts';
import type { SpecimenDocument, UnplacedMessage } from './model.ts';

const at = (hour: number) => new Date(Date.UTC(2026, 6, 17, hour)).toISOString();

function tube(): SpecimenDocument {
  const document = specimen();
  return { ...document, milestones: { ...document.milestones, orderedAt: at(1), collectedAt: at(2) } };
}

function held(part: Partial<UnplacedMessage> = {}): UnplacedMessage {
  return {
    id: '00000000-0000-4000-8000-000000000001',
    version: 1,
    reason: 'notReceived',
    instrumentId: 'i',
    specimenId: tube().barcode,
    patientId: null,
    instrumentTime: null,
    receivedAt: at(3),
    results: [],
    messageId: 'm',
    note: '',
    resolved: null,
    ...part,
  };
}

const heldFor = (document: SpecimenDocument, one: UnplacedMessage) => heldForAt(document, one, one.receivedAt);

test('measured between collection and reception: placed', () => {
  expect(heldFor(tube(), held())).toBe('place');
  expect(heldFor(tube(), held({ reason: 'unknownSpecimen' }))).toBe('place');
});

test('older than the tube, or another patient named: a person decides', () => {
  expect(heldFor(tube(), held({ receivedAt: at(0) }))).toBe('offer');
  expect(heldFor(tube(), held({ receivedAt: new Date(Date.parse(at(2)) - 1).toISOString() }))).toBe('offer');
  expect(heldFor(tube(), held({ patientId: 'somebody-else' }))).toBe('offer');
});

test('another number, another reason, or decided already: not for this reception', () => {
  expect(heldFor(tube(), held({ specimenId: 'x' }))).toBe('other');
  expect(heldFor(tube(), held({ reason: 'quality-control' }))).toBe('other');
  const by = { id: 'a', name: 'A' };
  expect(heldFor(tube(), held({ resolved: { how: 'dismissed', by, at: at(4), reason: 'test' } }))).toBe('other');
});
