// While the picture is turned by hand: a ring about which it turns, where up has gone, and the angle in large figures.
import { type Placement, seenRotation } from '../../../core/imaging/view-transform.ts';
import { useReadingText } from '../locales/use-reading-text.ts';
import { shownDegrees } from './corners.tsx';

export function TurnDial({ placement }: { placement: Placement }) {
  const text = useReadingText();
  const degrees = seenRotation(placement);
  return (
    <div className="turn-dial" data-testid="turn-dial" role="status">
      <svg width="96" height="96" viewBox="-48 -48 96 96" aria-hidden>
        <circle r="40" />
        <path className="turn-rest" d="M0-46V-34" />
        <path d="M0-40V-22M-5-34 0-41 5-34M-4 0H4M0-4V4" transform={`rotate(${degrees})`} />
      </svg>
      <b>{text('turned', { degrees: shownDegrees(degrees) })}</b>
    </div>
  );
}
