// The ECG station: the dangerous tracing first, read on true paper, measured, reported and signed; and the desk that registers.
import type { StationManifest } from '../manifest.ts';

export const ecg: StationManifest = {
  id: 'ecg',
  title: { 'zh-CN': '心电工作站', en: 'ECG' },
  rights: ['ecg.view'],
  // Settings, upload points, hospital groups and figures are kept and read here by people who see no patient.
  administeredBy: [
    'ecg.admin',
    'ecg.settings',
    'ecg.statistics',
    'ecg.uploadPoints',
    'institution.groups',
    'institution.forwarding',
    'identity.admin',
  ],
  theme: 'light',
};
