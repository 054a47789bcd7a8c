// `yishu dicom send` and `fetch`: studies to a DICOM peer and from it, in the name of a person who may, watched to the end.
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { isTlsProblem, tlsProblemTexts } from '../../core/imaging/tls-problem.ts';
import type { PeerProblem, Transfer, TransferItem } from '../../core/imaging/transfer-contract.ts';
import type { ArchiveSession } from './dicom-session.ts';
import { DicomTrouble } from './dicom-trouble.ts';

export interface Transferred {
  transfer: Transfer;
  /** What was not simply taken, with its status and the peer's words. */
  notTaken: TransferItem[];
}

const lookMs = 500;
const command = () => ({ command: { id: randomUUID(), at: new Date().toISOString() } });

/** What to do, where that is known, and the peer's or the system's own words. */
function problemText({ code, what }: PeerProblem): string {
  if (!isTlsProblem(code)) return what;
  const { zh, en } = tlsProblemTexts[code];
  return `${zh} / ${en} (${what})`;
}

/** Until it has ended, or waits for a peer that is away: it goes on by itself then, and this need not wait for it. */
async function watched(session: ArchiveSession, begun: Transfer): Promise<Transferred> {
  for (;;) {
    const { transfer, items } = await session.client.dicom.transfer({ transferId: begun.id });
    if (transfer.state !== 'queued' && transfer.state !== 'running')
      return { transfer, notTaken: items.filter(({ outcome }) => outcome !== 'sent') };
    await pause(lookMs);
  }
}

/** @param studies Study Instance UIDs or accession numbers of this archive */
export async function sendStudies(
  session: ArchiveSession,
  peer: string,
  studies: readonly string[],
): Promise<Transferred> {
  const studyUids = await session.studyUids(studies);
  return watched(session, await session.client.dicom.sendStudies({ ...command(), aet: peer, studyUids }));
}

/** @param studies Study Instance UIDs or accession numbers at the peer. @throws NOT_FOUND, or what the peer says */
export async function fetchStudies(
  session: ArchiveSession,
  peer: string,
  studies: readonly string[],
): Promise<Transferred> {
  const wanted = new Map<string, { uid: string; patientId: string; label: string }>();
  for (const name of studies) {
    if (/^\d+(\.\d+)+$/.test(name)) {
      wanted.set(name, { uid: name, patientId: '', label: name });
      continue;
    }
    const found = await session.client.dicom.findAt({ aet: peer, accession: name });
    if (found.problem) throw new DicomTrouble(found.problem.code, `${peer}: ${problemText(found.problem)}`);
    if (found.studies.length === 0)
      throw new DicomTrouble('NOT_FOUND', `${peer} 没有检查号 “${name}” / ${peer} has no accession number “${name}”`);
    for (const { uid, patientId, patientName, date } of found.studies)
      wanted.set(uid, { uid, patientId, label: `${patientName} ${date}`.slice(0, 200) });
  }
  return watched(
    session,
    await session.client.dicom.fetchStudies({ ...command(), aet: peer, studies: [...wanted.values()] }),
  );
}

const states: Partial<Record<Transfer['state'], string>> = {
  done: '完成 / done',
  failed: '未完成 / not complete',
  waiting: '对方暂不可用，稍后自动重试 / the peer is away, tried again by itself',
  cancelled: '已取消 / cancelled',
};

export function printTransferred({ transfer, notTaken }: Transferred): void {
  for (const { uid, outcome, status, comment } of notTaken)
    process.stdout.write(`${outcome} ${uid} ${status === null ? '' : `0x${status.toString(16)}`} ${comment}\n`);
  const { state, sent, total, refused, problem } = transfer;
  process.stdout.write(`${states[state] ?? state}: ${sent} / ${total}, 未成功 / not taken ${refused}\n`);
  if (problem) process.stdout.write(`${problem.code}: ${problemText(problem)}\n`);
}
