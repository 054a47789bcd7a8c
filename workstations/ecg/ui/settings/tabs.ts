// Which parts of the ECG settings stand open to whom: each by the rights that the server asks for it, so that no tab leads to a refusal.
import type { Right } from '../../../../core/identity/rights.ts';

export const settingsTabs = ['devices', 'points', 'network', 'rules', 'booking', 'limits'] as const;
export type SettingsTab = (typeof settingsTabs)[number];

type Can = (right: Right) => boolean;

/** What the department itself goes by is read as its other data are; the register of devices is the administrator's alone. */
const ofDepartment = (can: Can) => can('ecg.admin') && can('ecg.view');
/** The super-administrator has every right to administer that is divided (ECG-51). */
const divided = (right: Right) => (can: Can) => can(right) || can('ecg.admin') || can('identity.admin');

const opens: Readonly<Record<SettingsTab, (can: Can) => boolean>> = {
  devices: (can) => can('ecg.admin'),
  points: divided('ecg.uploadPoints'),
  network: divided('institution.groups'),
  rules: ofDepartment,
  booking: ofDepartment,
  limits: ofDepartment,
};

/** Any one of these opens a tab at least. */
export const settingsRights: readonly Right[] = [
  'ecg.admin',
  'ecg.uploadPoints',
  'institution.groups',
  'identity.admin',
];

export function tabsFor(can: Can): SettingsTab[] {
  return settingsTabs.filter((tab) => opens[tab](can));
}
