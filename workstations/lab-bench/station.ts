// The lab bench: reception, results, review, reports, critical values and the analyzers of one laboratory room.
import type { StationManifest } from '../manifest.ts';

export const labBench: StationManifest = {
  id: 'lab-bench',
  title: { 'zh-CN': '检验工作台', en: 'Lab bench' },
  rights: ['lab.view'],
  theme: 'light',
};
