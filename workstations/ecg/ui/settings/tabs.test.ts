// Tabs of the ECG settings by the rights in hand: each on its own, the menu entry with the first of them.
import { expect, test } from 'vitest';
import { type Right, rights, shippedRoles } from '../../../../core/identity/rights.ts';
import { settingsRights, settingsTabs, tabsFor } from './tabs.ts';

const whoHas =
  (...held: Right[]) =>
  (right: Right) =>
    held.includes(right);

test.each<[Right[], readonly string[]]>([
  [['ecg.uploadPoints'], ['points']],
  [['institution.groups'], ['network']],
  [['institution.forwarding'], ['network']],
  [
    ['institution.groups', 'ecg.uploadPoints'],
    ['points', 'network'],
  ],
  [['ecg.settings'], ['rules', 'limits']],
  [
    ['ecg.settings', 'ecg.view'],
    ['rules', 'booking', 'limits'],
  ],
  [['identity.admin'], ['points', 'network', 'rules', 'limits']],
  [
    ['ecg.admin', 'ecg.view'],
    ['devices', 'points', 'network'],
  ],
  [['ecg.admin', 'ecg.settings', 'ecg.view'], settingsTabs],
  [['ecg.cases', 'ecg.statistics', 'ecg.types'], []],
  [['ecg.view', 'ecg.review', 'dictionary.edit'], []],
])('%j opens %j', (held, tabs) => expect(tabsFor(whoHas(...held))).toEqual(tabs));

test('the menu entry stands for whoever has a tab, and for nobody else', () => {
  const alone = rights.filter((right) => tabsFor(whoHas(right)).length > 0);
  expect(alone.toSorted()).toEqual(settingsRights.toSorted());
});

test('the shipped reviewer, who administers the department, has every tab; a doctor none', () => {
  const of = (id: string) => tabsFor(whoHas(...(shippedRoles.find((role) => role.id === id)?.rights ?? [])));
  expect(of('ecg-reviewer')).toEqual(settingsTabs);
  expect(of('ecg-doctor')).toEqual([]);
});
