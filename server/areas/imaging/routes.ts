// The archive's part of the contract: lists, manifests, reconciliation, removal, links and annotations.
import { fail, YishuError } from '../../../core/kernel/errors.ts';
import type { AuditEntry, Caller, Kernel } from '../../kernel/types.ts';
import type { Implementer } from '../../web/procedures.ts';
import { annotationsOf, saveAnnotations } from './annotations.ts';
import type { Archive, ReadingArchive } from './archive.ts';
import { decideDiffering, differingObjects } from './differing.ts';
import { storeEvidence } from './evidence/store-evidence.ts';
import type { Externals } from './external/externals.ts';
import { externalRoutes } from './external/routes.ts';
import { openableStudies, recordOffline } from './openable.ts';
import type { Packer } from './packing/packer.ts';
import { recordPicture } from './picture-out.ts';
import { readingSetupRoutes } from './reading-setups.ts';
import { reconcile, removeStudy, restoreStudy, undoReconcile } from './reconcile.ts';
import { onFile, registerStudy } from './register-study.ts';
import type { Replicator } from './replica/replicator.ts';
import { keepingRoutes } from './retention/routes.ts';
import { requireStudySight, sees, sightOf } from './sight.ts';
import { listStudies } from './studies.ts';
import { issueToken } from './tokens.ts';
import { linkSystems, saveLinkSystem } from './view-links.ts';

interface Outside {
  /** The own archive and those of others. */
  reading(): ReadingArchive;
  externals(): Externals;
}

export function imagingRoutes(
  kernel: Kernel,
  os: Implementer,
  archive: () => Archive,
  keeping: { replicator(): Replicator; packer(): Packer },
  outside: Outside,
) {
  const { imaging } = os;
  /** The archive of others that has the study; null for our own, for one that is nowhere, and for whom others are closed to. */
  async function elsewhere(caller: Caller, studyUid: string) {
    if (!sees(await sightOf(kernel, kernel.db, caller), null)) return null;
    const { rights } = caller;
    const query = kernel.db.selectFrom('imaging_study').select('uid').where('uid', '=', studyUid);
    if (!rights.includes('radiology.view') || (await query.executeTakeFirst())) return null;
    const manifest = await outside
      .reading()
      .manifest(studyUid)
      .catch((error: unknown) => {
        if (error instanceof YishuError && error.code === 'NOT_FOUND') return null;
        throw error;
      });
    return manifest?.source ?? null;
  }
  return imaging.router({
    ...keepingRoutes(kernel, os, archive, keeping.replicator, keeping.packer),
    ...externalRoutes(kernel, os, outside.externals),
    ...readingSetupRoutes(kernel, os),
    studies: imaging.studies.handler(({ input, context }) =>
      kernel.read(context.caller, 'radiology.view', { act: 'imaging.studies', subject: input.text }, async (db) =>
        listStudies(db, input, await sightOf(kernel, db, context.caller)),
      ),
    ),
    manifest: imaging.manifest.handler(({ input, context }) => {
      const entry: AuditEntry = { act: 'imaging.open', subject: input.studyUid };
      return kernel.read(context.caller, 'radiology.view', entry, async (db) => {
        await requireStudySight(kernel, db, context.caller, [input.studyUid], entry);
        const manifest = await outside.reading().manifest(input.studyUid);
        if (manifest.source) entry.detail = `from ${manifest.source.name}`;
        return manifest;
      });
    }),
    openable: imaging.openable.handler(({ input, context }) =>
      openableStudies(kernel, context.caller, input.studyUids),
    ),
    recordOffline: imaging.recordOffline.handler(({ input, context }) => recordOffline(kernel, context.caller, input)),
    reconcile: imaging.reconcile.handler(({ input, context }) => reconcile(kernel, context.caller, input)),
    onFile: imaging.onFile.handler(({ input, context }) => onFile(kernel, context.caller, input)),
    registerStudy: imaging.registerStudy.handler(({ input, context }) => registerStudy(kernel, context.caller, input)),
    undoReconcile: imaging.undoReconcile.handler(({ input, context }) => undoReconcile(kernel, context.caller, input)),
    remove: imaging.remove.handler(({ input, context }) => removeStudy(kernel, context.caller, input)),
    restore: imaging.restore.handler(({ input, context }) => restoreStudy(kernel, context.caller, input)),
    differing: imaging.differing.handler(({ context }) =>
      kernel.read(context.caller, 'radiology.archive', { act: 'imaging.differing', subject: '' }, async (db) =>
        differingObjects(db, await sightOf(kernel, db, context.caller)),
      ),
    ),
    decideDiffering: imaging.decideDiffering.handler(({ input, context }) =>
      decideDiffering(kernel, context.caller, input),
    ),
    link: imaging.link.handler(async ({ input, context }) => {
      const { person } = context.caller;
      if (!person) throw fail('LOGIN_REQUIRED');
      const lifeMs = input.minutes * 60_000;
      const request = {
        ...input.command,
        name: 'imaging.link',
        right: 'radiology.view' as const,
        subject: input.studyUid,
        input,
      };
      // The command's answer is kept for replays: the token stays out of it and is made again from the command's id under our key.
      const token = kernel.fields.blindIndex(`view link ${person.id} ${input.studyUid} ${input.command.id}`);
      const made = await kernel.command(context.caller, request, async (work) => {
        await requireStudySight(kernel, work.tx, context.caller, [input.studyUid]);
        const study = await work.tx
          .selectFrom('imaging_study')
          .select(['uid', 'patient_uuid'])
          .where('uid', '=', input.studyUid)
          .where('removed_at', 'is', null)
          .executeTakeFirst();
        if (!study) throw fail('NOT_FOUND', { what: 'study', studyUid: input.studyUid });
        const grant = { label: `link ${person.user}`, studyUid: study.uid, createdBy: person.id, lifeMs, token };
        await issueToken({ db: work.tx, clock: kernel.clock }, grant);
        work.audit({
          act: 'imaging.link',
          subject: study.uid,
          patientId: study.patient_uuid,
          detail: `${input.minutes} min`,
        });
        return { expiresAt: new Date(work.now.getTime() + lifeMs).toISOString() };
      });
      return { url: `/view/${token}`, expiresAt: made.expiresAt };
    }),
    linkSystems: imaging.linkSystems.handler(({ context }) => linkSystems(kernel, context.caller)),
    saveLinkSystem: imaging.saveLinkSystem.handler(({ input, context }) =>
      saveLinkSystem(kernel, context.caller, input),
    ),
    annotations: imaging.annotations.handler(({ input, context }) => {
      const entry: AuditEntry = { act: 'imaging.annotations', subject: input.studyUid };
      return kernel.read(context.caller, 'radiology.view', entry, async (db) => {
        await requireStudySight(kernel, db, context.caller, [input.studyUid], entry);
        return annotationsOf(db, input.studyUid);
      });
    }),
    saveAnnotations: imaging.saveAnnotations.handler(async ({ input, context }) =>
      saveAnnotations(kernel, context.caller, input, (await elsewhere(context.caller, input.studyUid)) !== null),
    ),
    recordPicture: imaging.recordPicture.handler(async ({ input, context }) =>
      recordPicture(kernel, context.caller, input, (await elsewhere(context.caller, input.studyUid)) !== null),
    ),
    storeEvidence: imaging.storeEvidence.handler(async ({ input, context }) => {
      const source = await elsewhere(context.caller, input.studyUid);
      if (source) throw fail('EXTERNAL_ARCHIVE_READ_ONLY', { archive: source.name });
      return storeEvidence(kernel, archive(), context.caller, input);
    }),
  });
}
