// Relations of superior and subordinate hospitals: who may be asked, and no relation that leads back to where it began.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { InstitutionEntry } from './institution.ts';
import { above, institutionTroubles, nearestAbove, possibleSuperiors, superiorsFor } from './network.ts';

function entry(id: string, superiorIds: string[] = [], part: Partial<InstitutionEntry> = {}): InstitutionEntry {
  return {
    ...{ id, name: id, nameEn: '', reads: [], openDepartments: [], superiorIds, own: false, active: true },
    ...{ departmentIds: [], hl7Peer: '', address: '', level: '', contact: '', phone: '' },
    ...part,
  };
}

const city = entry('city', [], { reads: ['radiology', 'ecg'] });
const county = entry('county', ['city'], { reads: ['radiology'], own: true });
const town = entry('town', ['county', 'city']);
const clinic = entry('clinic', ['town']);
const network = [city, county, town, clinic];

describe('whom one may ask', () => {
  test('the direct superiors that have the service open, this server’s own first', () => {
    expect(superiorsFor(network, 'town', 'radiology').map(({ id }) => id)).toEqual(['county', 'city']);
    expect(superiorsFor(network, 'town', 'ecg').map(({ id }) => id)).toEqual(['city']);
    expect(superiorsFor(network, 'clinic', 'radiology')).toEqual([]);
    expect(superiorsFor(network, 'city', 'radiology')).toEqual([]);
    expect(superiorsFor(network, 'nobody', 'radiology')).toEqual([]);
  });

  test('the nearest above that is good, step by step, also through who has the service closed; none where there is none', () => {
    const good =
      (...ids: string[]) =>
      ({ id }: InstitutionEntry) =>
        ids.includes(id);
    const nearest = (from: string, service: 'radiology' | 'ecg', ...ids: string[]) =>
      nearestAbove(network, from, service, good(...ids))?.id ?? null;
    expect(nearest('clinic', 'radiology', 'county', 'city')).toBe('county');
    expect(nearest('clinic', 'radiology', 'city')).toBe('city');
    expect(nearest('clinic', 'ecg', 'county', 'city')).toBe('city');
    expect(nearest('clinic', 'ecg', 'town', 'clinic')).toBeNull();
    expect(nearest('city', 'ecg', 'city', 'county')).toBeNull();
    // A register that leads in a circle is looked through once.
    const circle = [entry('a', ['b']), entry('b', ['a'])];
    expect(nearestAbove(circle, 'a', 'ecg', () => true)).toBeNull();
  });

  test('who is below is no choice for a superior', () => {
    expect(possibleSuperiors(network, 'county').map(({ id }) => id)).toEqual(['city']);
    expect(possibleSuperiors(network, 'clinic').map(({ id }) => id)).toEqual(['city', 'county', 'town']);
    expect([...above(network, 'clinic')].toSorted()).toEqual(['city', 'county', 'town']);
  });
});

describe('what cannot be in the register', () => {
  const good = () => true;
  test('a circle, by one step or several; itself; somebody unknown', () => {
    expect(institutionTroubles({ ...city, superiorIds: ['clinic'] }, network, good)).toEqual([
      'superiorIds: clinic is below city',
    ]);
    expect(institutionTroubles({ ...city, superiorIds: ['city'] }, network, good)).toEqual([
      'superiorIds: city is below city',
    ]);
    expect(institutionTroubles({ ...town, superiorIds: ['none'] }, network, good)).toEqual([
      'superiorIds: none is no institution',
    ]);
    expect(institutionTroubles(town, network, good)).toEqual([]);
  });

  test('an open department of what is not read, or of somebody else', () => {
    const open = { ...county, openDepartments: [{ service: 'ecg' as const, departmentId: 'ECG' }] };
    expect(institutionTroubles(open, network, good)).toHaveLength(1);
    const strange = { ...county, openDepartments: [{ service: 'radiology' as const, departmentId: 'X' }] };
    expect(institutionTroubles(strange, network, (id) => id !== 'X')).toEqual([
      'openDepartments: X is a department of another institution',
    ]);
  });

  test('a possible superior is never a trouble, and every other one is', () => {
    const ids = ['a', 'b', 'c', 'd', 'e'];
    // Superiors only further on in the alphabet: no circle to begin with.
    const made = fc.array(fc.subarray(ids), { minLength: ids.length, maxLength: ids.length }).map((lists) =>
      ids.map((id, at) =>
        entry(
          id,
          (lists[at] ?? []).filter((one) => one > id),
        ),
      ),
    );
    fc.assert(
      fc.property(made, fc.constantFrom(...ids), fc.constantFrom(...ids), (all, of, superior) => {
        const before = all.find(({ id }) => id === of) ?? entry(of);
        const fits = possibleSuperiors(all, of).some(({ id }) => id === superior);
        const troubles = institutionTroubles({ ...before, superiorIds: [superior] }, all, good);
        expect(troubles.length === 0).toBe(fits);
      }),
    );
  });
});
