// The ECG station: the dangerous tracing first, read on true paper, measured, reported and signed; and the desk that registers.
import type { StationManifest } from '../manifest.ts';

export const ecg: StationManifest = {
  id: 'ecg',
  title: { 'zh-CN': '心电工作站', en: 'ECG' },
  rights: ['ecg.view'],
  // Upload points and hospital groups are kept here by people who see no patient.
  administeredBy: ['ecg.admin', 'ecg.uploadPoints', 'institution.groups', 'identity.admin'],
  theme: 'light',
};
