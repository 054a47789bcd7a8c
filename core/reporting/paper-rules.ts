// Whether a layout can be printed: it fits the page whatever the report says, and it shows what no report may lack. Says which block is wrong, and why.
import {
  contentWidthOf,
  fixedHeight,
  flankOf,
  footWidthOf,
  mmOf,
  pageGeometry,
  pictureCaption,
  pictureHeight,
  spanWidth,
} from './paper-geometry.ts';
import type { LayoutBlock, LayoutField, LayoutZone, PaperLayout } from './paper-layout.ts';
import { linesOf, widthOf } from './paper-text.ts';
import { fieldLabel, fixedWords, unknownPlaceholders } from './paper-words.ts';

export type LayoutProblemCode =
  /** Head and foot leave the text less than it needs; the block is the highest. */
  | 'noRoomForText'
  | 'tooNarrow'
  | 'cellTooNarrow'
  | 'textTooLong'
  | 'pictureTooHigh'
  | 'logoMissing'
  | 'logoUnused'
  | 'placeholderUnknown'
  | 'doubled'
  /** Every page says whose it is: name, and a number of the patient or of the exam. */
  | 'identityMissing'
  | 'partMissing'
  | 'titleEmpty';

export interface LayoutProblem {
  code: LayoutProblemCode;
  zone: LayoutZone | 'page';
  /** Null: no block of it alone. */
  block: string | null;
  /** What there is and what is needed, mm; or the name of what is missing, too long or unknown. */
  mm?: { has: number; needs: number };
  what?: string;
}

/** What head and foot must leave for the text of a page, mm. */
export const leastTextMm = 60;
/** Half a sheet on its side has less. */
export const leastTextShareOfPage = 0.4;

/** The least width of a block, mm. */
const leastMm = (block: LayoutBlock): number => {
  switch (block.kind) {
    case 'masthead':
      return 90;
    case 'fields':
      return 25;
    case 'text':
      return 20;
    case 'rule':
    case 'end':
      return 20;
    case 'section':
      return 45;
    case 'images':
      return 26 * Math.max(1, block.across || 3);
    case 'table':
      return 45 * block.pairs;
    case 'signatures':
      return 78;
    case 'dates':
      return 46 * block.items.length;
    case 'verification':
      return 70;
    default:
      throw new Error(`unknown block ${String(block satisfies never)}`);
  }
};

const round = (points: number): number => Math.round(mmOf(points) * 10) / 10;

function cellProblems(block: Extract<LayoutBlock, { kind: 'fields' }>, width: number, body: number): string | null {
  const narrow = block.cells.find(({ field, columns, label }) => {
    const name = label || fieldLabel[field];
    // Two characters of the value at least.
    return widthOf(name, body - 1) + (body - 1) + 4 + 2 * body > (width * columns) / 12;
  });
  return narrow ? narrow.label || fieldLabel[narrow.field] : null;
}

/** Words that must fit in one block: `null` when they do. */
function wordsProblem(block: LayoutBlock, zone: LayoutZone, width: number, body: number): string | null {
  switch (block.kind) {
    case 'masthead': {
      const middle = width - 2 * flankOf(width);
      // Both shrink to 8 pt before they are cut.
      const long = [block.hospital, block.title].find((text) => widthOf(fixedWords(text), 8) > middle);
      return long ?? null;
    }
    case 'text':
      if (zone === 'body') return null;
      return linesOf(fixedWords(block.text), width, block.sizePt).length > block.lines ? block.text : null;
    case 'verification': {
      // Code and page number stand in the same line as the hint.
      const others = widthOf('验证码 7K3M-0QXA-9TZ2  第 10 页 / 共 10 页', body - 1.2) + 14 * 0.5;
      return widthOf(block.hint, body - 1.2) + others > width ? block.hint || '验证码' : null;
    }
    case 'end':
      return widthOf(block.text, body - 1.5) > width ? block.text : null;
    case 'section':
    case 'table':
      return widthOf(block.heading, 12) > width ? block.heading : null;
    default:
      return null;
  }
}

const wordsOf = (block: LayoutBlock): string[] =>
  block.kind === 'masthead' ? [block.hospital, block.title] : block.kind === 'text' ? [block.text] : [];

function blockProblems(block: LayoutBlock, zone: LayoutZone, layout: PaperLayout): LayoutProblem[] {
  const at = { zone, block: block.id };
  const { bodyPt } = layout.page;
  const full = zone === 'foot' && block.kind !== 'rule' ? footWidthOf(layout) : contentWidthOf(layout);
  const width = spanWidth(full, block.span);
  const needs = leastMm(block);
  // Fractions of a tenth of a millimetre are no reason.
  if (mmOf(width) + 0.05 < needs) return [{ ...at, code: 'tooNarrow', mm: { has: round(width), needs } }];
  const found: LayoutProblem[] = [];
  const unknown = wordsOf(block).flatMap(unknownPlaceholders)[0];
  if (unknown !== undefined) found.push({ ...at, code: 'placeholderUnknown', what: `{${unknown}}` });
  const cell = block.kind === 'fields' ? cellProblems(block, width, bodyPt) : null;
  if (cell !== null) found.push({ ...at, code: 'cellTooNarrow', what: cell });
  const long = wordsProblem(block, zone, width, bodyPt);
  if (long !== null) found.push({ ...at, code: 'textTooLong', what: long });
  if (block.kind === 'masthead') {
    const isShown = block.left === 'logo' || block.right === 'logo';
    if (isShown && layout.logoId === null) found.push({ ...at, code: 'logoMissing' });
    if (!isShown && layout.logoId !== null) found.push({ ...at, code: 'logoUnused' });
    if (block.hospital.trim() === '' || block.title.trim() === '') found.push({ ...at, code: 'titleEmpty' });
  }
  if (block.kind === 'images') {
    const { contentHeight } = pageGeometry(layout);
    const height = pictureHeight(block, Math.max(1, block.across), contentHeight);
    if (height + pictureCaption > contentHeight + 0.01)
      found.push({
        ...at,
        code: 'pictureTooHigh',
        mm: { has: round(contentHeight - pictureCaption), needs: round(height) },
      });
  }
  return found;
}

function roomProblem(layout: PaperLayout): LayoutProblem[] {
  const { contentHeight, height } = pageGeometry(layout);
  const needs = Math.min(leastTextMm, mmOf(height) * leastTextShareOfPage);
  if (mmOf(contentHeight) >= needs) return [];
  const tall = (['head', 'foot'] as const)
    .flatMap((zone) => layout[zone].map((block) => ({ zone, block, height: fixedHeight(block, layout) })))
    .toSorted((left, right) => right.height - left.height)[0];
  const mm = { has: round(contentHeight), needs: Math.round(needs * 10) / 10 };
  return [{ code: 'noRoomForText', zone: tall?.zone ?? 'page', block: tall?.block.id ?? null, mm }];
}

const numbers: readonly LayoutField[] = ['patientNumber', 'visitNumber', 'accessionNumber'];

/** What no report may lack, and what may stand only once. */
function contentProblems(layout: PaperLayout): LayoutProblem[] {
  const found: LayoutProblem[] = [];
  const { head, body, foot } = layout;
  const seen = new Set<string>();
  for (const zone of ['head', 'body', 'foot'] as const) {
    for (const block of layout[zone]) {
      const once =
        block.kind === 'section'
          ? block.part
          : block.kind === 'table'
            ? `table ${block.source}`
            : ['masthead', 'images', 'end', 'signatures', 'dates', 'verification'].includes(block.kind)
              ? block.kind
              : null;
      for (const key of [`id ${block.id}`, ...(once === null ? [] : [once])]) {
        if (seen.has(key)) found.push({ code: 'doubled', zone, block: block.id, what: once ?? block.id });
        seen.add(key);
      }
    }
  }
  const need = (zone: LayoutZone, has: boolean, what: string) => {
    if (!has) found.push({ code: 'partMissing', zone, block: null, what });
  };
  need('head', seen.has('masthead'), 'masthead');
  for (const part of ['findings', 'impression', 'amendment']) need('body', seen.has(part), part);
  for (const part of ['signatures', 'dates', 'verification']) need('foot', seen.has(part), part);
  const shown = head.flatMap((block) => (block.kind === 'fields' ? block.cells.map(({ field }) => field) : []));
  const hasBarcode = head.some((block) => block.kind === 'masthead' && [block.left, block.right].includes('barcode'));
  if (!shown.includes('name') || !(hasBarcode || shown.some((field) => numbers.includes(field))))
    found.push({ code: 'identityMissing', zone: 'head', block: null });
  const dates = foot.find((block) => block.kind === 'dates');
  if (dates?.kind === 'dates' && !dates.items.includes('released'))
    found.push({ code: 'partMissing', zone: 'foot', block: dates.id, what: 'released' });
  const end = body.findIndex(({ kind }) => kind === 'end');
  if (end >= 0 && end !== body.length - 1)
    found.push({ code: 'doubled', zone: 'body', block: body[end]?.id ?? null, what: 'end' });
  return found;
}

/** Nothing: the layout can be saved and every report can be printed with it. */
export function layoutProblems(layout: PaperLayout): LayoutProblem[] {
  const blocks = (['head', 'body', 'foot'] as const).flatMap((zone) =>
    layout[zone].flatMap((block) => blockProblems(block, zone, layout)),
  );
  return [...contentProblems(layout), ...roomProblem(layout), ...blocks];
}
