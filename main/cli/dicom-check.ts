// `yishu dicom check`: reads the objects of studies against their checksums; damaged ones come back from the second folder.
import type { ArchiveSession } from './dicom-session.ts';

export interface Checked {
  studies: number;
  checked: number;
  restored: string[];
  lost: string[];
}

/** One study after another: the disk is the readers' first. */
export async function checkStudies(
  session: ArchiveSession,
  studies: readonly string[] | 'all',
  said: (studyUid: string, found: { checked: number; restored: string[]; lost: string[] }) => void,
): Promise<Checked> {
  const total: Checked = { studies: 0, checked: 0, restored: [], lost: [] };
  const uids = studies === 'all' ? session.allStudyUids() : await session.studyUids(studies);
  for await (const studyUid of uids) {
    const command = { id: crypto.randomUUID(), at: new Date().toISOString() };
    const found = await session.client.imaging.checkStudy({ command, studyUid });
    said(studyUid, found);
    total.studies += 1;
    total.checked += found.checked;
    total.restored.push(...found.restored);
    total.lost.push(...found.lost);
  }
  return total;
}

export function printStudyCheck(studyUid: string, { checked, restored, lost }: Omit<Checked, 'studies'>): void {
  if (restored.length === 0 && lost.length === 0) return;
  process.stdout.write(`${studyUid}  ${checked}\n`);
  for (const uid of restored) process.stdout.write(`  已从副本恢复 / restored from its copy  ${uid}\n`);
  for (const uid of lost) process.stdout.write(`  损坏且无可用副本 / damaged, no good copy  ${uid}\n`);
}

export function printChecked({ studies, checked, restored, lost }: Checked): void {
  process.stdout.write(
    `检查 / studies ${studies}, 对象 / objects ${checked}, 已恢复 / restored ${restored.length}, 损坏 / damaged ${lost.length}\n`,
  );
}
