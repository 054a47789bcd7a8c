// The world of the tests at the hospital's own doors: a server between the HIS and the system of a township, the people of the department,
// and the orders that the HIS sends.
import { randomUUID } from 'node:crypto';
import type { ExamDocument } from '../../core/orders/exam.ts';
import { type MllpPeer, sendMllp, startMllpPeer } from './mllp.ts';
import { addPeople, command, loggedIn, startTestServer } from './server.ts';
import { insertStudy } from './study-row.ts';

export type HisWorld = Awaited<ReturnType<typeof startHisWorld>>;

export async function startHisWorld() {
  const [his, town] = [await startMllpPeer(), await startMllpPeer()];
  const peer = (name: string, { port }: MllpPeer) => ({ name, host: '127.0.0.1', port, charset: 'UNICODE UTF-8' });
  const running = await startTestServer({ hl7Port: 0, hl7Peers: [peer('HIS', his), peer('TOWN', town)] });
  await addPeople(
    running.server,
    ['radiology-resident', 'radiologist', 'radiology-manager', 'radiographer', 'ecg-doctor', 'lab-manager'],
    ['haematology'],
  );
  const { db } = running.server.kernel;
  const meta = () => command(running.clock);
  let control = 0;
  /** @param orders segments from ORC on */
  function message(type: string, patient: string, orders: readonly string[]): string[] {
    control += 1;
    return [
      `MSH|^~\\&|HIS|H|YISHU|RIS|20260701083000||${type}|C${control}|P|2.5||||||UNICODE UTF-8`,
      `PID|1||${patient}^^^HIS^PI||周^影||19770707|F`,
      'PV1|1|I|SJ^^8||||||||||||||||ZY77',
      'DG1|1||R51^头痛',
      ...orders,
    ];
  }
  /** Gives the answer: `MSA|AA` when the message was taken. */
  const deliver = (segments: readonly string[]) => sendMllp(running.server.listeners.mllp, segments);

  return {
    his,
    town,
    running,
    db,
    resident: await loggedIn(running.server, 'radiology-resident'),
    radiologist: await loggedIn(running.server, 'radiologist'),
    manager: await loggedIn(running.server, 'radiology-manager'),
    radiographer: await loggedIn(running.server, 'radiographer'),
    meta,

    message,
    deliver,
    send: (...parts: Parameters<typeof message>) => deliver(message(...parts)),

    /** The exams of a request. */
    async ordered(number: string): Promise<ExamDocument[]> {
      const rows = await db.selectFrom('exam').select('doc').where('request_number', '=', number).execute();
      return rows.map(({ doc }) => doc);
    },

    /** A study of nobody, as the archive indexes it; gives its UID. */
    async strayStudy(): Promise<string> {
      const uid = `1.2.${BigInt(`0x${randomUUID().replaceAll('-', '')}`)}`.slice(0, 60);
      await insertStudy(db, uid, running.clock.now(), {
        patient_id: 'OTHER',
        patient_name: 'OTHER',
        instance_count: 7,
      });
      return uid;
    },

    reconciling: (studyUid: string, expectedRevision: number, examId: string | null) => ({
      ...{ command: meta(), studyUid, expectedRevision, examId },
      reason: '核对条码后匹配',
    }),

    async close() {
      await running.close();
      his.close();
      town.close();
    },
  };
}

/** Until the queue has done its work; bounded: what is looked for is expected afterwards. */
export async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 200 && !condition(); turn += 1) await new Promise((done) => setTimeout(done, 50));
}
