// Who has left the station is forgotten: nothing is asked in the name of an ended session, and no grants of the person stay in memory.
import { expect, test } from 'vitest';
import type { HostSession } from '../contract/sessions.ts';
import { createStudyGrants, type StudyGrantParts } from './study-grants.ts';

const minuteMs = 60_000;
let nowMs = Date.parse('2026-07-01T08:00:00Z');

const session = (id: string): HostSession => ({
  ...{ tokenHash: id, serverToken: `token of ${id}`, startedAt: new Date(nowMs).toISOString(), lastSeenMs: nowMs },
  info: {
    person: { id, user: id, name: id, departmentId: '', roles: [], labGroups: [], hasSignature: false },
    ...{ rights: ['radiology.view'], hospital: { name: '', nameEn: '' }, mustChangePassword: false },
    ...{ idleTimeoutSeconds: 900, expiresAt: new Date(nowMs + 600 * minuteMs).toISOString() },
    ...{ offline: false, workstation: null },
  },
});

function station() {
  const asked: string[] = [];
  const read: string[] = [];
  const exam = JSON.stringify({ institutionId: 'county', remote: null, objects: [{ kind: 'study', id: '1.2' }] });
  const cache: StudyGrantParts['cache'] = {
    read: {
      studyGrants: async (personId) => {
        read.push(personId);
        return [];
      },
      documentsWith: async () => [exam],
      documents: async () => [exam],
    },
    write: {
      saveStudyGrants: async () => undefined,
      dropStudyGrants: async () => undefined,
      forgetStudyGrants: async () => undefined,
    },
  };
  const grants = createStudyGrants({
    cache,
    keeps: () => true,
    openable: async (_studyUids, { info }) => {
      asked.push(info.person.id);
      return [];
    },
    enqueue: async () => undefined,
    ...{ sinceMs: () => 0, nowMs: () => nowMs, newId: () => 'id', log: () => undefined },
  });
  return { grants, asked, read };
}

test.each([
  ['idle for longer than a session lasts', 30],
  ['expired', 700],
])('a person whose session is over: %s', async (_why, minutes) => {
  const { grants, asked, read } = station();
  grants.seenBy(session('first'));
  await grants.settled();
  nowMs += minutes * minuteMs;
  grants.seenBy(session('second'));
  await grants.settled();
  await grants.withdrawn('1.2', session('first'));
  await grants.withdrawn('1.2', session('second'));
  expect([asked, read]).toEqual([
    ['first', 'second'],
    ['first', 'second', 'first'],
  ]);
});

test('nothing is asked in the name of a session that is over', async () => {
  const { grants, asked } = station();
  grants.seenBy(session('first'));
  await grants.personChanged('first');
  await grants.settled();
  nowMs += 30 * minuteMs;
  await grants.personChanged('first');
  await grants.settled();
  expect(asked).toEqual(['first', 'first']);
});

test('who is still at work stays known when another one comes', async () => {
  const { grants, asked, read } = station();
  grants.seenBy(session('first'));
  await grants.settled();
  nowMs += minuteMs / 2;
  grants.seenBy(session('second'));
  grants.seenBy(session('first'));
  await grants.settled();
  expect([asked, read]).toEqual([
    ['first', 'second'],
    ['first', 'second'],
  ]);
});
