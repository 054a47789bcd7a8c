// Says that a study has grown: counts it anew, links it with its exam and announces it, a moment after objects came for it.
import { sql } from 'kysely';
import { systemCaller } from '../../../kernel/access.ts';
import type { CommandWork, Kernel } from '../../../kernel/types.ts';

export interface GrownStudy {
  uid: string;
  accession: string;
  patientId: string;
  patientName: string;
  modalities: string[];
  description: string;
  studyDate: string;
  instanceCount: number;
  examId: string | null;
}

/** What another area makes of a study that grew, in the same transaction; answers the exam it belongs to. */
export type LinkStudy = (work: CommandWork, study: GrownStudy) => Promise<{ examId: string; patientId: string } | null>;

export interface StudyNews {
  /** An object of the study was stored. */
  touch(studyUid: string, source: string): void;
  /** Announces what waits, now. */
  flush(): Promise<void>;
  stop(): Promise<void>;
}

/** Long enough that a burst of images is one announcement, short enough for "on the worklist within a second". */
const restMs = 250;

export async function recount(work: CommandWork, studyUid: string): Promise<GrownStudy | null> {
  await sql`update imaging_series s set
      instance_count = (select count(*) from imaging_instance i where i.series_uid = s.uid and i.state = 'current'),
      last_at = ${work.now}, revision = s.revision + 1
    where s.study_uid = ${studyUid}
      and s.instance_count <> (select count(*) from imaging_instance i where i.series_uid = s.uid and i.state = 'current')`.execute(
    work.tx,
  );
  const { rows } = await sql<{
    uid: string;
    accession: string;
    patient_id: string;
    patient_name: string;
    modalities: string[];
    description: string;
    study_date: string;
    instance_count: number;
    exam_id: string | null;
    revision: number;
  }>`update imaging_study t set
      series_count = c.series, instance_count = c.instances, size_bytes = c.bytes,
      modalities = (select coalesce(array_agg(distinct modality order by modality), '{}') from imaging_series where study_uid = t.uid),
      body_parts = (select coalesce(array_agg(distinct body_part order by body_part), '{}') from imaging_series
        where study_uid = t.uid and body_part <> ''),
      last_at = ${work.now}, removed_at = null, revision = t.revision + 1
    from (select count(distinct series_uid)::int series, count(*)::int instances, coalesce(sum(length), 0)::bigint bytes
      from imaging_instance where study_uid = ${studyUid} and state = 'current') c
    where t.uid = ${studyUid}
    returning t.uid, t.accession, t.patient_id, t.patient_name, t.modalities, t.description, t.study_date, t.instance_count,
      t.exam_id, t.revision`.execute(work.tx);
  const [row] = rows;
  if (!row) return null;
  work.changed('study', row.uid, row.revision, null);
  return {
    uid: row.uid,
    accession: row.accession,
    patientId: row.patient_id,
    patientName: row.patient_name,
    modalities: row.modalities,
    description: row.description,
    studyDate: row.study_date,
    instanceCount: row.instance_count,
    examId: row.exam_id,
  };
}

export function createStudyNews(kernel: Kernel, link: LinkStudy): StudyNews {
  const waiting = new Map<string, Map<string, number>>();
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> = Promise.resolve();

  async function announce(studyUid: string, sources: Map<string, number>): Promise<void> {
    const request = {
      id: kernel.newId(),
      at: kernel.clock.now().toISOString(),
      name: 'imaging.received',
      right: null,
      subject: studyUid,
    };
    const from = [...sources].map(([source, count]) => `${source}: ${count}`).join(', ');
    await kernel.command(systemCaller('dicom'), request, async (work) => {
      const study = await recount(work, studyUid);
      if (!study) return { ok: false };
      const linked = await link(work, study);
      if (linked && linked.examId !== study.examId) {
        await work.tx
          .updateTable('imaging_study')
          .set({ exam_id: linked.examId, patient_uuid: linked.patientId })
          .where('uid', '=', studyUid)
          .execute();
      }
      work.audit({ act: 'imaging.received', subject: studyUid, patientId: linked?.patientId ?? null, detail: from });
      return { ok: true };
    });
  }
  async function run(): Promise<void> {
    const batch = [...waiting];
    waiting.clear();
    for (const [studyUid, sources] of batch) {
      await announce(studyUid, sources).catch((error: unknown) => {
        kernel.log('error', 'a study could not be announced; it is tried again', { studyUid, error: String(error) });
        const again = waiting.get(studyUid) ?? new Map<string, number>();
        for (const [source, count] of sources) again.set(source, (again.get(source) ?? 0) + count);
        waiting.set(studyUid, again);
      });
    }
    if (waiting.size > 0) plan();
  }
  function plan(): void {
    timer ??= setTimeout(() => {
      timer = null;
      running = running.then(run);
    }, restMs);
  }
  async function flush(): Promise<void> {
    if (timer) clearTimeout(timer);
    timer = null;
    running = running.then(run);
    await running;
  }
  return {
    touch(studyUid, source) {
      const sources = waiting.get(studyUid) ?? new Map<string, number>();
      sources.set(source, (sources.get(source) ?? 0) + 1);
      waiting.set(studyUid, sources);
      plan();
    },
    flush,
    async stop() {
      await flush();
      if (timer) clearTimeout(timer);
    },
  };
}
