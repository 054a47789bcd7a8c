// Up to four tracings in step: one view, one clock from the start of each page, one pair of calipers over all.
import type { Tracing } from '../../core/ecg/paper/tracing.ts';
import type { EcgRecording } from '../../core/ecg/recording.ts';
import { EcgPaper } from './paper.tsx';
import { usePaperText } from './texts.ts';
import type { Calipers } from './use-calipers.ts';
import type { PaperView } from './view.ts';
import type { PaperViewport } from './viewport.ts';

export interface ComparedTracing {
  id: string;
  /** When it was recorded, and what stands out. */
  title: string;
  note: string;
  tracing: Tracing;
  device: EcgRecording['filters'];
  /** The one being read: it cannot be taken out. */
  current: boolean;
}

export const mostCompared = 4;

interface CompareProps {
  tracings: readonly ComparedTracing[];
  view: PaperView;
  viewport: PaperViewport;
  calipers: Calipers;
  onRemove: (id: string) => void;
}

export function EcgCompare({ tracings, view, viewport, calipers, onRemove }: CompareProps) {
  const text = usePaperText();
  return (
    <div className={`ecg-compare count-${tracings.length}`} data-testid="ecg-compare">
      {tracings.slice(0, mostCompared).map((one) => (
        <article key={one.id} className={one.current ? 'is-current' : ''}>
          <header>
            <strong>{one.title}</strong>
            <span>{one.note}</span>
            {one.current ? null : (
              <button type="button" className="quiet" onClick={() => onRemove(one.id)}>
                {text('compare.remove')}
              </button>
            )}
          </header>
          <EcgPaper
            tracing={one.tracing}
            view={view}
            viewport={viewport}
            calipers={calipers}
            device={one.device}
            label={one.title}
            plain
          />
        </article>
      ))}
    </div>
  );
}
