// Reads postmaster.pid, by which a data folder says which PostgreSQL has it open, and finds out whether that one is alive.
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

export interface Postmaster {
  pid: number;
  port: number;
}

/** First lines of the file: pid, data folder, start time, port (PostgreSQL miscadmin.h, LOCK_FILE_LINE_*). */
export async function readPostmaster(dataFolder: string): Promise<Postmaster | null> {
  let text: string;
  try {
    text = await readFile(join(dataFolder, 'postmaster.pid'), 'utf8');
  } catch {
    return null;
  }
  const lines = text.split('\n');
  const pid = Math.abs(Number.parseInt(lines[0] ?? '', 10));
  const port = Number.parseInt(lines[3] ?? '', 10);
  return Number.isInteger(pid) && pid > 0 ? { pid, port: Number.isInteger(port) ? port : 0 } : null;
}

/** A file without a word: it is just being written, or a power cut took its text. PostgreSQL refuses to start beside it. */
export async function isBlank(dataFolder: string): Promise<boolean> {
  const text = await readFile(join(dataFolder, 'postmaster.pid'), 'utf8').catch(() => null);
  return text !== null && text.trim() === '';
}

/** Whether a process with this pid exists and, where /proc can tell, is a PostgreSQL. After a restart the pid may be anybody's. */
export async function isPostgresAlive(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  try {
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).includes('postgres');
  } catch {
    return process.platform !== 'linux';
  }
}

/** Takes away what a killed PostgreSQL left, so that a stranger with its old pid does not keep the folder shut. */
export async function removeStaleFile(dataFolder: string): Promise<void> {
  await rm(join(dataFolder, 'postmaster.pid'), { force: true });
}
