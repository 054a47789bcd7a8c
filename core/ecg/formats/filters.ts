// Filters that a device had applied, as readers pass them on: a limit that is none, or that nobody knew, is not one.
import type { EcgRecording } from '../recording.ts';

type Filters = NonNullable<EcgRecording['filters']>;

/** Above every sampling rate that is read; more is damage. */
const highestHz = 100_000;

/** Hertz. Writers put 0 or -1 where there was no filter or nobody knew; `undefined` where none is left. */
export function knownFilters(said: { [limit in keyof Filters]?: number | undefined }): EcgRecording['filters'] {
  const known: Filters = {};
  for (const limit of ['highPassHz', 'lowPassHz', 'notchHz'] as const) {
    const value = said[limit];
    if (value !== undefined && value > 0 && value <= highestHz) known[limit] = value;
  }
  return Object.keys(known).length > 0 ? known : undefined;
}
