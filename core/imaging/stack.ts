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
  /** Distances between neighbours differ by more than a hundredth and a tenth of a millimetre. */
  | 'uneven'
  /** Neighbours are shifted in their plane: a gantry tilt or sheared acquisition. */
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

/** A multi-frame object without places (ultrasound, angiography) is a loop of its own. */
function isLoop(frame: StackFrame): boolean {
  return (frame.instance.image?.frames ?? 1) > 1 && !frame.placed;
}

const traits = [
  ['echo', (frame: StackFrame) => frame.instance.image?.temporal.echo],
  ['b', (frame: StackFrame) => frame.instance.image?.temporal.bValue],
  ['position', (frame: StackFrame) => frame.instance.image?.temporal.position],
  ['trigger', (frame: StackFrame) => frame.instance.image?.temporal.triggerTime],
  ['acquisition', (frame: StackFrame) => frame.instance.image?.temporal.acquisitionNumber],
  ['type', (frame: StackFrame) => frame.instance.image?.imageType.slice(2).join('/')],
  ['dimension', (frame: StackFrame) => frame.instance.image?.perFrame[frame.frame - 1]?.label],
] as const;

function along(frame: StackFrame, first: PlacedPlane): number {
  return frame.placed ? dot(subtract(frame.placed.position, first.position), first.normal) : 0;
}

function hasRepeats(frames: StackFrame[]): boolean {
  const first = frames[0]?.placed;
  if (!first) return false;
  const places = frames.map((frame) => along(frame, first)).sort((a, b) => a - b);
  return places.some((place, index) => index > 0 && place - (places[index - 1] ?? 0) < 0.01);
}

/** Several frames at one place: the first trait that separates them makes stacks of their own. */
function separate(frames: StackFrame[]): { label: string; frames: StackFrame[] }[] {
  if (frames.length < 2 || !hasRepeats(frames)) return [{ label: '', frames }];
  for (const [name, of] of traits) {
    const groups = new Map<string, StackFrame[]>();
    for (const frame of frames) {
      const value = String(of(frame) ?? '');
      groups.set(value, [...(groups.get(value) ?? []), frame]);
    }
    if (groups.size < 2 || groups.size === frames.length) continue;
    const parts = [...groups].sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }));
    if (parts.every(([, part]) => !hasRepeats(part))) {
      return parts.map(([value, part]) => ({ label: `${name} ${value}`, frames: part }));
    }
  }
  return [{ label: '', frames }];
}

function volumeOf(frames: StackFrame[]): Stack['volume'] {
  const none = { largestGap: null, smallestGap: null };
  const first = frames[0]?.placed;
  const second = frames[1]?.placed;
  if (!first || !second || frames.some((frame) => !frame.placed)) return { refused: 'not-placed', ...none };
  const gaps: number[] = [];
  let tilted = false;
  for (const [index, frame] of frames.entries()) {
    const before = frames[index - 1]?.placed;
    if (!before || !frame.placed) continue;
    const step = subtract(frame.placed.position, before.position);
    const gap = dot(step, first.normal);
    gaps.push(gap);
    const sideways = norm(subtract(step, scale(first.normal, gap)));
    if (sideways > Math.max(absoluteToleranceMm, 0.02 * Math.abs(gap))) tilted = true;
  }
  const largestGap = Math.max(...gaps);
  const smallestGap = Math.min(...gaps);
  const extent = { largestGap, smallestGap };
  if (smallestGap < 0.01) return { refused: 'repeated', ...extent };
  if (tilted) return { refused: 'tilted', ...extent };
  const spacing = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  if (largestGap - smallestGap > Math.max(absoluteToleranceMm, relativeTolerance * spacing)) {
    return { refused: 'uneven', ...extent };
  }
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
    order: spatial ? 'position' : frames[0] && isLoop(frames[0]) ? 'time' : 'number',
    volume: volumeOf(turned ? [...reading].reverse() : reading),
  };
}

/** Every frame of the series is in exactly one stack. */
export function stacksOf(series: SeriesManifest): Stack[] {
  const groups = new Map<string, StackFrame[]>();
  for (const frame of framesOf(series)) {
    const key = isLoop(frame) ? `loop ${frame.sopInstanceUid}` : shapeKey(frame);
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
