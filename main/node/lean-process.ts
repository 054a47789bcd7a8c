// Keeps the processes that run all day small and quick to start. Figures: `npm run bench -- lab-ingest` and `-- start`.
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';

/**
 * Keeps what Node makes of the sources (types removed, compiled) for the next start. Saves memory as well as time: each thread that
 * removes types itself carries the WebAssembly that does it, some 15 MB. Where the folder cannot be written nothing is kept.
 */
export function keepCompiledSources(projectDir: string): void {
  const { directory } = enableCompileCache(join(projectDir, 'build', 'compiled'));
  // Threads and child processes take it from here.
  if (directory) process.env.NODE_COMPILE_CACHE ??= directory;
}

/**
 * For the host: the nursery of the heap stays as it is at the start instead of growing to 64 MB, and what outlives it is collected
 * when the heap has grown by two fifths instead of to four times what lives. Messages come and go; a heap that grows with the traffic
 * is memory that is never given back. Unlike `--max-semi-space-size` this works from inside, in every shell, and for the threads of
 * the stores too. Call it before the host's modules are loaded.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--heap-growing-percent=40');
}

/**
 * For the host on Linux: begins the same program anew, in this very process, with few arenas of the C library's heap. Its threads hand
 * documents to each other; with an arena for each thread what one frees is kept for that thread, some 80 MB after the first fill.
 * Only the start of a process can choose, and only glibc listens. Does nothing where that is settled already, or cannot be done.
 */
export function useFewArenas(script: string): void {
  if (process.platform !== 'linux' || process.env.MALLOC_ARENA_MAX !== undefined || !process.execve) return;
  const args = [process.execPath, ...process.execArgv, script, ...process.argv.slice(2)];
  process.execve(process.execPath, args, { ...process.env, ...fewArenas });
}

/** For whoever starts a host: the environment that spares it the second beginning. */
export const fewArenas: Readonly<Record<string, string>> = { MALLOC_ARENA_MAX: '2' };
