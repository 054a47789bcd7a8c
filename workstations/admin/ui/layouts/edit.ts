// Editing a layout: blocks added, moved, changed and taken out, and every step undone. Pure; what is kept is always a whole layout.
import {
  BodyBlock,
  FootBlock,
  HeadBlock,
  type LayoutBlock,
  type LayoutZone,
  type PaperLayout,
} from '../../../../core/reporting/paper-layout.ts';
import { shippedLayout } from '../../../../core/reporting/paper-shipped.ts';

export type BlockKind = LayoutBlock['kind'];

export const zones = ['head', 'body', 'foot'] as const satisfies readonly LayoutZone[];

/** What can be added where; kinds that stand only once are offered until they are there. */
export const zoneKinds: Readonly<Record<LayoutZone, readonly BlockKind[]>> = {
  head: ['masthead', 'fields', 'text', 'rule'],
  body: ['section', 'images', 'table', 'fields', 'text', 'rule', 'end'],
  foot: ['signatures', 'dates', 'verification', 'text', 'rule'],
};

export interface Place {
  zone: LayoutZone;
  block: LayoutBlock;
  index: number;
}

export function blocksOf(layout: PaperLayout): Place[] {
  return zones.flatMap((zone) => layout[zone].map((block: LayoutBlock, index) => ({ zone, block, index })));
}

/** The same change in whichever zone; blocks stay what they are. */
function inZone(
  layout: PaperLayout,
  zone: LayoutZone,
  change: <Block extends LayoutBlock>(blocks: readonly Block[]) => Block[],
): PaperLayout {
  switch (zone) {
    case 'head':
      return { ...layout, head: change(layout.head) };
    case 'body':
      return { ...layout, body: change(layout.body) };
    case 'foot':
      return { ...layout, foot: change(layout.foot) };
    default:
      throw new Error(`unknown zone ${String(zone satisfies never)}`);
  }
}

/** To a place in its zone, counted without the block itself. */
export function moveTo(layout: PaperLayout, { zone, block }: Place, index: number): PaperLayout {
  return inZone(layout, zone, (blocks) => {
    const moved = blocks.filter(({ id }) => id === block.id);
    const rest = blocks.filter(({ id }) => id !== block.id);
    const at = Math.max(0, Math.min(rest.length, index));
    return [...rest.slice(0, at), ...moved, ...rest.slice(at)];
  });
}

export const moveBy = (layout: PaperLayout, place: Place, step: number): PaperLayout =>
  moveTo(layout, place, place.index + step);

/** A zone is never left empty: its last block stays. */
export function remove(layout: PaperLayout, { zone, block }: Place): PaperLayout {
  if (layout[zone].length < 2) return layout;
  return inZone(layout, zone, (blocks) => blocks.filter(({ id }) => id !== block.id));
}

/** Puts a block where one with its id and kind stands. */
export function change(layout: PaperLayout, zone: LayoutZone, block: LayoutBlock): PaperLayout {
  return inZone(layout, zone, (blocks) =>
    // Same id and same kind: the same member of the union.
    blocks.map((one) => (one.id === block.id && one.kind === block.kind ? (block as typeof one) : one)),
  );
}

function freshBlock(kind: BlockKind, id: string): LayoutBlock {
  switch (kind) {
    case 'text':
      return { kind, id, span: 12, text: '', sizePt: 8, bold: false, align: 'left', tone: 'ink', lines: 1 };
    case 'rule':
      return { kind, id, span: 12, weightPt: 0.5, tone: 'pale', abovePt: 2, belowPt: 3 };
    case 'fields':
      return { kind, id, span: 12, cells: [{ field: 'accessionNumber', columns: 6, bold: false, label: '' }] };
    case 'masthead':
    case 'section':
    case 'images':
    case 'table':
    case 'end':
    case 'signatures':
    case 'dates':
    case 'verification': {
      const shipped = blocksOf(shippedLayout).find(({ block }) => block.kind === kind);
      if (!shipped) throw new Error(`the shipped layout has no ${kind}`);
      return { ...shipped.block, id };
    }
    default:
      throw new Error(`unknown kind ${String(kind satisfies never)}`);
  }
}

/** A section or table that is not there yet, or null when all are. */
function missing(layout: PaperLayout, kind: BlockKind): LayoutBlock | null {
  const there = blocksOf(layout).map(({ block }) => block);
  const same = (one: LayoutBlock, other: LayoutBlock) =>
    one.kind === other.kind &&
    (one.kind !== 'section' || other.kind !== 'section' || one.part === other.part) &&
    (one.kind !== 'table' || other.kind !== 'table' || one.source === other.source);
  return (
    blocksOf(shippedLayout)
      .map(({ block }) => block)
      .find((block) => block.kind === kind && !there.some((one) => same(one, block))) ?? null
  );
}

const isRepeatable = (kind: BlockKind): boolean => kind === 'text' || kind === 'rule' || kind === 'fields';

export const canAdd = (layout: PaperLayout, kind: BlockKind): boolean =>
  isRepeatable(kind) || missing(layout, kind) !== null;

/** Behind the block `after`, or at the end; the end mark stays last. Null when no more of it can stand. */
export function add(
  layout: PaperLayout,
  zone: LayoutZone,
  kind: BlockKind,
  { after, id }: { after: string | null; id: string },
): PaperLayout | null {
  const given = isRepeatable(kind) ? freshBlock(kind, id) : missing(layout, kind);
  if (given === null) return null;
  const block: LayoutBlock = { ...given, id };
  const put = <Block extends LayoutBlock>(blocks: readonly Block[], made: Block): Block[] => {
    const last = blocks.at(-1)?.kind === 'end' && kind !== 'end' ? blocks.length - 1 : blocks.length;
    const at = blocks.findIndex((one) => one.id === after);
    const index = at < 0 ? last : Math.min(at + 1, last);
    return [...blocks.slice(0, index), made, ...blocks.slice(index)];
  };
  switch (zone) {
    case 'head':
      return { ...layout, head: put(layout.head, HeadBlock.parse(block)) };
    case 'body':
      return { ...layout, body: put(layout.body, BodyBlock.parse(block)) };
    case 'foot':
      return { ...layout, foot: put(layout.foot, FootBlock.parse(block)) };
    default:
      throw new Error(`unknown zone ${String(zone satisfies never)}`);
  }
}

/** Steps back and forth. Steps with the same name in a row, e.g. letters typed into one field, are one. */
export interface Steps {
  past: readonly PaperLayout[];
  now: PaperLayout;
  future: readonly PaperLayout[];
  name: string;
}

const mostSteps = 200;

export const begin = (layout: PaperLayout): Steps => ({ past: [], now: layout, future: [], name: '' });

export function step(steps: Steps, now: PaperLayout, name: string): Steps {
  if (now === steps.now) return steps;
  const goesOn = name !== '' && name === steps.name && steps.past.length > 0;
  const past = goesOn ? steps.past : [...steps.past, steps.now].slice(-mostSteps);
  return { past, now, future: [], name };
}

export function undo(steps: Steps): Steps {
  const now = steps.past.at(-1);
  return now ? { past: steps.past.slice(0, -1), now, future: [steps.now, ...steps.future], name: '' } : steps;
}

export function redo(steps: Steps): Steps {
  const [now, ...future] = steps.future;
  return now ? { past: [...steps.past, steps.now], now, future, name: '' } : steps;
}
