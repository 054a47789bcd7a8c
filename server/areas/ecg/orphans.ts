// Files that a crash left between the disk and the database: nobody was told that they were taken, so they go.
import type { EcgServices } from './services.ts';

const lookBackMs = 7 * 86_400_000;

/** Called at the start, when nothing is under way. @returns how many were removed */
export async function removeOrphans({ kernel, objects }: EcgServices): Promise<number> {
  const since = new Date(kernel.clock.now().getTime() - lookBackMs);
  let removed = 0;
  for await (const path of objects.list(since)) {
    const row = await kernel.db
      .selectFrom('ecg_recording')
      .select('id')
      .where((at) => at.or([at.and([at('path', '=', path), at('store', '=', 'ecg')]), at('samples_path', '=', path)]))
      .executeTakeFirst();
    if (row) continue;
    await objects.remove(path);
    removed += 1;
  }
  if (removed > 0) kernel.log('warn', 'files of an interrupted upload were removed', { removed });
  return removed;
}
