// What is changed and not saved, in sessionStorage: whoever leaves the screen or reloads the page finds it again, another person does not.
import { z } from 'zod';
import { PaperLayout } from '../../../../core/reporting/paper-layout.ts';

const LocalCopy = z.object({
  /** Null: a new layout. */
  layoutId: z.string().nullable(),
  baseVersion: z.number().int(),
  layout: PaperLayout,
});
export type LocalCopy = z.infer<typeof LocalCopy>;

const keyOf = (personId: string) => `yishu.report-layout.${personId}`;

export function readLocalCopy(personId: string): LocalCopy | null {
  try {
    const stored = sessionStorage.getItem(keyOf(personId));
    const read = stored === null ? null : LocalCopy.safeParse(JSON.parse(stored));
    return read?.success ? read.data : null;
  } catch {
    return null;
  }
}

export function writeLocalCopy(personId: string, copy: LocalCopy | null): void {
  try {
    if (copy === null) sessionStorage.removeItem(keyOf(personId));
    else sessionStorage.setItem(keyOf(personId), JSON.stringify(copy));
  } catch {
    // A forbidden or full storage costs the copy; the page still asks before it is left.
  }
}
