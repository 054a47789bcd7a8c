// Keeps the archive by its policy: removes what the rules name, purges what has been in the trash long enough, has copies made.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RetentionRule } from '../../../../core/imaging/keeping.ts';
import { YishuError } from '../../../../core/kernel/errors.ts';
import { systemCaller } from '../../../kernel/access.ts';
import type { Kernel } from '../../../kernel/types.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import type { Replicator } from '../replica/replicator.ts';
import { hasUnsignedReport, holdsRecording, studiesUnder } from './eligible.ts';
import { readPolicy } from './policy.ts';
import { noteRemoval, purgeStudy } from './trash.ts';

const dayMs = 86_400_000;
const copyEveryMs = 30_000;
const tidyEveryMs = 3_600_000;
/** Studies that one round removes or purges at most; the next round goes on. */
const studiesPerRound = 500;

const caller = systemCaller('archive policy');

function ruleText(rule: RetentionRule): string {
  return `${rule.modalities.join(' ') || '*'} > ${rule.olderThanDays} d, ${rule.state}`;
}

/** Asked again inside its transaction: an exam may have been reopened since the list was made. */
function removeByRule(kernel: Kernel, uid: string, rule: RetentionRule): Promise<boolean> {
  const at = kernel.clock.now().toISOString();
  const request = { id: kernel.newId(), at, name: 'imaging.remove', right: null, subject: uid, ownAudit: true };
  return kernel.command(caller, request, async (work) => {
    const row = await studiesUnder(work.tx, rule, work.now)
      .selectAll()
      .where('uid', '=', uid)
      .forUpdate()
      .executeTakeFirst();
    if (!row) return false;
    const revision = row.revision + 1;
    await work.tx
      .updateTable('imaging_study')
      .set({ removed_at: work.now, revision, decided_revision: revision })
      .where('uid', '=', uid)
      .execute();
    await noteRemoval(work, uid, ruleText(rule));
    work.changed('study', uid, revision, null);
    work.audit({ act: 'imaging.remove', subject: uid, patientId: row.patient_uuid, detail: ruleText(rule) });
    return true;
  });
}

/** @returns how many studies went to the trash, and how many left it for good */
export async function tidy(kernel: Kernel): Promise<{ removed: number; purged: number }> {
  const { policy } = await readPolicy(kernel.db);
  const { active, rules, recoverableDays } = policy.retention;
  let removed = 0;
  let purged = 0;
  if (!active) return { removed, purged };
  const now = kernel.clock.now();
  for (const rule of rules) {
    const rows = await studiesUnder(kernel.db, rule, now)
      .select('uid')
      .orderBy('last_at')
      .limit(studiesPerRound)
      .execute();
    for (const { uid } of rows) if (await removeByRule(kernel, uid, rule)) removed += 1;
  }
  const due = await kernel.db
    .selectFrom('imaging_study')
    .leftJoin('imaging_removal', 'imaging_removal.study_uid', 'imaging_study.uid')
    .select(['uid', 'revision', 'reason'])
    .where('removed_at', '<=', new Date(now.getTime() - recoverableDays * dayMs))
    // Images that came after somebody had removed the study were never looked at.
    .whereRef('last_at', '<=', 'removed_at')
    .where((eb) => eb.not(hasUnsignedReport(eb)))
    .where((eb) => eb.not(holdsRecording(eb)))
    .orderBy('removed_at')
    .limit(studiesPerRound)
    .execute();
  for (const { uid, revision, reason } of due) {
    const command = { id: kernel.newId(), at: now.toISOString() };
    try {
      await purgeStudy(kernel, caller, { command, studyUid: uid, expectedRevision: revision, reason: reason ?? '' });
      purged += 1;
    } catch (error) {
      // Somebody restored it or began a report just now.
      if (!(error instanceof YishuError)) throw error;
    }
  }
  return { removed, purged };
}

/**
 * Files of purged studies. Called before the archive looks for objects without rows, so that it does not enter them again.
 * @param forget removes the copy; false: it cannot be reached now, and the file stays on the list
 */
export async function removePurgedFiles(
  db: Kernel['db'],
  stores: Record<'objects' | 'derived', Pick<ObjectStore, 'remove'>>,
  forget: (path: string) => Promise<boolean>,
): Promise<number> {
  let gone = 0;
  let after = '';
  for (;;) {
    const rows = await db
      .selectFrom('imaging_purge_file')
      .selectAll()
      .where('path', '>', after)
      .orderBy('path')
      .limit(500)
      .execute();
    for (const { path, store } of rows) {
      after = path;
      await stores[store].remove(path);
      if (store === 'objects' && !(await forget(path))) continue;
      await db.deleteFrom('imaging_purge_file').where('path', '=', path).execute();
      gone += 1;
    }
    if (rows.length < 500) return gone;
  }
}

/** At the start, before the archive is opened; copies follow when the second folder is looked at. */
export async function finishPurges(db: Kernel['db'], dataDir: string): Promise<void> {
  const below = (root: string) => ({
    remove: (path: string) => rm(join(dataDir, root, ...path.split('/')), { force: true }),
  });
  await removePurgedFiles(db, { objects: below('archive'), derived: below('archive-derived') }, async () => false);
}

export interface Keeper {
  stop(): Promise<void>;
}

export function startKeeper(
  kernel: Kernel,
  replicator: Replicator,
  stores: Record<'objects' | 'derived', Pick<ObjectStore, 'remove'>>,
): Keeper {
  let running: Promise<void> = Promise.resolve();
  let tidiedAt = 0;
  async function round(): Promise<void> {
    try {
      const now = kernel.clock.now();
      if (now.getTime() - tidiedAt >= tidyEveryMs) {
        tidiedAt = now.getTime();
        const { removed, purged } = await tidy(kernel);
        if (removed + purged > 0) kernel.log('info', 'the archive was tidied by its policy', { removed, purged });
        // Without its secret an export cannot be linked to the persons any more.
        await kernel.db.updateTable('imaging_export').set({ secret: '' }).where('expires_at', '<', now).execute();
      }
      await removePurgedFiles(kernel.db, stores, replicator.forget);
      await replicator.pass();
    } catch (error) {
      kernel.log('error', 'keeping the archive failed; it is tried again', { error: String(error) });
    }
  }
  const timer = setInterval(() => {
    running = running.then(round);
  }, copyEveryMs);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      replicator.stop();
      await running;
    },
  };
}
