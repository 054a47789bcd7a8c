// What a controller's report means by its own descriptor: buttons, wheels, rings and hats, each change a named input (HID 1.11 6.2.2, 8).

/** A main item as WebHID gives it; the bits of a report lie one after another in the order of its items. */
export interface HidItem {
  isAbsolute?: boolean;
  /** Its fields name what is pressed, in place of one field a button. */
  isArray?: boolean;
  /** Padding. */
  isConstant?: boolean;
  isRange?: boolean;
  hasNull?: boolean;
  wrap?: boolean;
  /** Page in the high 16 bits, usage in the low ones. */
  usages?: readonly number[];
  usageMinimum?: number;
  usageMaximum?: number;
  /** Bits of one field, and how many fields. */
  reportSize?: number;
  reportCount?: number;
  logicalMinimum?: number;
  logicalMaximum?: number;
}

export interface HidReport {
  reportId?: number;
  items?: readonly HidItem[];
}

export interface HidReports {
  inputReports?: readonly HidReport[];
  children?: readonly HidReports[];
}

const dials: readonly number[] = [0x00010037, 0x00010038];
const hat = 0x00010039;
const buttonPage = 0x0009;
const vendorPages = 0xff00;
/** Finer axes jitter in the hand: they count as left, middle and right. */
const mostDetents = 32;
/** Steps of a wheel that one report may bring: beyond it something else was sent. */
const mostSteps = 8;

/** Items of a report. A collection lists those of its parts too; one that does not is asked for its parts'. */
function itemsOf(collections: readonly HidReports[], reportId: number): readonly HidItem[] {
  return collections.flatMap(({ inputReports = [], children = [] }) => {
    const own = inputReports.filter((one) => (one.reportId ?? 0) === reportId).flatMap(({ items = [] }) => items);
    return own.length > 0 ? own : itemsOf(children, reportId);
  });
}

interface Field {
  item: HidItem;
  /** Page and usage; 0 when the descriptor names none. For arrays that of the first value. */
  usage: number;
  bit: number;
  size: number;
  minimum: number;
  maximum: number;
}

function fieldsOf(items: readonly HidItem[]): Field[] {
  const fields: Field[] = [];
  let bit = 0;
  for (const item of items) {
    const { reportSize: size = 0, reportCount: count = 0, usages = [], isRange, isArray } = item;
    const { usageMinimum = 0, usageMaximum = 0, logicalMinimum: minimum = 0, logicalMaximum = 0 } = item;
    // Many descriptors write 255 in one byte, which is -1 (6.2.2.7).
    const maximum = logicalMaximum < minimum ? 2 ** size - 1 : logicalMaximum;
    const isUsed = !item.isConstant && size > 0 && size <= 32;
    for (let at = 0; at < count; at += 1, bit += size) {
      if (!isUsed) continue;
      const listed = usages[Math.min(at, usages.length - 1)] ?? 0;
      const ranged = isArray ? usageMinimum : Math.min(usageMinimum + at, usageMaximum);
      fields.push({ item, usage: isRange ? ranged : isArray ? (usages[0] ?? 0) : listed, bit, size, minimum, maximum });
    }
  }
  return fields;
}

/** Null when the report is shorter than its descriptor says. */
function valueAt(report: Uint8Array, { bit, size, minimum }: Field): number | null {
  if (bit + size > report.length * 8) return null;
  let value = 0;
  for (let at = 0; at < size; at += 1) {
    const place = bit + at;
    if (((report[place >> 3] ?? 0) >> (place & 7)) & 1) value += 2 ** at;
  }
  return minimum < 0 && value >= 2 ** (size - 1) ? value - 2 ** size : value;
}

const hex = (number: number) => number.toString(16);
const steps = (name: string, count: number): string[] =>
  Array.from({ length: Math.min(Math.abs(count), mostSteps) }, () => `${name}:${count > 0 ? '+' : '-'}`);

/** -1, 0 or 1: which third of its way an axis is in. */
function third(value: number, { minimum, maximum }: Field): number {
  const share = (value - minimum) / (maximum - minimum);
  return share < 1 / 3 ? -1 : share > 2 / 3 ? 1 : 0;
}

/** @param before null for the first report, which tells where a wheel stands and not that it turned */
function changeOf(field: Field, name: string, before: number | null, now: number): string[] {
  const { item, usage, minimum, maximum } = field;
  if (item.isAbsolute === false) return steps(name, now);
  if (usage >>> 16 === buttonPage || maximum - minimum === 1)
    return now !== minimum && now !== (before ?? minimum) ? [name] : [];
  // Out of its range is its rest (6.2.2.5, null state).
  if (usage === hat) return now !== before && now >= minimum && now <= maximum ? [`${name}:${now}`] : [];
  if (before === null || now === before || maximum <= minimum) return [];
  // A ring with a spring: each detent away from the middle is a step; the way back is none.
  if (minimum < 0 && maximum - minimum <= mostDetents)
    return Math.abs(now) > Math.abs(before) || now * before < 0 ? [`${name}:${now > 0 ? '+' : '-'}`] : [];
  const isCounter = item.wrap || dials.includes(usage) || usage === 0 || usage >>> 16 >= vendorPages;
  if (minimum >= 0 && isCounter) {
    const turn = maximum - minimum + 1;
    const ahead = (((now - before) % turn) + turn) % turn;
    return steps(name, ahead <= turn / 2 ? ahead : ahead - turn);
  }
  const [from, to] = [third(before, field), third(now, field)];
  return to !== 0 && to !== from ? [`${name}:${to > 0 ? '+' : '-'}`] : [];
}

/** What an input is called for a person; the names above, and those of reports without a descriptor (`vendor:product:byte:value`). */
interface InputWords {
  /** `vendor:product` as the names begin. */
  device: string;
  kind: 'button' | 'wheel' | 'hat' | 'other';
  /** Number of the button, or what tells this wheel from others. */
  which: string;
  /** Of a wheel: `+` or `-`; of a hat: its position, clockwise from 0 at the top. */
  way: string;
}

/** Null for what is no controller's input. */
export function inputWords(input: string): InputWords | null {
  const found = /^([0-9a-f]{4}:[0-9a-f]{4}):([^:]+)(?::([^:]+))?$/.exec(input);
  if (!found) return null;
  const [, device = '', field = '', way = ''] = found;
  const usage = /^u([0-9a-f]+)\.([0-9a-f]+)(#\d+)?$/.exec(field);
  const which = usage ? `${Number.parseInt(usage[2] ?? '0', 16)}${usage[3] ?? ''}` : field;
  if (usage?.[1] === '9') return { device, kind: 'button', which, way: '' };
  if (usage?.[1] === '1' && usage[2] === '39') return { device, kind: 'hat', which: usage[3] ?? '', way };
  if (way === '+' || way === '-') return { device, kind: 'wheel', which: field, way };
  return { device, kind: 'other', which: way === '' ? field : `${field}:${way}`, way: '' };
}

/** Usages that an array's fields hold; what is out of its range is nothing pressed. */
function pressedIn(report: Uint8Array | null, fields: readonly Field[]): Set<number> {
  const pressed = new Set<number>();
  for (const field of fields) {
    const value = report && valueAt(report, field);
    if (value === null || value < field.minimum || value > field.maximum) continue;
    const { isRange, usages = [], usageMinimum = 0 } = field.item;
    const usage = isRange ? usageMinimum + value - field.minimum : usages[value - field.minimum];
    // Usage 0 of a page is its "no event".
    if (usage !== undefined && usage % 0x1_0000 !== 0) pressed.add(usage);
  }
  return pressed;
}

/**
 * Inputs of a report against the former one with the same id, as `vendor:product:uPAGE.USAGE` and, for what goes two ways, `:+` or `:-`;
 * a usage that occurs again in the descriptor has `#2`.
 * @param device whose `collections` are the descriptor
 * @returns null when the descriptor says nothing of this report
 */
export function describedInputs(
  device: { vendorId: number; productId: number; collections: readonly HidReports[] },
  reportId: number,
  before: Uint8Array | null,
  now: Uint8Array,
): string[] | null {
  const fields = fieldsOf(itemsOf(device.collections, reportId));
  if (fields.length === 0) return null;
  const pair = [device.vendorId, device.productId].map((one) => hex(one).padStart(4, '0')).join(':');
  const seen = new Map<number, number>();
  const found: string[] = [];
  const nameOf = (usage: number, nth: number) => {
    // Where the descriptor names nothing the reports are told apart by their own number.
    const named = usage === 0 ? `r${reportId}` : `u${hex(usage >>> 16)}.${hex(usage % 0x1_0000)}`;
    return `${pair}:${named}${nth > 1 ? `#${nth}` : ''}`;
  };
  for (const field of fields.filter(({ item }) => !item.isArray)) {
    const nth = (seen.get(field.usage) ?? 0) + 1;
    seen.set(field.usage, nth);
    const value = valueAt(now, field);
    if (value === null) continue;
    found.push(...changeOf(field, nameOf(field.usage, nth), before && valueAt(before, field), value));
  }
  const arrays = fields.filter(({ item }) => item.isArray);
  const held = pressedIn(before, arrays);
  for (const usage of pressedIn(now, arrays)) if (!held.has(usage)) found.push(nameOf(usage, 1));
  return found;
}
