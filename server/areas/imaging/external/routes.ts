// The contract's part about archives of others: their settings for the administrator, their studies for who reads.
import type { Kernel } from '../../../kernel/types.ts';
import type { Implementer } from '../../../web/procedures.ts';
import { sees, sightOf } from '../sight.ts';
import type { Externals } from './externals.ts';
import { externalArchives, removeExternalArchive, saveExternalArchive } from './settings.ts';

export function externalRoutes(kernel: Kernel, os: Implementer, externals: () => Externals) {
  const { imaging } = os;
  return {
    externalArchives: imaging.externalArchives.handler(({ context }) => externalArchives(kernel, context.caller)),
    saveExternalArchive: imaging.saveExternalArchive.handler(({ input, context }) =>
      saveExternalArchive(kernel, context.caller, input),
    ),
    removeExternalArchive: imaging.removeExternalArchive.handler(({ input, context }) =>
      removeExternalArchive(kernel, context.caller, input),
    ),
    tryExternalArchive: imaging.tryExternalArchive.handler(({ input, context }) =>
      kernel.read(context.caller, 'identity.admin', { act: 'imaging.tryExternalArchive', subject: input.id }, () =>
        externals().attempt(input.id),
      ),
    ),
    externalStudies: imaging.externalStudies.handler(({ input, context }) => {
      const entry = { act: 'imaging.externalStudies', subject: input.patientIds.join(' ') || input.text };
      return kernel.read(context.caller, 'radiology.view', entry, async (db) =>
        // Nobody can tell whose exams they are: people of other institutions have none there.
        sees(await sightOf(kernel, db, context.caller), null) ? externals().find(input) : [],
      );
    }),
  };
}
