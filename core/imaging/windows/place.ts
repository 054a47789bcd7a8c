// Where an image window is put: on the next monitor, as it lay there the last time.

/** In the desktop's pixels. */
export interface WindowArea {
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface Monitor {
  /** Tells the monitor the next time as well. */
  key: string;
  /** Without task bars. */
  work: WindowArea;
}

/** A window must show this much, or it cannot be taken hold of. */
const least = { width: 480, height: 360 };

/** The part of `area` on the monitor; null when too little of it is there. */
function within(area: WindowArea, { work }: Monitor): WindowArea | null {
  const left = Math.max(area.left, work.left);
  const top = Math.max(area.top, work.top);
  const width = Math.min(area.left + area.width, work.left + work.width) - left;
  const height = Math.min(area.top + area.height, work.top + work.height) - top;
  return width >= least.width && height >= least.height ? { left, top, width, height } : null;
}

/** The monitor that has the point, else null. */
export function monitorAt(monitors: readonly Monitor[], left: number, top: number): Monitor | null {
  return (
    monitors.find(
      ({ work }) =>
        left >= work.left && left < work.left + work.width && top >= work.top && top < work.top + work.height,
    ) ?? null
  );
}

/** Under which name the place of a window on a monitor is remembered. */
export const areaKey = (place: number, monitor: Monitor): string => `${place}@${monitor.key}`;

/**
 * The first image window goes to the monitor after the main window's, the second to the one after that, round and round. With one
 * monitor it takes the right half of it.
 * @param main key of the main window's monitor
 * @param remembered by `areaKey`
 * @returns null when there is no monitor
 */
export function placeWindow(
  monitors: readonly Monitor[],
  main: string,
  place: number,
  remembered: Readonly<Record<string, WindowArea>>,
): WindowArea | null {
  const at = Math.max(
    0,
    monitors.findIndex(({ key }) => key === main),
  );
  const others = [...monitors.slice(at + 1), ...monitors.slice(0, at)];
  const monitor = others[(place - 1) % Math.max(1, others.length)] ?? monitors[at];
  if (!monitor) return null;
  const former = remembered[areaKey(place, monitor)];
  const there = former ? within(former, monitor) : null;
  if (there) return there;
  if (others.length > 0) return monitor.work;
  const half = Math.round(monitor.work.width / 2);
  return { ...monitor.work, left: monitor.work.left + monitor.work.width - half, width: half };
}

/** What is remembered may be damaged: numbers, and a size that is one. */
export function readAreas(stored: unknown): Record<string, WindowArea> {
  const read: Record<string, WindowArea> = {};
  if (typeof stored !== 'object' || stored === null) return read;
  for (const [key, value] of Object.entries(stored)) {
    if (typeof value !== 'object' || value === null) continue;
    const numbers = ['left', 'top', 'width', 'height'].map((name) => Reflect.get(value, name));
    const [left, top, width, height] = numbers.map((one) => (Number.isSafeInteger(one) ? Number(one) : Number.NaN));
    if (left === undefined || top === undefined || width === undefined || height === undefined) continue;
    if (Number.isNaN(left + top) || !(width >= least.width) || !(height >= least.height)) continue;
    read[key] = { left, top, width, height };
  }
  return read;
}
