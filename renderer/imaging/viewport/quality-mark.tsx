// Says honestly what stands in the viewport: still loading, failed and why, or nothing and what would fill it.
import { useLocale } from '../../i18n/text.tsx';
import { useShellText } from '../../locales/use-shell-text.ts';
import { useDesk } from '../desk/desk-context.ts';
import { type Observable, useObserved } from '../desk/observable.ts';
import { useReadingText } from '../locales/use-reading-text.ts';
import { failureWords } from '../pixels/failure-words.ts';
import type { Painted } from '../pixels/painter.ts';

interface QualityMarkProps {
  painted: Observable<Painted>;
  empty: boolean;
  /** No study is there: the room itself says why. */
  nothing: boolean;
  awaits: 'current' | 'prior' | null;
  /** None of the open studies has an image to be shown. */
  imageless: boolean;
  /** Every study that was asked for is open. */
  allHere: boolean;
}

export function QualityMark({ painted, empty, nothing, awaits, imageless, allHere }: QualityMarkProps) {
  const desk = useDesk();
  const text = useReadingText();
  const shell = useShellText();
  const locale = useLocale();
  const quality = useObserved(painted, (value) => value.quality);
  const message = useObserved(painted, (value) => value.message);
  if (nothing) return null;
  if (empty) {
    return (
      <p className="viewport-words" data-testid="quality-empty">
        {imageless
          ? text(desk.readOnly ? 'series.none' : 'empty.imageless')
          : awaits === 'prior'
            ? text(allHere ? 'empty.noPrior' : 'empty.prior')
            : awaits === 'current'
              ? text('empty.noSeries')
              : text('empty')}
      </p>
    );
  }
  if (quality === 'full') return null;
  return (
    <p
      className={`viewport-words quality-${quality}`}
      role={quality === 'failed' ? 'alert' : undefined}
      data-testid={`quality-${quality}`}
    >
      {quality === 'loading' ? text('quality.loading') : text('quality.failed')}
      {quality === 'failed' ? <small>{failureWords(message, locale, shell('failure.unreachable'))}</small> : null}
    </p>
  );
}
