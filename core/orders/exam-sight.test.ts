// Reach x exam: no grant opens more than it names, a wider one never less, and writing needs the institution that reads.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sampleExam } from '../../test/support/exam-samples.ts';
import { type Places, placesOf, type ReachDuty, reachDuties, reachLevels, unitedPlaces } from '../identity/reach.ts';
import type { ExamDocument } from './exam.ts';
import { actsFor } from './exam-reach.ts';
import { concerns } from './exam-remote.ts';
import { mayBeReader, reaches, reachesAny } from './exam-sight.ts';

const institutions = ['county', 'town-a', 'town-b', 'far'] as const;
const departments = ['W1', 'W2', ''] as const;

function examAt(at: string, departmentId: string, to: string | null, state: 'waiting' | 'accepted' | 'withdrawn') {
  const exam: ExamDocument = { ...sampleExam(), service: 'ecg', institutionId: at, departmentId };
  if (to === null || to === at) return exam;
  const remote = {
    state,
    ...{ fromInstitutionId: at, fromInstitutionName: at, toInstitutionId: to, toInstitutionName: to },
    ...{
      requestedBy: '',
      requestedAt: exam.requestedAt,
      preliminaryFindings: '',
      preliminaryImpression: '',
      history: [],
    },
  };
  return { ...exam, remote };
}

const anyExam = fc
  .tuple(
    fc.constantFrom(...institutions),
    fc.constantFrom(...departments),
    fc.option(fc.constantFrom(...institutions)),
    fc.constantFrom('waiting' as const, 'accepted' as const, 'withdrawn' as const),
  )
  .map((parts) => examAt(...parts));

const anyPlaces: fc.Arbitrary<Places> = fc.record({
  own: fc.boolean(),
  departments: fc.uniqueArray(fc.constantFrom('W1', 'W2')),
  institutions: fc.oneof(fc.constant('all' as const), fc.uniqueArray(fc.constantFrom(...institutions))),
});
const anyDuty: fc.Arbitrary<ReachDuty> = fc.constantFrom(...reachDuties);
const by = (institutionId: string, duty: ReachDuty, places: Places) => ({
  institutionId,
  places: { [`ecg.${duty}`]: places },
});

describe('what a grant covers', () => {
  test('without a grant, what concerns the own institution, as ever', () => {
    fc.assert(
      fc.property(anyExam, fc.constantFrom(...institutions), anyDuty, (exam, institutionId, duty) => {
        expect(reaches({ institutionId }, exam, duty)).toBe(concerns(exam, institutionId));
        expect(reaches({ institutionId, places: {} }, exam, duty)).toBe(concerns(exam, institutionId));
      }),
    );
  });

  test('nothing beyond: of another institution only by its name or all', () => {
    fc.assert(
      fc.property(anyExam, fc.constantFrom(...institutions), anyDuty, anyPlaces, (exam, here, duty, places) => {
        if (!reaches(by(here, duty, places), exam, duty)) return;
        const named = places.institutions === 'all' || places.institutions.includes(exam.institutionId);
        const ward = places.departments.includes(exam.departmentId);
        expect(named || (concerns(exam, here) && (places.own || ward))).toBe(true);
      }),
    );
  });

  test('two grants together cover what either covers, and a level covers what a narrower one does', () => {
    fc.assert(
      fc.property(anyExam, fc.constantFrom(...institutions), anyPlaces, anyPlaces, (exam, here, one, other) => {
        const reached = (places: Places) => reaches(by(here, 'view', places), exam, 'view');
        expect(reached(unitedPlaces(one, other))).toBe(reached(one) || reached(other));
        const origin = { departmentIds: ['W1'], below: ['town-a', 'town-b'], groups: new Map() };
        const levels = reachLevels
          .filter((level) => level !== 'chosen')
          .map((level) =>
            reached(placesOf({ right: 'ecg.view', level, institutionIds: [], departmentIds: [] }, origin)),
          );
        // department, own, groups (of which there are none), below, all: once it is covered it stays covered.
        expect(levels).toEqual([...levels].sort((left, right) => Number(left) - Number(right)));
      }),
    );
  });

  test('a department between keeps what it was asked for when it went on up, its neighbours do not get it', () => {
    const exam = examAt('town-a', 'W1', 'far', 'accepted');
    const level = { sentOnBy: '', sentOnAt: exam.requestedAt, reason: '转上级' };
    const between = { institutionId: 'county', institutionName: 'county', departmentId: 'W2', departmentName: 'W2' };
    const up = { ...exam, remote: exam.remote && { ...exam.remote, levels: [{ ...between, ...level }] } };
    const ward = (id: string) => by('county', 'view', { own: false, departments: [id], institutions: [] });
    expect(reaches(ward('W2'), up, 'view')).toBe(true);
    expect(reaches(ward('W3'), up, 'view')).toBe(false);
    expect(reaches(by('town-b', 'view', { own: false, departments: ['W2'], institutions: [] }), up, 'view')).toBe(
      false,
    );
  });

  test('the five rights are apart: a grant of one says nothing of another', () => {
    const exam = examAt('town-a', 'W1', null, 'waiting');
    const viewer = by('county', 'view', { own: true, departments: [], institutions: 'all' });
    expect(reachDuties.filter((duty) => reaches(viewer, exam, duty))).toEqual(['view']);
    expect(reachesAny(viewer, exam, ['write', 'review'])).toBe(false);
    expect(reachesAny(viewer, exam, ['write', 'view'])).toBe(true);
  });
});

describe('for whom somebody acts', () => {
  const writesForA = by('county', 'write', { own: false, departments: [], institutions: ['town-a'] });

  test.each([
    ['what A reads itself', examAt('town-a', '', null, 'waiting'), true],
    ['what A sent to the own institution', examAt('town-a', '', 'county', 'accepted'), true],
    ['what waits for the own institution', examAt('town-a', '', 'county', 'waiting'), true],
    ['what A sent elsewhere', examAt('town-a', '', 'far', 'accepted'), false],
    ["B's, though it was sent to the own institution", examAt('town-b', '', 'county', 'accepted'), false],
    ['of the own institution, which was not granted', examAt('county', '', null, 'waiting'), false],
  ])('writing for A: %s', (_what, exam, may) => {
    expect(mayBeReader(writesForA, exam)).toBe(may);
  });

  test('the own institution, and those of the duty that is asked', () => {
    expect(actsFor(writesForA, 'ecg', 'county', ['review'])).toBe(true);
    expect(actsFor(writesForA, 'ecg', 'town-a', ['write'])).toBe(true);
    expect(actsFor(writesForA, 'ecg', 'town-a', ['review'])).toBe(false);
    expect(actsFor(writesForA, 'radiology', 'town-a', ['write'])).toBe(false);
    expect(actsFor({ institutionId: null }, 'ecg', 'far', ['write'])).toBe(true);
  });
});
