// Where the blocks of a layout stand: rows of twelve columns, the room that head and foot take on every page, and what is left between them.
import { type BodyBlock, type FootBlock, type HeadBlock, type PaperLayout, paperSizeMm } from './paper-layout.ts';
import { lineEm } from './paper-text.ts';

export const pointsOf = (mm: number): number => (mm * 72) / 25.4;
export const mmOf = (points: number): number => (points * 25.4) / 72;

/** Between blocks side by side, points. */
export const columnGap = 10;
/** Between the head and the text, and above the foot, points. */
export const gapBelowHead = 8;
export const gapAboveFoot = 11;
/** Left of the QR code, points. */
export const qrGap = 12;

/** Points throughout. */
export interface PageGeometry {
  width: number;
  height: number;
  side: number;
  /** Upper edge of the head. */
  top: number;
  /** What head and foot keep of the page, margins included. */
  headRoom: number;
  footRoom: number;
  contentWidth: number;
  contentHeight: number;
}

interface Spanned {
  span: number;
}

/** Blocks of one row: as many as twelve columns hold, in their order. */
export function rowsOf<Block extends Spanned>(blocks: readonly Block[]): Block[][] {
  const rows: Block[][] = [];
  let free = 0;
  for (const block of blocks) {
    const row = rows.at(-1);
    if (row && block.span <= free) {
      row.push(block);
      free -= block.span;
    } else {
      rows.push([block]);
      free = 12 - block.span;
    }
  }
  return rows;
}

export const spanWidth = (width: number, span: number): number => ((width + columnGap) * span) / 12 - columnGap;

export function contentWidthOf(layout: PaperLayout): number {
  const { paper, orientation, sideMm } = layout.page;
  const [upright, long] = paperSizeMm[paper];
  return pointsOf(orientation === 'portrait' ? upright : long) - 2 * Math.round(pointsOf(sideMm));
}

/** What the QR code leaves of the foot. */
export function footWidthOf(layout: PaperLayout): number {
  const width = contentWidthOf(layout);
  return layout.qrMm === null ? width : width - qrSize(layout.qrMm) - qrGap;
}

export const qrSize = (mm: number): number => Math.round(pointsOf(mm));

/** At the left and right of hospital and title. */
export const flankOf = (contentWidth: number): number => Math.min(122, contentWidth * 0.26);

/** Between lines of the grid, points. */
export const lineGap = (layout: PaperLayout): number => (layout.page.paper === 'A5' ? 0.4 : 2);

function flankHeight(what: 'none' | 'barcode' | 'modality' | 'logo', body: number, logoMm: number): number {
  switch (what) {
    case 'none':
      return 0;
    case 'barcode':
      return body * 0.55 + body * 2.1 + 1 + (body - 1) * lineEm;
    case 'modality':
      return body * 0.2 + (body + 4) * lineEm + 2;
    case 'logo':
      return pointsOf(logoMm) + 2;
    default:
      throw new Error(`unknown flank ${String(what satisfies never)}`);
  }
}

/** Height of a block of head or foot, points: each of its lines is one line, however long the words. */
export function fixedHeight(block: HeadBlock | FootBlock, layout: PaperLayout): number {
  const body = layout.page.bodyPt;
  switch (block.kind) {
    case 'masthead': {
      // The badge of an amended report stands below whatever is at the right.
      const right = flankHeight(block.right, body, block.logoMm) + body * lineEm;
      const middle = (block.hospitalPt + block.titlePt) * lineEm;
      return Math.max(middle, flankHeight(block.left, body, block.logoMm), right);
    }
    case 'fields': {
      const rows = rowsOf(block.cells.map(({ columns, bold }) => ({ span: columns, bold })));
      return rows.reduce((sum, cells) => {
        const size = cells.some(({ bold }) => bold) ? body + 1 : body;
        return sum + size * lineEm + lineGap(layout);
      }, 0);
    }
    case 'text':
      return block.lines * block.sizePt * lineEm;
    case 'rule':
      return block.abovePt + block.belowPt;
    case 'signatures':
      return Math.max(body * 2.2, body * 0.45 + (body + 1) * lineEm);
    case 'dates':
      return (body - 0.5) * lineEm + 4;
    case 'verification':
      return (body - 1.2) * lineEm;
    default:
      throw new Error(`unknown block ${String(block satisfies never)}`);
  }
}

function stackHeight(blocks: readonly (HeadBlock | FootBlock)[], layout: PaperLayout): number {
  return rowsOf(blocks).reduce((sum, row) => sum + Math.max(...row.map((block) => fixedHeight(block, layout))), 0);
}

/** Rules at the top of the foot go over its whole width, the other blocks stand left of the QR code. */
export function footParts(layout: PaperLayout): { rules: FootBlock[]; rest: FootBlock[] } {
  const first = layout.foot.findIndex(({ kind }) => kind !== 'rule');
  const at = first < 0 ? layout.foot.length : first;
  return { rules: layout.foot.slice(0, at), rest: layout.foot.slice(at) };
}

/** Whole points, so that a layout stands the same in millimetres and in what is drawn. */
export function pageGeometry(layout: PaperLayout): PageGeometry {
  const { paper, orientation, topMm, bottomMm, sideMm } = layout.page;
  const [upright, long] = paperSizeMm[paper].map(pointsOf) as [number, number];
  const [width, height] = orientation === 'portrait' ? [upright, long] : [long, upright];
  const top = Math.round(pointsOf(topMm));
  const headRoom = Math.ceil(top + stackHeight(layout.head, layout) + gapBelowHead);
  const { rules, rest } = footParts(layout);
  const code = layout.qrMm === null ? 0 : qrSize(layout.qrMm) + 2;
  const lower = Math.max(stackHeight(rest, layout), code);
  const footRoom = Math.ceil(gapAboveFoot + stackHeight(rules, layout) + lower + pointsOf(bottomMm));
  return {
    ...{ width, height, top, headRoom, footRoom },
    side: Math.round(pointsOf(sideMm)),
    contentWidth: contentWidthOf(layout),
    contentHeight: height - headRoom - footRoom,
  };
}

/** Pictures side by side for a number of them. */
export function picturesAcross(block: Extract<BodyBlock, { kind: 'images' }>, count: number): number {
  if (block.across > 0) return block.across;
  return count === 1 ? 1 : count === 2 || count === 4 ? 2 : 3;
}

/** Height of a picture, points; an automatic one is never higher than the page has room for. */
export function pictureHeight(
  block: Extract<BodyBlock, { kind: 'images' }>,
  across: number,
  contentHeight: number,
): number {
  if (block.heightMm > 0) return pointsOf(block.heightMm);
  return Math.min(across === 1 ? 230 : across === 2 ? 190 : 140, contentHeight - pictureCaption);
}

/** Caption and distances of a row of pictures, points, at the largest print. */
export const pictureCaption = 30;
