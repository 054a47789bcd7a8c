// The unsaved text of this window: in sessionStorage, so that a reload or a crashed page has it again and no other person's window does.
// Pictures are left out: an added key image is sent to the server at once, and its size would not fit.
import { DraftCopy } from '../../core/reporting/draft-copy.ts';

const keyOf = (personId: string, examId: string) => `yishu.draft.${personId}.${examId}`;

export function readDraftCopy(personId: string, examId: string): DraftCopy | null {
  try {
    const stored = sessionStorage.getItem(keyOf(personId, examId));
    const read = stored === null ? null : DraftCopy.safeParse(JSON.parse(stored));
    return read?.success ? read.data : null;
  } catch {
    return null;
  }
}

export function writeDraftCopy(personId: string, examId: string, copy: DraftCopy | null): void {
  try {
    if (copy === null) sessionStorage.removeItem(keyOf(personId, examId));
    else
      sessionStorage.setItem(
        keyOf(personId, examId),
        JSON.stringify({ ...copy, content: { ...copy.content, keyImages: [] } }),
      );
  } catch {
    // A forbidden or full storage costs the copy of this window; the server's draft follows within seconds.
  }
}
