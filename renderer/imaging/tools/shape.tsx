// One annotation as SVG: its lines, a wide invisible line to catch the pointer, handles when it is selected, its values.
import type { PointerEventHandler } from 'react';
import type { Annotation, AnnotationPoint } from '../../../core/imaging/annotation/model.ts';
import type { Scale } from '../../../core/imaging/measure/scale.ts';
import type { ViewSize } from '../../../core/imaging/view-transform.ts';
import { useReadingText } from '../locales/use-reading-text.ts';
import { arrowHead, pathOf, shapeLines } from './shapes.ts';
import { labelLines } from './values.ts';

interface ShapeProps {
  annotation: Annotation;
  toScreen: (point: AnnotationPoint) => { x: number; y: number };
  toImage?: (point: { x: number; y: number }) => AnnotationPoint;
  scale: Scale;
  view: ViewSize;
  selected?: boolean;
  /** While it is made: nothing to catch. */
  drawing?: boolean;
  /** Another reader's: seen, not changed. */
  author?: string;
  begin?: (part: number | 'label' | 'whole', labelAt: AnnotationPoint) => PointerEventHandler;
  onWrite?: () => void;
}

const lineHeight = 16;

export function Shape(props: ShapeProps) {
  const { annotation, toScreen, toImage, scale, view, selected, drawing, author, begin, onWrite } = props;
  const text = useReadingText();
  const lines = shapeLines(annotation, scale);
  const screen = annotation.points.map(toScreen);
  const words = labelLines(annotation, text);
  if (author) words.push(author);
  const label = annotation.label ? toScreen(annotation.label) : besideShape(screen, words.length, view);
  const labelAt = toImage ? toImage(label) : (annotation.label ?? { x: 0, y: 0 });
  const whole = lines.map((line) => pathOf(line, toScreen)).join('');
  const [tip, tail] = screen;
  const state = author ? 'other' : selected ? 'selected' : drawing ? 'drawing' : 'plain';
  // Many points: a freehand outline is moved as a whole.
  const handles = selected && annotation.kind !== 'freehand';
  return (
    <g
      className={`annotation annotation-${state}`}
      data-testid={`annotation-${annotation.kind}`}
      data-id={annotation.id}
    >
      {lines.map((line, index) => (
        <path key={index} className={line.dashed ? 'shape dashed' : 'shape'} d={pathOf(line, toScreen)} />
      ))}
      {annotation.kind === 'arrow' && tip && tail ? <path className="arrow-head" d={arrowHead(tip, tail)} /> : null}
      {annotation.kind === 'probe' && tip ? (
        <path className="shape" d={`M${tip.x - 7} ${tip.y}h5m4 0h5M${tip.x} ${tip.y - 7}v5m0 4v5`} />
      ) : null}
      {annotation.label && tip ? <line className="leader" x1={tip.x} y1={tip.y} x2={label.x} y2={label.y - 4} /> : null}
      {begin && whole ? (
        <path className="catch" d={whole} data-own-pointer onPointerDown={begin('whole', labelAt)} />
      ) : null}
      {begin && annotation.kind === 'probe' && tip ? (
        <circle
          className="catch"
          cx={tip.x}
          cy={tip.y}
          r={9}
          data-own-pointer
          onPointerDown={begin('whole', labelAt)}
        />
      ) : null}
      {begin && handles
        ? screen.map((point, index) => (
            <circle
              key={index}
              className="handle"
              cx={point.x}
              cy={point.y}
              r={4.5}
              data-own-pointer
              data-testid={`handle-${index}`}
              onPointerDown={begin(index, labelAt)}
            />
          ))
        : null}
      {words.length > 0 ? (
        <text
          className="values"
          role="button"
          tabIndex={-1}
          x={label.x}
          y={label.y}
          data-own-pointer={begin ? '' : undefined}
          onPointerDown={begin?.(annotation.kind === 'text' ? 'whole' : 'label', labelAt)}
          onDoubleClick={onWrite}
        >
          {words.map((line, index) => (
            <tspan key={index} x={label.x} dy={index === 0 ? 0 : lineHeight}>
              {line}
            </tspan>
          ))}
        </text>
      ) : null}
    </g>
  );
}

/** Right of the shape, at its lower end; moved in where it would leave the viewport. */
function besideShape(points: { x: number; y: number }[], lines: number, view: ViewSize): { x: number; y: number } {
  const right = Math.max(...points.map(({ x }) => x));
  const bottom = Math.max(...points.map(({ y }) => y));
  return {
    x: Math.max(4, Math.min(right + 10, view.width - 150)),
    y: Math.max(lineHeight, Math.min(bottom + 4, view.height - 8 - (lines - 1) * lineHeight)),
  };
}
