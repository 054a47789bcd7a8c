// What a request form proposes: what was asked before while it is still open, else the first of those that are.
import { expect, test } from 'vitest';
import type { InstitutionListed } from '../../core/orders/institution.ts';
import { placeIn } from './reader-place.tsx';

function reader(id: string, departments: [service: 'radiology' | 'ecg', id: string][]): InstitutionListed {
  return {
    ...{ id, name: id, nameEn: '', reads: ['radiology', 'ecg'], superiorIds: [], own: false, mine: false },
    ...{ address: '', level: '', contact: '', phone: '' },
    openDepartments: departments.map(([service, departmentId]) => ({
      ...{ service, departmentId, name: departmentId, nameEn: '' },
    })),
  };
}

const county = reader('county', [
  ['radiology', 'CT'],
  ['radiology', 'MR'],
  ['ecg', 'ECG'],
]);
const city = reader('city', []);

test('the first institution and its first open department of the service', () => {
  expect(placeIn([county, city], 'radiology', {})).toMatchObject({ institutionId: 'county', departmentId: 'CT' });
  expect(placeIn([county, city], 'ecg', {})).toMatchObject({ institutionId: 'county', departmentId: 'ECG' });
  expect(placeIn([], 'radiology', {})).toMatchObject({ institutionId: '', departmentId: '' });
});

test('what was asked before stays while it is open', () => {
  expect(placeIn([county, city], 'radiology', { institutionId: 'county', departmentId: 'MR' })).toMatchObject({
    departmentId: 'MR',
  });
  expect(placeIn([county, city], 'radiology', { institutionId: 'city', departmentId: 'MR' })).toMatchObject({
    institutionId: 'city',
    departmentId: '',
  });
  expect(placeIn([county], 'radiology', { institutionId: 'gone', departmentId: 'MR' })).toMatchObject({
    institutionId: 'county',
    departmentId: 'CT',
  });
});
