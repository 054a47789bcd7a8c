// What stands on every page of an ECG report: whose it is and its state above, signatures, code and page number below.
import { printedCode } from '../../../../core/reporting/verification-code.ts';
import { embeddable } from '../pdf/picture.ts';
import { critical, pale, soft } from '../pdf/tone.ts';
import type { SheetPen } from './pen.ts';
import type { EcgSheet } from './sheet.ts';
import { heightOf, lineMm, linesOf, writeLines } from './text-lines.ts';
import { contentMm, page } from './units.ts';

const footHeight = 22;
/** Lower edge of what a page is for. */
export const bodyEnd = page.height - page.bottom - footHeight;

export type Shown = (text: string) => string;

const rule = (pen: SheetPen, yMm: number): void => pen.rule(page.side, yMm, page.width - page.side, 0.25, pale);

/** Never wider than the room: a long name of a hospital is set smaller. */
function centred(pen: SheetPen, text: string, yMm: number, size: number, bold: boolean): void {
  const room = contentMm - 70;
  const fitted = Math.min(size, (size * room) / Math.max(1, pen.width(text, size, bold)));
  pen.write(text, page.side, yMm, { size: fitted, bold, widthMm: contentMm, align: 'center' });
}

function stateOf(sheet: EcgSheet): string {
  switch (sheet.state) {
    case 'final':
      return '';
    case 'draft':
      return '预览，未审核';
    case 'recalled':
      return '已召回，不得使用';
    default:
      return sheet.state satisfies never;
  }
}

/** Draws it and says where it ends; `short` is for the pages after the first: name and numbers only. */
export function drawHead(pen: SheetPen, sheet: EcgSheet, shown: Shown, short: boolean): number {
  centred(pen, shown(sheet.hospital), page.top - 1.5, 13, true);
  centred(pen, shown(sheet.title), page.top + 4.2, 10.5, false);
  const right = { widthMm: contentMm, align: 'right' as const };
  if (sheet.edition > 1)
    pen.write(`更正报告 第${sheet.edition}版`, page.side, page.top, { size: 9, bold: true, ...right });
  const state = stateOf(sheet);
  if (state) pen.write(state, page.side, page.top, { size: 11, bold: true, colour: critical });
  const { patient } = sheet;
  const nameStyle = { size: 12, bold: true, leading: 1.3 };
  const name = linesOf(pen, shown(patient.name), nameStyle, contentMm * 0.6);
  const first = page.top + 11;
  writeLines(pen, name, page.side, first - 0.9);
  let y = first + Math.max(0, heightOf(name) - lineMm(nameStyle));
  let x = page.side + pen.width(name.at(-1)?.text ?? '', 12, true) + 4;
  const end = page.width - page.side;
  const person = shown(`${patient.sex}  ${patient.age}`);
  pen.write(person, x, y, { size: 9.5 });
  x += pen.width(person, 9.5) + 6;
  const facts = [['患者号', patient.number] as const, ...sheet.facts];
  for (const [label, value] of short ? facts.slice(0, 5) : facts) {
    if (value === '') continue;
    const before = pen.width(label, 8) + 1.5;
    const [line = '', ...more] = linesOf(pen, shown(value), { size: 9, leading: 1.3 }, contentMm - before).map(
      (one) => one.text,
    );
    const wide = before + pen.width(line, 9) + 5;
    if (x > page.side && x + wide - 5 > end) {
      x = page.side;
      y += 5.6;
    }
    pen.write(label, x, y + 0.4, { size: 8, colour: soft });
    pen.write(line, x + before, y, { size: 9 });
    for (const one of more) {
      y += 4.6;
      pen.write(one, page.side + before, y, { size: 9 });
    }
    x = more.length > 0 ? end : x + wide;
  }
  rule(pen, y + 5.8);
  return y + 5.8;
}

export function drawFoot(
  pen: SheetPen,
  sheet: EcgSheet,
  shown: Shown,
  { number, pages }: { number: number; pages: number },
): void {
  const top = bodyEnd + 5;
  rule(pen, top);
  const code = sheet.state === 'draft' ? 0 : 15;
  const wide = (contentMm - code - 4) / Math.max(2, sheet.signatures.length);
  sheet.signatures.forEach((signature, index) => {
    const x = page.side + index * wide;
    const picture = signature.picture === null ? null : embeddable(signature.picture);
    pen.write(signature.label, x, top + 2.6, { size: 8.4, colour: soft });
    const after = x + pen.width(signature.label, 8.4) + 2;
    if (picture) pen.picture(picture, after, top + 0.8, 28, 7);
    else pen.write(shown(signature.name), after, top + 2, { size: 10 });
    pen.write(
      shown(picture ? `${signature.name}  ${signature.at}` : signature.at),
      after + (picture ? 30 : Math.max(24, pen.width(shown(signature.name), 10) + 4)),
      top + 2.8,
      { size: 7.6, colour: soft },
    );
  });
  const facts = [
    sheet.releasedAt ? `报告时间 ${sheet.releasedAt}` : '',
    `打印时间 ${sheet.printedAt} ${sheet.printedBy}`,
    sheet.state === 'draft' ? '预览，未审核，不得作为报告使用' : `验证码 ${printedCode(sheet.verificationCode)}`,
    sheet.remark,
    `第 ${number} 页 / 共 ${pages} 页${number < pages ? '（接下页）' : ''}`,
  ].filter((one) => one !== '');
  const style = { size: 7.8, colour: soft, leading: 1.25 };
  writeLines(pen, linesOf(pen, shown(facts.join('    ')), style, contentMm - code - 3), page.side, top + 9);
  if (code > 0) pen.qr(sheet.verifyUrl, page.width - page.side - code, top + 1.2, code);
}
