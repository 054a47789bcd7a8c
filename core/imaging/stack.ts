// A series as stacks: frames that belong together in reading order, and whether they may be taken for a volume.
import type { FramePlane, InstanceDescriptor, SeriesManifest } from './descriptor.ts';
import { dot, norm, type PlacedPlane, placed, scale, subtract } from './plane.ts';

export interface StackFrame {
  sopInstanceUid: string;
  /** 1-based. */
  frame: number;
  instance: InstanceDescriptor;
  plane: FramePlane;
  placed: PlacedPlane | null;
}

export type Irregularity =
  /** One frame, or no place in the patient. */
  | 'not-placed'
  /** Distances between neighbours, or places from those of even distances, differ by more than a hundredth and a tenth of a millimetre. */
  | 'uneven'
  /** Frames are shifted in their plane, from one to the next or little by little: a gantry tilt or sheared acquisition. */
  | 'tilted'
  /** Two frames at one place that nothing tells apart. */
  | 'repeated'
  /** Directions or sizes of pixels differ. */
  | 'mixed';

export interface Stack {
  id: string;
  seriesInstanceUid: string;
  /** What tells this stack from others of its series, for the thumbnail: echo 2, b 1000, phase 40 %. */
  label: string;
  frames: StackFrame[];
  order: 'position' | 'time' | 'number';
  /** Distance between neighbours in millimetres where it is the same throughout, else why it is no volume. */
  volume: { spacing: number } | { refused: Irregularity; largestGap: number | null; smallestGap: number | null };
}

const relativeTolerance = 0.01;
const absoluteToleranceMm = 0.1;
/** What decimal fractions lose when they are subtracted. */
const slackMm = 1e-6;

export function framesOf(series: SeriesManifest): StackFrame[] {
  return (
    series.instances
      // Masks lie over the images that they are of; alone they are shown as the object they are.
      .filter((instance) => instance.image && instance.pixels && instance.kind !== 'segmentation')
      .flatMap((instance) => {
        const image = instance.image;
        if (!image) return [];
        return Array.from({ length: image.frames }, (_, index): StackFrame => {
          const plane = image.perFrame[index]?.plane ?? image.plane;
          return { sopInstanceUid: instance.sopInstanceUid, frame: index + 1, instance, plane, placed: placed(plane) };
        });
      })
  );
}

function byNumber(a: StackFrame, b: StackFrame): number {
  return (
    (a.instance.instanceNumber ?? Number.MAX_SAFE_INTEGER) - (b.instance.instanceNumber ?? Number.MAX_SAFE_INTEGER) ||
    // The parts of a concatenation have one number (C.7.6.16.1).
    (a.instance.image?.concatenation?.part ?? 0) - (b.instance.image?.concatenation?.part ?? 0) ||
    (a.sopInstanceUid < b.sopInstanceUid ? -1 : a.sopInstanceUid > b.sopInstanceUid ? 1 : 0) ||
    a.frame - b.frame
  );
}

/** Frames of one direction, matrix and frame of reference may be a stack; a localizer of three planes is three. */
function shapeKey(frame: StackFrame): string {
  const { image } = frame.instance;
  if (!image) return '';
  const place = frame.placed;
  const direction = place
    ? [...place.rowDirection, ...place.columnDirection]
        .map((part) => (Math.round(part * 1000) / 1000 + 0).toFixed(3))
        .join(' ')
    : 'nowhere';
  const spacing = place ? `${place.rowSpacing.toFixed(4)}x${place.columnSpacing.toFixed(4)}` : '';
  return [
    image.columns,
    image.rows,
    image.samplesPerPixel,
    spacing,
    direction,
    image.frameOfReferenceUid,
    image.imageType[2] === 'LOCALIZER',
  ].join('|');
}

/** A multi-frame object without places (ultrasound, angiography) is a loop of its own, and so are the parts of a concatenation together. */
function loopOf({ instance, placed: place }: StackFrame): string | null {
  const { image } = instance;
  if (!image || place) return null;
  if (image.concatenation) return `${image.concatenation.uid} ${image.columns}x${image.rows}`;
  return image.frames > 1 ? instance.sopInstanceUid : null;
}

const traits: readonly (readonly [name: string, of: (frame: StackFrame) => unknown])[] = [
  ['echo', (frame) => frame.instance.image?.temporal.echo],
  ['b', (frame) => frame.instance.image?.temporal.bValue],
  ['position', (frame) => frame.instance.image?.temporal.position],
  ['trigger', (frame) => frame.instance.image?.temporal.triggerTime],
  ['acquisition', (frame) => frame.instance.image?.temporal.acquisitionNumber],
  ['type', (frame) => frame.instance.image?.imageType.slice(2).join('/')],
  ['dimension', (frame) => frame.instance.image?.perFrame[frame.frame - 1]?.label],
  // One by one: where frames have labels of their own, and where several tell apart together.
  ...[0, 1, 2, 3].map(
    (at) =>
      [
        `dimension ${at + 1}:`,
        ({ instance, frame }: StackFrame) => instance.image?.perFrame[frame - 1]?.dimension[at],
      ] as const,
  ),
];

function along(frame: StackFrame, first: PlacedPlane): number {
  return frame.placed ? dot(subtract(frame.placed.position, first.position), first.normal) : 0;
}

function hasRepeats(frames: StackFrame[]): boolean {
  const first = frames[0]?.placed;
  if (!first) return false;
  const places = frames.map((frame) => along(frame, first)).sort((a, b) => a - b);
  return places.some((place, index) => index > 0 && place - (places[index - 1] ?? 0) < 0.01);
}

interface Part {
  label: string;
  frames: StackFrame[];
}

/** @returns null where the trait does not tell these frames apart, or tells all of them from each other */
function groupsBy([name, of]: (typeof traits)[number], frames: StackFrame[]): Part[] | null {
  const groups = new Map<string, StackFrame[]>();
  for (const frame of frames) {
    const value = String(of(frame) ?? '');
    const group = groups.get(value);
    if (group) group.push(frame);
    else groups.set(value, [frame]);
  }
  if (groups.size < 2 || groups.size === frames.length) return null;
  return [...groups]
    .sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }))
    .map(([value, part]) => ({ label: `${name} ${value}`, frames: part }));
}

/** Frames of which no two share a place, by one trait or by two together (echoes at several times); null where none tells them apart. */
function split(frames: StackFrame[], by: typeof traits, depth: number): Part[] | null {
  if (!hasRepeats(frames)) return [{ label: '', frames }];
  for (const trait of by) {
    const parts = groupsBy(trait, frames);
    if (parts?.every((part) => !hasRepeats(part.frames))) return parts;
  }
  if (depth === 1) return null;
  for (const [index, trait] of by.entries()) {
    const parts = groupsBy(trait, frames)?.map((part) => ({
      label: part.label,
      within: split(part.frames, by.slice(index + 1), depth - 1),
    }));
    if (!parts?.every(({ within }) => within !== null)) continue;
    return parts.flatMap(({ label, within }) =>
      (within ?? []).map((part) => ({ label: [label, part.label].filter(Boolean).join(' · '), frames: part.frames })),
    );
  }
  return null;
}

/** Several frames at one place: what separates them makes stacks of their own; where nothing does, they stay together and are no volume. */
const separate = (frames: StackFrame[]): Part[] => split(frames, traits, 2) ?? [{ label: '', frames }];

/** Of places that should follow each other evenly: half the width of the band in which they lie about those that do, millimetres. */
function unevenness(places: readonly number[], spacing: number): number {
  let [least, most] = [0, 0];
  for (const [index, place] of places.entries()) {
    least = Math.min(least, place - index * spacing);
    most = Math.max(most, place - index * spacing);
  }
  return (most - least) / 2;
}

function volumeOf(frames: StackFrame[]): Stack['volume'] {
  const none = { largestGap: null, smallestGap: null };
  const first = frames[0]?.placed;
  const second = frames[1]?.placed;
  if (!first || !second || frames.some((frame) => !frame.placed)) return { refused: 'not-placed', ...none };
  const gaps: number[] = [];
  const places = [0];
  let tilted = false;
  // Less than half a pixel from the first image to the last shows nowhere; a shift that adds up image by image does.
  const sidewaysMost = Math.max(absoluteToleranceMm, Math.min(first.rowSpacing, first.columnSpacing) / 2);
  for (const [index, frame] of frames.entries()) {
    const before = frames[index - 1]?.placed;
    if (!before || !frame.placed) continue;
    const step = subtract(frame.placed.position, before.position);
    const gap = dot(step, first.normal);
    const way = subtract(frame.placed.position, first.position);
    const place = dot(way, first.normal);
    gaps.push(gap);
    places.push(place);
    const sideways = norm(subtract(step, scale(first.normal, gap)));
    if (sideways > Math.max(absoluteToleranceMm, 0.02 * Math.abs(gap))) tilted = true;
    if (norm(subtract(way, scale(first.normal, place))) > sidewaysMost) tilted = true;
  }
  const largestGap = gaps.reduce((most, gap) => Math.max(most, gap), Number.NEGATIVE_INFINITY);
  const smallestGap = gaps.reduce((least, gap) => Math.min(least, gap), Number.POSITIVE_INFINITY);
  const extent = { largestGap, smallestGap };
  if (smallestGap < 0.01) return { refused: 'repeated', ...extent };
  if (tilted) return { refused: 'tilted', ...extent };
  const spacing = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  const tolerance = Math.max(absoluteToleranceMm, relativeTolerance * spacing) + slackMm;
  if (largestGap - smallestGap > tolerance || unevenness(places, spacing) > tolerance)
    return { refused: 'uneven', ...extent };
  return { spacing };
}

function makeStack(series: SeriesManifest, label: string, frames: StackFrame[], index: number): Stack {
  const first = frames[0]?.placed;
  const spatial = first && frames.length > 1 && frames.every((frame) => frame.placed) && !hasRepeats(frames);
  const ordered = spatial
    ? [...frames].sort((a, b) => along(a, first) - along(b, first) || byNumber(a, b))
    : [...frames].sort(byNumber);
  // Reading order is that of acquisition: where numbers fall along the normal, the stack is turned round.
  const turned = spatial && byNumber(ordered[0] as StackFrame, ordered.at(-1) as StackFrame) > 0;
  const reading = turned ? ordered.reverse() : ordered;
  return {
    id: `${series.seriesInstanceUid}#${index}`,
    seriesInstanceUid: series.seriesInstanceUid,
    label,
    frames: reading,
    order: spatial ? 'position' : frames[0] && loopOf(frames[0]) !== null ? 'time' : 'number',
    volume: volumeOf(turned ? [...reading].reverse() : reading),
  };
}

/** Every frame of the series is in exactly one stack. */
export function stacksOf(series: SeriesManifest): Stack[] {
  const groups = new Map<string, StackFrame[]>();
  for (const frame of framesOf(series)) {
    const loop = loopOf(frame);
    const key = loop === null ? shapeKey(frame) : `loop ${loop}`;
    const group = groups.get(key);
    if (group) group.push(frame);
    else groups.set(key, [frame]);
  }
  return [...groups.values()]
    .sort((a, b) => byNumber(a[0] as StackFrame, b[0] as StackFrame))
    .flatMap((frames) => separate(frames))
    .map(({ label, frames }, index) => makeStack(series, label, frames, index));
}

/** The frame of `stack` that lies nearest to a plane, for scrolling in step (RAD-26); null when the planes are not parallel. */
export function nearestFrame(stack: Stack, to: PlacedPlane, frameOfReferenceUid: string): number | null {
  let best: { index: number; distance: number } | null = null;
  for (const [index, frame] of stack.frames.entries()) {
    if (!frame.placed || frame.instance.image?.frameOfReferenceUid !== frameOfReferenceUid) continue;
    if (Math.abs(dot(frame.placed.normal, to.normal)) < Math.cos((15 * Math.PI) / 180)) return null;
    const distance = Math.abs(dot(subtract(frame.placed.position, to.position), to.normal));
    if (!best || distance < best.distance) best = { index, distance };
  }
  return best?.index ?? null;
}
