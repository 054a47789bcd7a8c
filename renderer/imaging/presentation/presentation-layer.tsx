// Lines and words of the chosen presentation state over a picture.
import type { Matrix } from '../../../core/imaging/view-transform.ts';
import { ObjectOverlay } from '../objects/object-overlay.tsx';
import type { PresentedFrameView } from './presented-frame.ts';

export function PresentationLayer({ presented, matrix }: { presented: PresentedFrameView; matrix: Matrix }) {
  if (presented.items.length === 0) return null;
  return (
    <svg
      className="presentation-layer"
      aria-hidden
      data-testid="presentation-layer"
      data-count={presented.items.length}
    >
      <ObjectOverlay items={presented.items} matrix={matrix} fromDisplay={presented.fromDisplay} />
    </svg>
  );
}
