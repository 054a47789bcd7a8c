// What is drawn of an annotation: lines in image coordinates, so that one transform places them all.
import type { Annotation, AnnotationPoint } from '../../../core/imaging/annotation/model.ts';
import { regionOf } from '../../../core/imaging/measure/measure.ts';
import type { Scale } from '../../../core/imaging/measure/scale.ts';

export interface ShapeLine {
  points: AnnotationPoint[];
  closed: boolean;
  dashed?: boolean;
}

const roundPoints = 72;

/** `scale` makes a circle round in millimetres. */
export function shapeLines(
  { kind, points }: Pick<Annotation, 'kind' | 'points'>,
  scale: Pick<Scale, 'perColumn' | 'perRow'>,
): ShapeLine[] {
  const [a, b, c, d] = points;
  switch (kind) {
    case 'length':
    case 'arrow':
      return a && b ? [{ points: [a, b], closed: false }] : [];
    case 'angle':
      return [{ points, closed: false }];
    case 'cobb': {
      const lines: ShapeLine[] = [];
      if (a && b) lines.push({ points: [a, b], closed: false });
      if (c && d) lines.push({ points: [c, d], closed: false });
      if (a && b && c && d) {
        const middle = (one: AnnotationPoint, other: AnnotationPoint) => ({
          x: (one.x + other.x) / 2,
          y: (one.y + other.y) / 2,
        });
        lines.push({ points: [middle(a, b), middle(c, d)], closed: false, dashed: true });
      }
      return lines;
    }
    case 'bidirectional':
    case 'cardiothoracic': {
      const lines: ShapeLine[] = [];
      if (a && b) lines.push({ points: [a, b], closed: false });
      if (c && d) lines.push({ points: [c, d], closed: false });
      return lines;
    }
    case 'polygon':
    case 'freehand':
      return [{ points, closed: points.length > 2 }];
    case 'rectangle':
      if (!a || !b) return [];
      return [{ points: [a, { x: b.x, y: a.y }, b, { x: a.x, y: b.y }], closed: true }];
    case 'ellipse':
    case 'circle': {
      const region = regionOf({ kind, points }, scale);
      if (region?.kind !== 'ellipse') return [];
      const { centre, halfX, halfY } = region;
      const round = Array.from({ length: roundPoints }, (_, index) => {
        const turn = (index / roundPoints) * 2 * Math.PI;
        return { x: centre.x + halfX * Math.cos(turn), y: centre.y + halfY * Math.sin(turn) };
      });
      return [{ points: round, closed: true }];
    }
    case 'probe':
    case 'text':
      return [];
    default:
      return kind satisfies never;
  }
}

export function pathOf(
  { points, closed }: ShapeLine,
  toScreen: (point: AnnotationPoint) => { x: number; y: number },
): string {
  const parts = points.map((point, index) => {
    const { x, y } = toScreen(point);
    return `${index === 0 ? 'M' : 'L'}${x.toFixed(2)} ${y.toFixed(2)}`;
  });
  return parts.join('') + (closed ? 'Z' : '');
}

/** The head of an arrow, at its first point: what the arrow points at. */
export function arrowHead(tip: { x: number; y: number }, tail: { x: number; y: number }): string {
  const length = Math.hypot(tail.x - tip.x, tail.y - tip.y) || 1;
  const along = { x: (tail.x - tip.x) / length, y: (tail.y - tip.y) / length };
  const size = Math.min(14, length);
  const wing = (side: 1 | -1) => ({
    x: tip.x + size * along.x - side * size * 0.4 * along.y,
    y: tip.y + size * along.y + side * size * 0.4 * along.x,
  });
  const [one, other] = [wing(1), wing(-1)];
  return `M${one.x.toFixed(1)} ${one.y.toFixed(1)}L${tip.x.toFixed(1)} ${tip.y.toFixed(1)}L${other.x.toFixed(1)} ${other.y.toFixed(1)}Z`;
}
