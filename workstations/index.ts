// The one list of stations. The renderer takes their screens from here, the host their host parts.
import { admin } from './admin/station.ts';
import { ecg } from './ecg/station.ts';
import { labBench } from './lab-bench/station.ts';
import { radiology } from './radiology/station.ts';

export const stations = [
  { manifest: labBench, ui: () => import('./lab-bench/ui/index.tsx') },
  { manifest: radiology, ui: () => import('./radiology/ui/index.tsx') },
  { manifest: ecg, ui: () => import('./ecg/ui/index.tsx') },
  { manifest: admin, ui: () => import('./admin/ui/index.tsx') },
] as const;
