// Annotations as the graphics of SCOORD and of presentation states, and back: both count from the upper left corner of the first pixel.
import type { Annotation, AnnotationKind, AnnotationPoint } from '../annotation/model.ts';
import type { ImageDescriptor } from '../descriptor.ts';
import type { Graphic } from './content.ts';

export interface DrawnGraphic {
  graphic: Extract<Graphic, 'POINT' | 'POLYLINE' | 'CIRCLE' | 'ELLIPSE'>;
  points: readonly AnnotationPoint[];
}

/** Regions have one closed graphic for all their values (TID 1410); the others one graphic a line. */
const regions: ReadonlySet<AnnotationKind> = new Set(['ellipse', 'rectangle', 'circle', 'polygon', 'freehand']);
export const isRegion = (kind: AnnotationKind): boolean => regions.has(kind);

/** Width of a pixel by its height; 1 where nothing is known. */
export function pixelAspect({ plane, pixelAspect: ratio }: Pick<ImageDescriptor, 'plane' | 'pixelAspect'>): number {
  if (plane.rowSpacing && plane.columnSpacing) return plane.columnSpacing / plane.rowSpacing;
  const [vertical, horizontal] = ratio ?? [1, 1];
  return vertical > 0 && horizontal > 0 ? horizontal / vertical : 1;
}

/** Ends of the longer axis, then of the shorter one (PS3.3 C.18.6.1.2); the order of each pair keeps where it was drawn from. */
function ellipse(a: AnnotationPoint, b: AnnotationPoint, aspect: number): DrawnGraphic {
  const middle = { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
  const across = [
    { x: a.x, y: middle.y },
    { x: b.x, y: middle.y },
  ];
  const down = [
    { x: middle.x, y: a.y },
    { x: middle.x, y: b.y },
  ];
  const wide = Math.abs(b.x - a.x) * aspect >= Math.abs(b.y - a.y);
  return { graphic: 'ELLIPSE', points: wide ? [...across, ...down] : [...down, ...across] };
}

/** A circle of the patient is one of the pixels only where these are square. */
function circle(centre: AnnotationPoint, on: AnnotationPoint, aspect: number): DrawnGraphic {
  if (Math.abs(aspect - 1) < 1e-6) return { graphic: 'CIRCLE', points: [centre, on] };
  const radius = Math.hypot((on.x - centre.x) * aspect, on.y - centre.y);
  const half = { x: radius / aspect, y: radius };
  return ellipse(
    { x: centre.x - half.x, y: centre.y - half.y },
    { x: centre.x + half.x, y: centre.y + half.y },
    aspect,
  );
}

const line = (...points: readonly (AnnotationPoint | undefined)[]): DrawnGraphic => ({
  graphic: 'POLYLINE',
  points: points.filter((point) => point !== undefined),
});

/** The graphics of an annotation; empty when points are missing. */
export function graphicsOf({ kind, points }: Pick<Annotation, 'kind' | 'points'>, aspect: number): DrawnGraphic[] {
  const [a, b, c, d] = points;
  if (!a) return [];
  switch (kind) {
    case 'probe':
    case 'text':
      return [{ graphic: 'POINT', points: [a] }];
    case 'length':
    case 'arrow':
      return b ? [line(a, b)] : [];
    case 'angle':
      return b && c ? [line(a, b, c)] : [];
    case 'cobb':
    case 'bidirectional':
    case 'cardiothoracic':
      return b && c && d ? [line(a, b), line(c, d)] : [];
    case 'ellipse':
      return b ? [ellipse(a, b, aspect)] : [];
    case 'circle':
      return b ? [circle(a, b, aspect)] : [];
    case 'rectangle':
      return b ? [line(a, { x: b.x, y: a.y }, b, { x: a.x, y: b.y }, a)] : [];
    case 'polygon':
    case 'freehand':
      return points.length >= 3 ? [line(...points, a)] : [];
    default:
      return kind satisfies never;
  }
}

/** A point that the graphic of a circle does not hold: the one on it that was drawn to. */
export function handleOf({ kind, points }: Pick<Annotation, 'kind' | 'points'>, aspect: number) {
  return kind === 'circle' && Math.abs(aspect - 1) >= 1e-6 ? points[1] : undefined;
}

export const flat = (points: readonly AnnotationPoint[]): number[] => points.flatMap(({ x, y }) => [x, y]);
export const pairs = (numbers: readonly number[]): AnnotationPoint[] =>
  Array.from({ length: Math.floor(numbers.length / 2) }, (_, index) => ({
    x: numbers[index * 2] ?? 0,
    y: numbers[index * 2 + 1] ?? 0,
  }));

/** Points of an annotation of ours from its graphics; undefined when they are not those of its kind. */
export function pointsOf(
  kind: AnnotationKind,
  graphics: readonly { graphic: Graphic; points: readonly AnnotationPoint[] }[],
  handle: AnnotationPoint | undefined,
): AnnotationPoint[] | undefined {
  const [first] = graphics;
  if (!first) return undefined;
  const [a, b, c, d] = first.points;
  if (!a) return undefined;
  switch (kind) {
    case 'probe':
    case 'text':
      return [a];
    case 'length':
    case 'arrow':
      return b && [a, b];
    case 'angle':
      return b && c && [a, b, c];
    case 'cobb':
    case 'bidirectional':
    case 'cardiothoracic': {
      const [e, f] = graphics[1]?.points ?? [];
      return b && e && f && [a, b, e, f];
    }
    case 'rectangle':
      return c && [a, c];
    case 'circle':
      if (first.graphic === 'CIRCLE') return b && [a, b];
      return b && handle && [{ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 }, handle];
    case 'ellipse': {
      if (!b || !c || !d) return undefined;
      return a.y === b.y
        ? [
            { x: a.x, y: c.y },
            { x: b.x, y: d.y },
          ]
        : [
            { x: c.x, y: a.y },
            { x: d.x, y: b.y },
          ];
    }
    case 'polygon':
    case 'freehand':
      return first.points.length >= 4 ? first.points.slice(0, -1) : undefined;
    default:
      return kind satisfies never;
  }
}
