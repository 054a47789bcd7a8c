// The numbers of a locked screen: each danger once, no one that somebody has in hand, every call since the lock.
import { expect, test } from 'vitest';
import type { EcgAlert } from '../ecg/flow/alert.ts';
import type { CriticalDocument } from './flow.ts';
import { waitingFor } from './waiting.ts';

const since = '2026-11-22T08:00:00.000Z';
const before = '2026-11-22T07:30:00.000Z';
const after = '2026-11-22T08:30:00.000Z';
const reader = { name: '甲', reads: true };

const alert = (part: Partial<EcgAlert>) =>
  ({
    id: 'a',
    examId: 'x',
    state: 'raised',
    raisedAt: before,
    recipients: [],
    steps: [],
    ...part,
  }) as unknown as EcgAlert;
const critical = (part: Partial<CriticalDocument>) =>
  ({ id: 'c', area: 'lab', subjectId: 's', raisedAt: before, steps: [], ...part }) as unknown as CriticalDocument;
const answered = { recipients: [{ acknowledgedBy: '乙' }] } as unknown as Partial<EcgAlert>;

test.each<[string, EcgAlert[], CriticalDocument[], typeof reader, [number, number]]>([
  ['nothing', [], [], reader, [0, 0]],
  ['from before the lock: waits, is no call', [alert({})], [critical({})], reader, [2, 0]],
  ['the same danger as alert and as value', [alert({})], [critical({ area: 'ecg', subjectId: 'x' })], reader, [1, 0]],
  ['another exam’s value', [alert({})], [critical({ area: 'ecg', subjectId: 'y' })], reader, [2, 0]],
  ['since the lock', [alert({ raisedAt: after })], [critical({ raisedAt: after })], reader, [2, 2]],
  [
    'escalated since',
    [
      alert({
        steps: [
          { kind: 'escalated', at: after },
          { kind: 'escalated', at: before },
        ] as EcgAlert['steps'],
      }),
    ],
    [],
    reader,
    [1, 1],
  ],
  ['taken by a reading colleague', [alert({ state: 'acknowledged', ...answered })], [], reader, [0, 0]],
  ['the same for a ward', [alert({ state: 'acknowledged', ...answered })], [], { name: '甲', reads: false }, [1, 0]],
  ['a ward that answered', [alert(answered)], [], { name: '乙', reads: false }, [0, 0]],
  ['decided', [alert({ state: 'confirmed' }), alert({ state: 'dismissed' })], [], reader, [0, 0]],
])('%s', (_, alerts, criticals, viewer, [waiting, calls]) => {
  expect(waitingFor({ alerts, criticals }, viewer, since)).toEqual({ waiting, calls });
});
