// `yishu dicom export`: studies as an anonymised zip or a burn-ready medium, in the name of a person who may.
import { constants, createWriteStream } from 'node:fs';
import { access, rename, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ExportOptions, ExportPlan, exportLeftOut } from '../../core/imaging/keeping.ts';
import type { ArchiveSession } from './dicom-session.ts';
import { DicomTrouble } from './dicom-trouble.ts';

export interface ExportWish {
  kind: 'anonymised' | 'media';
  studies: string[];
  out: string;
  reason: string;
  options: ExportOptions;
}

export type Exported = Pick<ExportPlan, 'objects' | 'bytes' | 'leftOut' | 'burnedIn'> & { file: string | null };

const why: Readonly<Record<(typeof exportLeftOut)[number], string>> = {
  'burned-in-said': '标明像素中有文字 / says that text is in its pixels',
  'burned-in-likely': '像素中可能有文字 / text may be in its pixels',
  'not-an-image': '报告或文档，无法自动匿名 / a report or document, cannot be anonymised by a program',
  'no-record': 'DICOMDIR 不能收录 / DICOMDIR has no record for it',
  'not-part10': '原文件没有文件头 / its file has no file meta information',
  damaged: '文件损坏 / its file is damaged',
};

/** @throws when the file exists, a study does not, or the person may not; a half-written file does not stay */
export async function exportStudies(session: ArchiveSession, wish: ExportWish): Promise<Exported> {
  const exists = await access(wish.out).then(
    () => true,
    () => false,
  );
  if (exists)
    throw new DicomTrouble('FILE_EXISTS', `${wish.out} 已存在：换一个文件名 / exists already: name another file`);
  // Before anything is asked for: a plan stands in the audit trail as an export.
  await access(dirname(resolve(wish.out)), constants.W_OK);
  const plan = await session.client.imaging.startExport({
    command: { id: crypto.randomUUID(), at: new Date().toISOString() },
    kind: wish.kind,
    studyUids: await session.studyUids(wish.studies),
    seriesUids: [],
    options: wish.options,
    reason: wish.reason,
  });
  const { objects, bytes, leftOut, burnedIn } = plan;
  if (objects === 0) return { file: null, objects, bytes, leftOut, burnedIn };
  const { body } = await session.get(plan.url);
  if (!body) throw new Error('the server sent no zip');
  const part = `${wish.out}.part`;
  try {
    await pipeline(body, createWriteStream(part, { flags: 'wx', mode: 0o600 }));
    await rename(part, wish.out);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
  return { file: wish.out, objects, bytes, leftOut, burnedIn };
}

export function printExported({ file, objects, leftOut, burnedIn }: Exported): void {
  for (const one of leftOut)
    process.stdout.write(
      `未导出 / left out  ${one.objects} × ${one.description || one.seriesUid}: ${why[one.reason]}\n`,
    );
  if (burnedIn > 0)
    process.stdout.write(`请逐幅核对 / look at them: ${burnedIn} 幅可能有烧录文字 / may carry text in their pixels\n`);
  process.stdout.write(
    file ? `已导出 / exported ${objects} → ${file}\n` : '没有可导出的对象 / nothing of it can be exported\n',
  );
}
