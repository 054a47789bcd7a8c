// The ECG station: the dangerous tracing first, read on true paper, measured, reported and signed; and the desk that registers.
import type { StationManifest } from '../manifest.ts';

export const ecg: StationManifest = {
  id: 'ecg',
  title: { 'zh-CN': '心电工作站', en: 'ECG' },
  rights: ['ecg.view'],
  theme: 'light',
};
