// Which parts of the ECG settings stand open to whom: each by the rights that the server asks for it, so that no tab leads to a refusal.
import type { Right } from '../../../../core/identity/rights.ts';

export const settingsTabs = ['devices', 'points', 'network', 'rules', 'booking', 'limits'] as const;
export type SettingsTab = (typeof settingsTabs)[number];

type Can = (right: Right) => boolean;

/** The super-administrator has every right to administer that is divided (ECG-51). */
const basic = (can: Can) => can('ecg.settings') || can('identity.admin');
const divided = (right: Right) => (can: Can) => can(right) || can('ecg.admin') || can('identity.admin');

const opens: Readonly<Record<SettingsTab, (can: Can) => boolean>> = {
  devices: (can) => can('ecg.admin'),
  points: divided('ecg.uploadPoints'),
  network: (can) => divided('institution.groups')(can) || can('institution.forwarding'),
  rules: basic,
  // Bookings name patients: they are set by who sees them.
  booking: (can) => basic(can) && can('ecg.view'),
  limits: basic,
};

/** Any one of these opens a tab at least. */
export const settingsRights: readonly Right[] = [
  'ecg.admin',
  'ecg.settings',
  'ecg.uploadPoints',
  'institution.groups',
  'institution.forwarding',
  'identity.admin',
];

export function tabsFor(can: Can): SettingsTab[] {
  return settingsTabs.filter((tab) => opens[tab](can));
}
