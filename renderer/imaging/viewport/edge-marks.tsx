// Letters at the edges that say which way the patient lies, and a bar that says how large things are.

import { scaleFor } from '../../../core/imaging/measure/scale.ts';
import type { StackFrame } from '../../../core/imaging/stack.ts';
import { invertMatrix, type Matrix, type ViewSize } from '../../../core/imaging/view-transform.ts';
import { useReadingText } from '../locales/use-reading-text.ts';
import { edgeLetters, turned } from './edge-letters.ts';

const barLengthsMm = [1, 2, 5, 10, 20, 50, 100, 200, 500];

interface EdgeMarksProps {
  frame: StackFrame;
  matrix: Matrix;
  view: ViewSize;
}

export function EdgeMarks({ frame, matrix, view }: EdgeMarksProps) {
  const text = useReadingText();
  const letters = edgeLetters(frame, matrix);
  const image = frame.instance.image;
  const regionMiddle = image?.regions[0];
  const middle = regionMiddle
    ? { x: (regionMiddle.x0 + regionMiddle.x1) / 2, y: (regionMiddle.y0 + regionMiddle.y1) / 2 }
    : { x: 0, y: 0 };
  const found = image ? scaleFor(image, frame.plane, [middle]) : null;
  // The bar stands upright on the screen: how far in the image, and so in the patient, one pixel of the screen downwards goes.
  const { c, d } = invertMatrix(matrix);
  const perMm =
    found && found.kind !== 'px' && found.kind !== 'axes'
      ? 1 / Math.hypot(c * found.perColumn, d * found.perRow)
      : null;
  const longest = Math.min(view.height * 0.3, 240);
  const length = perMm ? barLengthsMm.findLast((mm) => mm * perMm <= longest) : undefined;
  return (
    <>
      {letters ? (
        <div className="edge-letters">
          <b className="edge-right">{letters.right}</b>
          <b className="edge-left">{turned(letters.right)}</b>
          <b className="edge-bottom">{letters.bottom}</b>
          <b className="edge-top">{turned(letters.bottom)}</b>
        </div>
      ) : null}
      {length && perMm ? (
        <div className="scale-bar" style={{ height: length * perMm }}>
          <span>
            {length >= 10 ? `${length / 10} cm` : `${length} mm`}
            {found?.kind === 'mm@detector' ? <small>{text('detector.short')}</small> : null}
          </span>
        </div>
      ) : null}
    </>
  );
}
