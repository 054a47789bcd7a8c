// The contract's part about keeping: policy, second folder, trash, purge, checking, exports.
import { fail } from '../../../../core/kernel/errors.ts';
import { requireAccess } from '../../../kernel/access.ts';
import type { Kernel } from '../../../kernel/types.ts';
import type { Implementer } from '../../../web/procedures.ts';
import type { Archive } from '../archive.ts';
import { startExport } from '../export/plan.ts';
import type { Packer } from '../packing/packer.ts';
import type { Replicator } from '../replica/replicator.ts';
import { requireStudySight, sightOf } from '../sight.ts';
import { studiesUnder } from './eligible.ts';
import { readPolicy, savePolicy } from './policy.ts';
import { purgeStudy, trash } from './trash.ts';

export function keepingRoutes(
  kernel: Kernel,
  os: Implementer,
  archive: () => Archive,
  replicator: () => Replicator,
  packer: () => Packer,
) {
  const { imaging } = os;
  return {
    policy: imaging.policy.handler(({ context }) =>
      kernel.read(context.caller, 'radiology.archive', { act: 'imaging.policy', subject: '' }, readPolicy),
    ),
    savePolicy: imaging.savePolicy.handler(({ input, context }) =>
      savePolicy(kernel, archive(), context.caller, input),
    ),
    tryPolicy: imaging.tryPolicy.handler(({ input, context }) =>
      kernel.read(context.caller, 'radiology.archive', { act: 'imaging.policy', subject: 'try' }, async (db) => {
        const answers: { studies: number; bytes: number }[] = [];
        for (const rule of input.rules) {
          const row = await studiesUnder(db, rule, kernel.clock.now())
            .select((eb) => [
              eb.fn.countAll<string>().as('studies'),
              eb.fn.sum<string | null>('size_bytes').as('bytes'),
            ])
            .executeTakeFirstOrThrow();
          answers.push({ studies: Number(row.studies), bytes: Number(row.bytes ?? 0) });
        }
        return answers;
      }),
    ),
    // Figures without a patient, asked every few seconds by an open screen: the right is checked, no audit row is written.
    replica: imaging.replica.handler(({ context }) => {
      requireAccess(context.caller, 'radiology.archive');
      return replicator().state();
    }),
    packing: imaging.packing.handler(({ context }) => {
      requireAccess(context.caller, 'radiology.archive');
      return packer().state();
    }),
    trash: imaging.trash.handler(({ context }) =>
      kernel.read(context.caller, 'radiology.archive', { act: 'imaging.trash', subject: '' }, async (db) =>
        trash(db, await sightOf(kernel, db, context.caller)),
      ),
    ),
    purge: imaging.purge.handler(({ input, context }) => purgeStudy(kernel, context.caller, input)),
    checkStudy: imaging.checkStudy.handler(async ({ input, context }) => {
      const { studyUid } = input;
      const rows = await kernel.read(
        context.caller,
        'radiology.archive',
        { act: 'imaging.checkStudy', subject: studyUid },
        async (db) => {
          await requireStudySight(kernel, db, context.caller, [studyUid]);
          return db
            .selectFrom('imaging_instance')
            .select(['path', 'sha256', 'sop_uid'])
            .where('study_uid', '=', studyUid)
            .execute();
        },
      );
      if (rows.length === 0) throw fail('NOT_FOUND', { what: 'study', studyUid });
      const answer = { checked: rows.length, restored: [] as string[], lost: [] as string[] };
      for (const { path, sha256, sop_uid } of rows) {
        const outcome = await replicator().repair({ path, sha256, studyUid });
        if (outcome === 'restored') answer.restored.push(sop_uid);
        else if (outcome === 'lost') answer.lost.push(sop_uid);
      }
      return answer;
    }),
    startExport: imaging.startExport.handler(({ input, context }) =>
      startExport(kernel, archive(), context.caller, input),
    ),
  };
}
