// Prepares an export: which objects leave, which stay and why; what is kept makes the download repeatable for its hour.
import { randomBytes } from 'node:crypto';
import type { z } from 'zod';
import { burnedIn } from '../../../../core/dicom/deidentify/burned-in.ts';
import { objectRecord } from '../../../../core/dicom/dicomdir-records.ts';
import type { DicomObject } from '../../../../core/dicom/read.ts';
import type { InstanceDescriptor } from '../../../../core/imaging/descriptor.ts';
import type { ExportOptions, ExportPlan, exportLeftOut } from '../../../../core/imaging/keeping.ts';
import type { CommandMeta } from '../../../../core/kernel/contract.ts';
import { fail, YishuError } from '../../../../core/kernel/errors.ts';
import { requireAccess } from '../../../kernel/access.ts';
import type { Caller, Kernel } from '../../../kernel/types.ts';
import type { Archive } from '../archive.ts';
import { headOf } from '../objects/read-head.ts';
import { requireStudySight } from '../sight.ts';

type Reason = (typeof exportLeftOut)[number];
type Plan = z.infer<typeof ExportPlan>;

export interface StartExport {
  command: z.infer<typeof CommandMeta>;
  kind: 'anonymised' | 'media';
  studyUids: string[];
  seriesUids: string[];
  options: ExportOptions;
  reason: string;
}

/** How long the zip can be fetched. */
const lifeMs = 3_600_000;
/** A disc set, not a migration: bulk transfers go by DIMSE. */
const mostObjects = 50_000;

const withPixels: ReadonlySet<InstanceDescriptor['kind']> = new Set(['image', 'segmentation', 'video', 'waveform']);

function whyLeftOut(
  kind: StartExport['kind'],
  options: ExportOptions,
  descriptor: InstanceDescriptor,
  object: DicomObject,
): Reason | null {
  if (kind === 'media') {
    if (object.problems.some(({ code }) => code === 'no-preamble' || code === 'no-meta')) return 'not-part10';
    const file = { path: [], transferSyntaxUid: object.transferSyntax.uid, isImage: descriptor.image !== null };
    return objectRecord(object.dataSet, file) ? null : 'no-record';
  }
  // Reports, states and documents are the person's story in free text: without a reader's eye they cannot be cleaned.
  if (!withPixels.has(descriptor.kind)) return 'not-an-image';
  if (options.includeBurnedIn || descriptor.kind === 'waveform' || descriptor.kind === 'segmentation') return null;
  const burned = burnedIn(object.dataSet);
  return burned === 'no' ? null : burned === 'said' ? 'burned-in-said' : 'burned-in-likely';
}

function candidates(kernel: Kernel, input: StartExport) {
  let query = kernel.db
    .selectFrom('imaging_instance')
    .innerJoin('imaging_study', 'imaging_study.uid', 'imaging_instance.study_uid')
    .innerJoin('imaging_series', 'imaging_series.uid', 'imaging_instance.series_uid')
    .select([
      'imaging_instance.id',
      'imaging_instance.path',
      'imaging_instance.length',
      'imaging_instance.descriptor',
      'imaging_instance.series_uid',
      'imaging_instance.study_uid',
      'imaging_series.description',
      'imaging_study.patient_uuid',
    ])
    .where('imaging_instance.study_uid', 'in', input.studyUids)
    .where('imaging_instance.state', '=', 'current')
    .where('imaging_study.removed_at', 'is', null);
  if (input.seriesUids.length > 0) query = query.where('imaging_instance.series_uid', 'in', input.seriesUids);
  return query
    .orderBy('imaging_study.patient_id')
    .orderBy('imaging_study.study_date')
    .orderBy('imaging_study.uid')
    .orderBy('imaging_series.number')
    .orderBy('imaging_series.uid')
    .orderBy('imaging_instance.number')
    .orderBy('imaging_instance.sop_uid')
    .limit(mostObjects + 1)
    .execute();
}

/**
 * A person's act with a reason: what leaves the hospital in bulk is named study by study in the audit trail.
 * @throws NOT_FOUND when nothing of what was asked for can leave, INPUT_INVALID for too much at once
 */
export async function startExport(kernel: Kernel, archive: Archive, caller: Caller, input: StartExport): Promise<Plan> {
  requireAccess(caller, 'radiology.archive');
  const { person } = caller;
  if (!person) throw fail('LOGIN_REQUIRED');
  const rows = await candidates(kernel, input);
  if (rows.length > mostObjects)
    throw fail('INPUT_INVALID', { what: `more than ${mostObjects} objects in one export` });
  const chosen: typeof rows = [];
  const leftOut = new Map<string, Plan['leftOut'][number]>();
  let burned = 0;
  for (const row of rows) {
    const reader = await archive.objects.open(row.path).catch(() => null);
    let reason: Reason | null = 'damaged';
    try {
      if (reader) {
        const object = await headOf(reader);
        reason = whyLeftOut(input.kind, input.options, row.descriptor, object);
        if (reason === null && row.descriptor.image && burnedIn(object.dataSet) !== 'no') burned += 1;
      }
    } catch (error) {
      if (!(error instanceof YishuError)) throw error;
    } finally {
      await reader?.close();
    }
    if (reason === null) {
      chosen.push(row);
      continue;
    }
    const key = `${row.series_uid} ${reason}`;
    const entry = leftOut.get(key) ?? { seriesUid: row.series_uid, description: row.description, reason, objects: 0 };
    leftOut.set(key, { ...entry, objects: entry.objects + 1 });
  }
  const request = {
    ...input.command,
    name: 'imaging.startExport',
    right: 'radiology.archive' as const,
    subject: input.studyUids[0] ?? '',
    input,
  };
  return kernel.command(caller, request, async (work) => {
    await requireStudySight(kernel, work.tx, caller, input.studyUids);
    if (rows.length === 0) throw fail('NOT_FOUND', { what: 'study' });
    const id = work.newId();
    const expiresAt = new Date(work.now.getTime() + lifeMs);
    await work.tx
      .insertInto('imaging_export')
      .values({
        id,
        kind: input.kind,
        created_by: person.id,
        created_at: work.now,
        expires_at: expiresAt,
        reason: input.reason,
        options: JSON.stringify(input.options),
        instance_ids: chosen.map((row) => row.id),
        secret: kernel.fields.encrypt(randomBytes(32).toString('base64url')),
      })
      .execute();
    for (const [studyUid, objects] of Map.groupBy(chosen, (row) => row.study_uid)) {
      const patientId = objects[0]?.patient_uuid ?? null;
      const detail = `${input.kind}, ${objects.length}: ${input.reason}`;
      work.audit({ act: 'imaging.startExport', subject: studyUid, patientId, detail });
    }
    return {
      id,
      url: `/imaging/exports/${id}`,
      expiresAt: expiresAt.toISOString(),
      objects: chosen.length,
      bytes: chosen.reduce((sum, row) => sum + Number(row.length), 0),
      leftOut: [...leftOut.values()],
      burnedIn: burned,
    };
  });
}
