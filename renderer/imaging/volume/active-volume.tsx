// The door to reconstruction: loads its code when it is asked for, and opens it on the stack of the active viewport.
import { lazy, Suspense, useState } from 'react';
import { stackOf } from '../../../core/imaging/reading/state.ts';
import { useDesk } from '../desk/desk-context.ts';
import { useReadingText } from '../locales/use-reading-text.ts';
import { useReading } from '../reading-store.ts';

const VolumeView = lazy(async () => ({ default: (await import('./volume-view.tsx')).VolumeView }));

/** Stays with the stack it was opened on until that is closed or another case replaces it. */
export function ActiveVolume({ onClose }: { onClose: () => void }) {
  const desk = useDesk();
  const text = useReadingText();
  const [viewport] = useState(() => desk.reading.current().active);
  const shown = useReading(desk.reading, (state) => state.viewports[viewport]);
  const stack = useReading(desk.reading, (state) => (shown ? stackOf(state, shown) : null));
  if (!shown?.studyUid || !stack) {
    return (
      <div className="study-note" role="status" data-testid="volume-note">
        <p>{text('volume.refused.not-placed')}</p>
        <button type="button" className="volume-button" onClick={onClose}>
          {text('volume.close')}
        </button>
      </div>
    );
  }
  return (
    <Suspense fallback={<p className="study-note">{text('volume.opening')}</p>}>
      <VolumeView key={stack.id} studyUid={shown.studyUid} stack={stack} viewport={viewport} onClose={onClose} />
    </Suspense>
  );
}
