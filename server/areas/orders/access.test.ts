// Who manages cases (病例管理, ECG-51): those of the own institution that may be seen, of ECG alone.
import { expect, test } from 'vitest';
import { ownPlaces, type PlacesByRight } from '../../../core/identity/reach.ts';
import type { Right } from '../../../core/identity/rights.ts';
import { sampleExam } from '../../../test/support/exam-samples.ts';
import { systemCaller } from '../../kernel/access.ts';
import type { Caller } from '../../kernel/types.ts';
import { managesCase } from './access.ts';

const everywhere: PlacesByRight = { 'ecg.view': { ...ownPlaces, institutions: 'all' } };
const person = { id: '', user: 'cases', name: '病例管理员', departmentId: 'ECGROOM' };
const holding = (...rights: Right[]): Caller => ({ ...systemCaller('test'), mode: 'live', person, rights });

test.each<[Right[], 'ecg' | 'radiology', string, boolean]>([
  [['ecg.cases', 'ecg.view'], 'ecg', 'county', true],
  [['ecg.cases', 'ecg.view'], 'ecg', 'town', false],
  [['ecg.cases', 'ecg.view', 'radiology.view'], 'radiology', 'county', false],
  [['ecg.cases'], 'ecg', 'county', false],
  [['ecg.view'], 'ecg', 'county', false],
])('%j at an exam of %s at %s: %s', (rights, service, institutionId, may) => {
  const actor = { personId: '', personName: '', stationName: '', institutionId: 'county', places: everywhere };
  const exam = { ...sampleExam(), service, institutionId };
  expect(managesCase(holding(...rights), actor, exam)).toBe(may);
});
