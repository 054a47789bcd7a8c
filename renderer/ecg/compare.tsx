// Up to four tracings in step: one view, one clock from the start of each page, one pair of calipers over all.
import type { ReactNode } from 'react';
import type { Tracing } from '../../core/ecg/paper/tracing.ts';
import type { EcgRecording } from '../../core/ecg/recording.ts';
import type { EvidenceSpan } from './evidence.ts';
import { EcgPaper } from './paper.tsx';
import { usePaperText } from './texts.ts';
import type { Calipers } from './use-calipers.ts';
import type { PaperView } from './view.ts';
import type { PaperViewport } from './viewport.ts';

export const mostCompared = 4;

/** What all papers of a comparison share: they are drawn, moved and measured alike. */
export interface InStep {
  view: PaperView;
  viewport: PaperViewport;
  calipers: Calipers;
}

interface ComparedProps extends InStep {
  /** When it was recorded. */
  title: string;
  /** Its figures, in a line. */
  note: string;
  tracing: Tracing;
  device: EcgRecording['filters'];
  /** Of this tracing: its own beats and what was found in it. */
  beatsMs: readonly number[];
  evidence: readonly EvidenceSpan[];
  /** Absent for the one being read: it cannot be taken out. */
  onRemove?: () => void;
}

/** @param count tracings that stand beside each other, the one being read included */
export function EcgCompare({ count, children }: { count: number; children: ReactNode }) {
  return (
    <div className={`ecg-compare count-${count}`} data-testid="ecg-compare">
      {children}
    </div>
  );
}

export function ComparedPaper({ title, note, onRemove, ...paper }: ComparedProps) {
  const text = usePaperText();
  return (
    <article className={onRemove ? '' : 'is-current'}>
      <header>
        <strong>{title}</strong>
        <span className="ellipsis" title={note}>
          {note}
        </span>
        {onRemove ? (
          <button type="button" className="quiet" onClick={onRemove}>
            {text('compare.remove')}
          </button>
        ) : (
          <em>{text('compare.current')}</em>
        )}
      </header>
      <EcgPaper {...paper} label={title} plain />
    </article>
  );
}
