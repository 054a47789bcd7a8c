// The one list of stations. The renderer takes their screens from here, the host their host parts.
import { admin } from './admin/station.ts';
import { labBench } from './lab-bench/station.ts';

export const stations = [
  { manifest: labBench, ui: () => import('./lab-bench/ui/index.tsx') },
  { manifest: admin, ui: () => import('./admin/ui/index.tsx') },
] as const;
