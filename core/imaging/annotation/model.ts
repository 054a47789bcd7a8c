// Annotations of a study as one JSON document: keyed by object and frame, points in image pixels, values as they were computed.
import { z } from 'zod';

export const annotationKinds = [
  'length',
  'angle',
  'cobb',
  'bidirectional',
  'ellipse',
  'rectangle',
  'circle',
  'polygon',
  'freehand',
  'probe',
  'arrow',
  'text',
  'cardiothoracic',
] as const;
export type AnnotationKind = (typeof annotationKinds)[number];

/** (0, 0) is the upper left corner of the first pixel: as SCOORD (PS3.3 C.18.6.1.2) and PIXEL units of GSPS (C.10.5.1.2). */
export const AnnotationPoint = z.object({ x: z.number(), y: z.number() });
export type AnnotationPoint = z.infer<typeof AnnotationPoint>;

export const StoredQuantity = z.object({ name: z.string().max(32), value: z.number(), unit: z.string().max(32) });

/**
 * Points by kind. length, arrow: from, to. angle: end, vertex, end. cobb: line, line. bidirectional: long axis, short axis.
 * ellipse, rectangle: opposite corners of the box along rows and columns. circle: centre, a point on it. polygon, freehand: the
 * outline, closed by itself. probe, text: one point. cardiothoracic: widest heart (two), widest thorax (two).
 */
export const Annotation = z.object({
  id: z.string().min(1).max(64),
  kind: z.enum(annotationKinds),
  seriesUid: z.string().max(64),
  sopInstanceUid: z.string().max(64),
  /** 1-based. */
  frame: z.number().int().positive(),
  points: z.array(AnnotationPoint).min(1).max(20_000),
  text: z.string().max(1000),
  /** Where the values stand, in image pixels; null: beside the shape. */
  label: AnnotationPoint.nullable(),
  quantities: z.array(StoredQuantity).max(20),
  /** When it was drawn, ISO 8601. */
  madeAt: z.string().max(40),
});
export type Annotation = z.infer<typeof Annotation>;

/** A frame that the reader marked, with how it looked. */
export const KeyMark = z.object({
  seriesUid: z.string().max(64),
  sopInstanceUid: z.string().max(64),
  frame: z.number().int().positive(),
  window: z.object({ center: z.number(), width: z.number() }).nullable(),
  invert: z.boolean(),
  /**
   * How the reader had turned it, degrees clockwise before the mirrors. Any angle: it is kept here because a presentation state can say
   * only 0, 90, 180 and 270 (PS3.3 C.10.6) and gets the nearest of them. Absent: not turned, or marked before turns were kept.
   */
  turn: z.object({ rotation: z.number().min(0).max(360), flipH: z.boolean(), flipV: z.boolean() }).optional(),
  caption: z.string().max(200),
  madeAt: z.string().max(40),
});
export type KeyMark = z.infer<typeof KeyMark>;

export const AnnotationDocument = z.object({
  /** Of this shape; a reader of another one must refuse it, not guess. */
  schema: z.literal(1),
  annotations: z.array(Annotation).max(5000),
  keyMarks: z.array(KeyMark).max(500),
});
export type AnnotationDocument = z.infer<typeof AnnotationDocument>;

export const emptyAnnotations: AnnotationDocument = { schema: 1, annotations: [], keyMarks: [] };

/** How many points a finished annotation has; null: any number from three on. */
export function pointsNeeded(kind: AnnotationKind): number | null {
  switch (kind) {
    case 'probe':
    case 'text':
      return 1;
    case 'length':
    case 'arrow':
    case 'ellipse':
    case 'rectangle':
    case 'circle':
      return 2;
    case 'angle':
      return 3;
    case 'cobb':
    case 'bidirectional':
    case 'cardiothoracic':
      return 4;
    case 'polygon':
    case 'freehand':
      return null;
    default:
      return kind satisfies never;
  }
}
