// Whose release closes a report that is read for another institution.
import { describe, expect, test } from 'vitest';
import { type ConfirmerListed, confirmationOf, confirmersFor, confirmerTroubles } from './confirmers.ts';
import type { ExamDocument, RemoteRequest } from './exam.ts';

const one = (personId: string, part: Partial<ConfirmerListed> = {}): ConfirmerListed => ({
  ...{ personId, personName: `${personId}医生`, service: 'radiology', fromInstitutionIds: [], able: true },
  ...part,
});

const remote = (state: RemoteRequest['state'], part: Partial<RemoteRequest> = {}): RemoteRequest => ({
  ...{ state, fromInstitutionId: 'town', fromInstitutionName: '', toInstitutionId: 'city', toInstitutionName: '' },
  ...{ requestedBy: '', requestedAt: '', preliminaryFindings: '', preliminaryImpression: '', history: [] },
  ...part,
});

const read = (request: RemoteRequest | null, service: ExamDocument['service'] = 'radiology') => ({
  remote: request,
  service,
});

describe('who is designated', () => {
  const all = [
    one('each'),
    one('ecg', { service: 'ecg' }),
    one('town', { fromInstitutionIds: ['town', 'village'] }),
    one('county', { fromInstitutionIds: ['county'] }),
    one('city', { fromInstitutionIds: ['city'] }),
  ];
  const level = { institutionId: 'county', institutionName: '', sentOnBy: '', sentOnAt: '', reason: '' };
  test.each([
    ['read where it was done', read(null), []],
    ['waiting for an answer', read(remote('waiting')), []],
    ['returned: its own hospital reads it', read(remote('returned')), []],
    ['accepted', read(remote('accepted')), ['each', 'town']],
    ['done: an amendment is confirmed as well', read(remote('done')), ['each', 'town']],
    ['sent on by the county', read(remote('accepted', { levels: [level] })), ['each', 'town', 'county']],
    ['another service', read(remote('accepted'), 'ecg'), ['ecg']],
    ['asked by nobody who is named', read(remote('accepted', { fromInstitutionId: 'clinic' })), ['each']],
  ])('%s', (_case, exam, people) => {
    expect(confirmersFor(all, exam).map(({ personId }) => personId)).toEqual(people);
  });
});

describe('how it stands for who looks', () => {
  const network = [
    { id: 'city', confirmers: [one('wang'), one('li'), one('gone', { able: false })] },
    { id: 'county', confirmers: [one('other')] },
    { id: 'town' },
  ];
  const exam = read(remote('accepted'));
  test.each([
    ['wang', undefined, { names: ['wang医生', 'li医生'], mine: true }],
    ['wang', 'wang', { names: ['li医生'], mine: false }],
    ['gone', undefined, { names: ['wang医生', 'li医生'], mine: false }],
    ['other', 'li', { names: ['wang医生'], mine: false }],
  ])('%s, written by %s', (personId, authorId, shown) => {
    expect(confirmationOf(network, exam, personId, authorId)).toEqual(shown);
  });

  test('nothing to confirm where nobody is designated', () => {
    expect(confirmationOf(network, read(remote('accepted', { toInstitutionId: 'town' })), 'wang')).toBeNull();
    expect(confirmationOf(network, read(null), 'wang')).toBeNull();
    expect(confirmationOf([], exam, 'wang')).toBeNull();
  });

  test('designated, but nobody is left who can: it says so instead of letting everybody', () => {
    const left = [{ id: 'city', confirmers: [one('gone', { able: false }), one('wang')] }];
    expect(confirmationOf(left, exam, 'li', 'wang')).toEqual({ names: [], mine: false });
  });
});

test('a designation is for what the institution reads, of institutions that there are, once a person and service', () => {
  const known = new Set(['town', 'city']);
  expect(confirmerTroubles([one('wang'), one('wang', { service: 'ecg' })], ['radiology', 'ecg'], known)).toEqual([]);
  expect(confirmerTroubles([one('wang'), one('wang')], ['radiology'], known)).toHaveLength(1);
  expect(confirmerTroubles([one('wang', { service: 'ecg' })], ['radiology'], known)).toHaveLength(1);
  expect(confirmerTroubles([one('wang', { fromInstitutionIds: ['nowhere'] })], ['radiology'], known)).toHaveLength(1);
});
