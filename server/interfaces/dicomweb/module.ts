// DICOMweb as a part of the server: it listens nowhere itself, its paths are served with all others.
import type { Archive } from '../../areas/imaging/module.ts';
import type { AreaModule } from '../../kernel/area.ts';
import { dicomWebRoutes } from './service.ts';

export function dicomWebModule(archive: () => Archive): AreaModule {
  return { name: 'dicomweb', plain: (kernel) => dicomWebRoutes(kernel, archive) };
}
