// What arrives here goes on to the peers that are to have everything, by itself (RAD-01): a front-end archive beside the devices keeps
// receiving while the line to the centre is down, and the centre has it all when the line is back.
import { sql } from 'kysely';
import { systemCaller } from '../../../kernel/access.ts';
import type { Kernel } from '../../../kernel/types.ts';
import { insertJob } from './jobs.ts';

/** A study rests so long before it is sent, so that it goes as one job; a device that never rests does not hold it up longer than this. */
const restMs = 5_000;
const longestMs = 60_000;
/** Looked at again behind the mark: objects that were indexed late. */
const overlapMs = 600_000;
const mostAtOnce = 2_000;

interface Due {
  sop_uid: string;
  study_uid: string;
  sop_class: string;
  received_at: Date;
  patient_name: string;
  study_date: string;
  description: string;
}

/** Objects that the peer has not been sent, the oldest first. What came from the peer itself does not go back. */
async function dueFor(db: Kernel['db'], aet: string, since: Date, now: Date): Promise<Due[]> {
  const after = new Date(since.getTime() - overlapMs);
  const { rows } = await sql<Due>`
    select i.sop_uid, i.study_uid, i.sop_class, i.received_at, t.patient_name, t.study_date, t.description
    from imaging_instance i join imaging_study t on t.uid = i.study_uid
    where i.received_at > ${after} and i.state = 'current' and i.source <> ${aet} and t.removed_at is null
      and not exists (
        select from dicom_transfer_item x join dicom_transfer j on j.id = x.transfer_id
        where x.uid = i.sop_uid and j.aet = ${aet} and j.kind = 'send')
      and (i.received_at < ${new Date(now.getTime() - longestMs)} or not exists (
        select from imaging_instance y
        where y.study_uid = i.study_uid and y.received_at > ${new Date(now.getTime() - restMs)}))
    order by i.received_at limit ${mostAtOnce}`.execute(db);
  return rows;
}

/**
 * Makes a job for each peer that has something to get. From the moment on that a peer is marked, not what was there before: that is sent by
 * a person. While a job of the peer waits for it to be reachable, no further one is made; what comes meanwhile is found afterwards.
 */
export async function queueForwards(kernel: Kernel): Promise<number> {
  const { db } = kernel;
  const now = kernel.clock.now();
  const peers = await db
    .selectFrom('dicom_peer')
    .select(['aet', 'asks', 'forwarded_to'])
    .where('active', '=', true)
    .where('host', '<>', '*')
    .where(sql<boolean>`asks @> array['send', 'forward']`)
    .execute();
  let made = 0;
  for (const { aet, forwarded_to: since } of peers) {
    if (since === null) {
      await db.updateTable('dicom_peer').set({ forwarded_to: now }).where('aet', '=', aet).execute();
      continue;
    }
    const open = await db
      .selectFrom('dicom_transfer')
      .select('id')
      .where('aet', '=', aet)
      .where('auto', '=', true)
      .where('state', 'in', ['queued', 'running', 'waiting'])
      .executeTakeFirst();
    if (open) continue;
    const due = await dueFor(db, aet, since, now);
    const [first] = due;
    if (!first) continue;
    const request = { id: kernel.newId(), at: now.toISOString(), name: 'dicom.forward', right: null, subject: aet };
    await kernel.command(systemCaller('forward'), request, async (work) => {
      const label = ({ patient_name, study_date, description }: Due) =>
        [patient_name, study_date, description].filter(Boolean).join(' ');
      const id = work.newId();
      const studies = new Map(due.map((one) => [one.study_uid, label(one)]));
      const job = { id, kind: 'send' as const, aet, requested_by: '', requested_at: work.now, auto: true };
      await insertJob(
        work.tx,
        { ...job, studies: [...studies.values()] },
        due.map((one) => ({
          ...{ uid: one.sop_uid, study_uid: one.study_uid, sop_class: one.sop_class, label: label(one), total: 1 },
        })),
      );
      const mark = due.at(-1)?.received_at ?? since;
      await work.tx
        .updateTable('dicom_peer')
        .set({ forwarded_to: mark > since ? mark : since })
        .where('aet', '=', aet)
        .execute();
      for (const uid of studies.keys()) work.audit({ act: 'dicom.forward', subject: uid, detail: `to ${aet}` });
      return { ok: true };
    });
    made += 1;
  }
  return made;
}
