// A form stays on the document that it was begun on while something is typed into it; a newer one from the server waits.
import { type ReactNode, useCallback, useState } from 'react';

/** Which document the form shows: the one it was begun on as long as something unsaved stands in it, else the newest. */
export function begunOn<Document>(newest: Document, begun: Document, changed: boolean): Document {
  return changed ? begun : newest;
}

interface BegunProps<Document> {
  newest: Document;
  /**
   * Draws the form, keyed by the document's version; it says by `onChanged` whether it differs from what is stored, and so again when
   * it was saved. Saving over a newer version is refused by the server.
   */
  children: (document: Document, onChanged: (changed: boolean) => void) => ReactNode;
}

export function Begun<Document>({ newest, children }: BegunProps<Document>) {
  const [begun, setBegun] = useState({ document: newest });
  const [changed, setChanged] = useState(false);
  const document = begunOn(newest, begun.document, changed);
  // Remembered while rendering: the form never sees the newer one in between.
  if (document !== begun.document) setBegun({ document });
  return children(
    document,
    useCallback((now: boolean) => setChanged(now), []),
  );
}
