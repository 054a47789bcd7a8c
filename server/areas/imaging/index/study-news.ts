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

/**
 * After the last image: short enough for "on the worklist within a second". Counting a study while its images still come takes from
 * the processors what receiving needs, so that one that comes for long is announced now and then only.
 */
const restMs = 250;
const longestMs = 2000;

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

interface Growing {
  /** Objects by who sent them. */
  sources: Map<string, number>;
  timer: NodeJS.Timeout;
  since: number;
}

export function createStudyNews(kernel: Kernel, link: LinkStudy): StudyNews {
  const waiting = new Map<string, Growing>();
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
          .set({ exam_id: linked.examId, patient_uuid: linked.patientId, decided_revision: sql`revision` })
          .where('uid', '=', studyUid)
          .execute();
      }
      work.audit({ act: 'imaging.received', subject: studyUid, patientId: linked?.patientId ?? null, detail: from });
      return { ok: true };
    });
  }
  async function run(studyUid: string): Promise<void> {
    const growing = waiting.get(studyUid);
    if (!growing) return;
    waiting.delete(studyUid);
    clearTimeout(growing.timer);
    await announce(studyUid, growing.sources).catch((error: unknown) => {
      kernel.log('error', 'a study could not be announced; it is tried again', { studyUid, error: String(error) });
      for (const [source, count] of growing.sources) add(studyUid, source, count);
    });
  }
  function plan(studyUid: string): Promise<void> {
    running = running.then(() => run(studyUid));
    return running;
  }
  function add(studyUid: string, source: string, count: number): void {
    const now = performance.now();
    const known = waiting.get(studyUid);
    const growing = known ?? {
      sources: new Map<string, number>(),
      timer: setTimeout(() => void plan(studyUid), restMs),
      since: now,
    };
    growing.sources.set(source, (growing.sources.get(source) ?? 0) + count);
    if (!known) waiting.set(studyUid, growing);
    else if (now - growing.since < longestMs - restMs) growing.timer.refresh();
  }
  async function flush(): Promise<void> {
    for (const studyUid of waiting.keys()) void plan(studyUid);
    await running;
  }
  return {
    touch: (studyUid, source) => add(studyUid, source, 1),
    flush,
    async stop() {
      await flush();
      for (const { timer } of waiting.values()) clearTimeout(timer);
    },
  };
}
