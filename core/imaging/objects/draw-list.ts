// What objects of others draw on one frame: graphics of presentation states and reports as lines and words in image pixels.
import type { AnnotationPoint } from '../annotation/model.ts';
import type { PresentationState, PresentedFrame } from './presentation.ts';
import type { ForeignMark } from './tid1500-read.ts';

/** `display`: fractions of the displayed area instead of image pixels. */
export type DrawUnits = 'pixel' | 'display';

export type DrawItem =
  | { kind: 'line'; units: DrawUnits; points: AnnotationPoint[]; closed: boolean; filled: boolean; colour: Rgb | null }
  | { kind: 'point'; units: DrawUnits; at: AnnotationPoint; colour: Rgb | null }
  | {
      kind: 'words';
      units: DrawUnits;
      text: string;
      at: AnnotationPoint;
      align: 'left' | 'center' | 'right';
      /** `at` is the upper edge of the words, as of a box, or their base line. */
      hangs: boolean;
      /** Where a line from the words leads to. */
      to: { at: AnnotationPoint; units: DrawUnits } | null;
      colour: Rgb | null;
    };

type Rgb = [number, number, number];

const steps = 72;

/** An ellipse by the ends of its axes as a closed line: exact under any turn or mirror. */
export function ellipseLine([a, b, c, d]: readonly AnnotationPoint[]): AnnotationPoint[] {
  if (!a || !b || !c || !d) return [];
  const middle = { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
  return Array.from({ length: steps }, (_, index) => {
    const angle = (index * 2 * Math.PI) / steps;
    const [along, across] = [Math.cos(angle), Math.sin(angle)];
    return {
      x: middle.x + ((b.x - a.x) / 2) * along + ((d.x - c.x) / 2) * across,
      y: middle.y + ((b.y - a.y) / 2) * along + ((d.y - c.y) / 2) * across,
    };
  });
}

export function circleLine([centre, on]: readonly AnnotationPoint[]): AnnotationPoint[] {
  if (!centre || !on) return [];
  const radius = Math.hypot(on.x - centre.x, on.y - centre.y);
  return ellipseLine([
    { x: centre.x - radius, y: centre.y },
    { x: centre.x + radius, y: centre.y },
    { x: centre.x, y: centre.y - radius },
    { x: centre.x, y: centre.y + radius },
  ]);
}

/** A smooth line through the points (Catmull-Rom): PS3.3 C.10.5.1.2 leaves the curve to the viewer. */
export function smoothLine(points: readonly AnnotationPoint[]): AnnotationPoint[] {
  if (points.length < 3) return [...points];
  const line: AnnotationPoint[] = [];
  for (let index = 0; index + 1 < points.length; index += 1) {
    const b = points[index];
    const c = points[index + 1];
    if (!b || !c) continue;
    const a = points[index - 1] ?? b;
    const d = points[index + 2] ?? c;
    for (let step = 0; step < 8; step += 1) {
      const t = step / 8;
      const at = (p: number, q: number, r: number, s: number) =>
        q + 0.5 * t * (r - p + t * (2 * p - 5 * q + 4 * r - s + t * (3 * (q - r) + s - p)));
      line.push({ x: at(a.x, b.x, c.x, d.x), y: at(a.y, b.y, c.y, d.y) });
    }
  }
  const last = points.at(-1);
  return last ? [...line, last] : line;
}

const same = (a: AnnotationPoint | undefined, b: AnnotationPoint | undefined) =>
  a !== undefined && b !== undefined && a.x === b.x && a.y === b.y;

function shapeItems(
  shape: string,
  points: readonly AnnotationPoint[],
  rest: { units: DrawUnits; filled: boolean; colour: Rgb | null },
): DrawItem[] {
  switch (shape) {
    case 'POINT':
    case 'MULTIPOINT':
      return points.map((at) => ({ kind: 'point', at, units: rest.units, colour: rest.colour }));
    case 'CIRCLE':
      return [{ kind: 'line', ...rest, points: circleLine(points), closed: true }];
    case 'ELLIPSE':
      return [{ kind: 'line', ...rest, points: ellipseLine(points), closed: true }];
    default: {
      const closed = shape === 'POLYGON' || (points.length > 2 && same(points[0], points.at(-1)));
      const line = shape === 'INTERPOLATED' ? smoothLine(points) : [...points];
      return [{ kind: 'line', ...rest, points: line, closed }];
    }
  }
}

/** No list: every image of the state. */
export const isFor = (of: readonly PresentedFrame[], sopInstanceUid: string, frame: number): boolean =>
  of.length === 0 ||
  of.some((one) => one.sopInstanceUid === sopInstanceUid && (one.frames.length === 0 || one.frames.includes(frame)));

/** @param frame 1-based */
export function presentationItems(state: PresentationState, sopInstanceUid: string, frame: number): DrawItem[] {
  return state.layers.flatMap(({ colour, annotations }) =>
    annotations
      .filter(({ of }) => isFor(of, sopInstanceUid, frame))
      .flatMap(({ objects }) => objects)
      .flatMap((object): DrawItem[] => {
        if (object.kind === 'graphic') {
          const { shape, points, units, filled } = object;
          return shapeItems(shape, points, { units, filled, colour });
        }
        const { text, box, anchor, units } = object;
        const to = anchor?.visible ? { at: anchor.at, units: anchor.units } : null;
        if (box) {
          const x = { left: box.from.x, center: (box.from.x + box.to.x) / 2, right: box.to.x }[box.align];
          return [{ kind: 'words', units, text, at: { x, y: box.from.y }, align: box.align, hangs: true, to, colour }];
        }
        return anchor
          ? [{ kind: 'words', units: anchor.units, text, at: anchor.at, align: 'left', hangs: false, to: null, colour }]
          : [];
      }),
  );
}

/** Words beside a mark: what it was found to be and its first values. */
function wordsOf(mark: ForeignMark): string {
  const values = mark.values
    .slice(0, 3)
    .flatMap(({ value, unit }) => (value === null ? [] : [`${Number(value.toPrecision(4))} ${unit}`.trim()]));
  const name = mark.finding?.meaning || mark.trackingIdentifier;
  return [name, ...values, ...mark.statements.slice(0, 1).map(({ text }) => text)].filter(Boolean).join('\n');
}

export function markItems(marks: readonly ForeignMark[], sopInstanceUid: string, frame: number): DrawItem[] {
  return marks.flatMap((mark) => {
    const here = mark.graphics.filter((one) => one.sopInstanceUid === sopInstanceUid && one.frame === frame);
    const items = here.flatMap(({ graphic, points }) =>
      shapeItems(graphic, points, { units: 'pixel', filled: false, colour: null }),
    );
    const at = here[0]?.points[0];
    const text = wordsOf(mark);
    if (!at || text === '') return items;
    return [
      ...items,
      {
        kind: 'words' as const,
        units: 'pixel' as const,
        text,
        at,
        align: 'left' as const,
        hangs: false,
        to: null,
        colour: null,
      },
    ];
  });
}
