// A browser in the C locale calls every download with a Chinese name "download": bare machines and services often have no other locale.
import type { Machine } from './find-programs.ts';

/** What to add to the environment of a browser. Nothing where a locale was chosen, or where file names do not depend on it. */
export function utf8Locale({ platform, env }: Pick<Machine, 'platform' | 'env'>): Record<string, string> {
  if (platform !== 'linux') return {};
  const chosen = env.LC_ALL || env.LC_CTYPE || env.LANG || 'C';
  return chosen === 'C' || chosen === 'POSIX' ? { LC_ALL: 'C.UTF-8' } : {};
}
