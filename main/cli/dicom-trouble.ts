// Why a command about the archive could not be done, in a code for programs and a sentence that says what to do.
import { ORPCError } from '@orpc/client';
import { errorTable } from '../../core/kernel/errors.ts';

/** `message` is the sentence, Chinese first. */
export class DicomTrouble extends Error {
  readonly code: string;
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** What the operating system says of the file that was to be written. */
const fileTroubles: Readonly<Record<string, string>> = {
  ENOSPC:
    '磁盘已满，未留下不完整的文件：清出空间或换一个位置 / the disk is full, nothing half-written is left: make room or name another place',
  EDQUOT: '磁盘配额已用完：换一个位置 / the disk quota is used up: name another place',
  ENOENT: '文件夹不存在：先建立 / there is no such folder: make it first',
  ENOTDIR: '路径中有一段不是文件夹 / a part of the path is no folder',
  EACCES: '没有写入权限：换一个位置或账户 / no permission to write there: name another place or use another account',
  EPERM: '没有写入权限：换一个位置或账户 / no permission to write there: name another place or use another account',
  EROFS: '该磁盘只读：换一个位置 / that disk is read-only: name another place',
};

const codeIn = (value: unknown): string =>
  typeof value === 'object' && value !== null && 'code' in value && typeof value.code === 'string' ? value.code : '';
const pathIn = (value: object): string => ('path' in value && typeof value.path === 'string' ? `${value.path}: ` : '');

function entryOf(code: string): { zh: string; en: string } | null {
  return Object.entries(errorTable).find(([known]) => known === code)?.[1] ?? null;
}

/** @param server address that was asked, where one was */
export function troubleOf(error: unknown, server: string): DicomTrouble {
  if (error instanceof DicomTrouble) return error;
  const cause = { cause: error };
  if (error instanceof ORPCError) {
    const code = String(error.code);
    const entry = entryOf(code);
    return new DicomTrouble(code, entry ? `${entry.zh} / ${entry.en}` : error.message, cause);
  }
  if (!(error instanceof Error)) return new DicomTrouble('FAILED', String(error));
  const file = fileTroubles[codeIn(error)];
  if (file) return new DicomTrouble(codeIn(error), `${pathIn(error)}${file}`, cause);
  if (error instanceof TypeError && error.message === 'fetch failed') {
    const why = codeIn(error.cause) || (error.cause instanceof Error ? error.cause.message : '');
    return new DicomTrouble(
      'SERVER_UNREACHABLE',
      `连接不上服务器 ${server}（${why}）：核对地址，确认已启动 / no answer from ${server} (${why}): check the address and that it runs`,
      cause,
    );
  }
  return new DicomTrouble(codeIn(error) || 'FAILED', error.message, cause);
}
