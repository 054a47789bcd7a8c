// The radiology station: worklist, reading with the report beside the images, registration, remote reading, the archive's desk.
import type { StationManifest } from '../manifest.ts';

export const radiology: StationManifest = {
  id: 'radiology',
  title: { 'zh-CN': '影像工作站', en: 'Radiology' },
  rights: ['radiology.view'],
  theme: 'dark',
};
