// One ECG report on A4 landscape: head, measurements, conclusion, the tracing in true millimetres, signatures and the code that verifies it.
import { groupedCode } from '../pdf/foot.ts';
import { embeddable } from '../pdf/picture.ts';
import { critical, pale, soft } from '../pdf/tone.ts';
import type { SheetPen } from './pen.ts';
import type { EcgSheet } from './sheet.ts';
import { printDrawing, printFooter, printLayout } from './tracing-block.ts';
import { contentMm, page, pt } from './units.ts';

const frontGridTop = 58;
const backGridTop = 24;
const footHeight = 22;

/** Every page of one sheet. */
export function drawSheet(pen: SheetPen, sheet: EcgSheet, shown: (text: string) => string): void {
  const starts = sheet.fromMs.length > 0 ? sheet.fromMs : [0];
  const pages = sheet.tracing ? starts.length : 1;
  for (let index = 0; index < pages; index++) {
    pen.addPage();
    head(pen, sheet, shown, index > 0);
    if (index === 0) body(pen, sheet, shown);
    const top = index === 0 ? frontGridTop : backGridTop;
    tracing(pen, sheet, shown, { fromMs: starts[index] ?? 0, top });
    foot(pen, sheet, shown, index + 1, pages);
  }
}

function head(pen: SheetPen, sheet: EcgSheet, shown: (text: string) => string, short: boolean): void {
  const centre = { widthMm: contentMm, align: 'center' as const };
  pen.write(shown(sheet.hospital), page.side, page.top - 1.5, { size: 13, bold: true, ...centre });
  pen.write(shown(sheet.title), page.side, page.top + 4.2, { size: 10.5, ...centre });
  if (sheet.edition > 1)
    pen.write(`更正报告 第${sheet.edition}版`, page.side, page.top, {
      size: 9,
      bold: true,
      widthMm: contentMm,
      align: 'right',
    });
  if (sheet.state !== 'final')
    pen.write(sheet.state === 'draft' ? '预览，未审核' : '已召回，不得使用', page.side, page.top, {
      size: 11,
      bold: true,
      colour: critical,
    });
  const { patient } = sheet;
  let x: number = page.side;
  const line = page.top + 11;
  let row = 0;
  const name = shown(patient.name);
  pen.write(name, x, line - 0.9, { size: 12, bold: true });
  x += pen.width(name, 12, true) + 4;
  const person = shown(`${patient.sex}  ${patient.age}`);
  pen.write(person, x, line, { size: 9.5 });
  x += pen.width(person, 9.5) + 6;
  for (const [label, value] of [['患者号', patient.number] as const, ...sheet.facts].slice(0, short ? 4 : 20)) {
    if (value === '') continue;
    const text = shown(value);
    const wide = pen.width(label, 8) + 1.5 + pen.width(text, 9) + 5;
    if (x + wide > page.width - page.side) {
      if (short || row > 0) break;
      x = page.side;
      row = 1;
    }
    const y = line + row * 5.6;
    pen.write(label, x, y + 0.4, { size: 8, colour: soft });
    pen.write(text, x + pen.width(label, 8) + 1.5, y, { size: 9 });
    x += wide;
  }
  rule(pen, line + (short ? 5.5 : 11.5), 0.25);
}

function rule(pen: SheetPen, yMm: number, widthMm: number): void {
  pen.rule(page.side, yMm, page.width - page.side, widthMm, pale);
}

/** Measurements at the left in two columns, the conclusion at the right. */
function body(pen: SheetPen, sheet: EcgSheet, shown: (text: string) => string): void {
  const top = page.top + 24;
  const columns = 3;
  const cell = 32;
  sheet.measurements.slice(0, 12).forEach((one, index) => {
    const x = page.side + (index % columns) * cell;
    const y = top + Math.floor(index / columns) * 5.4;
    const label = shown(one.label);
    pen.write(label, x, y + 0.4, { size: label.length > 9 ? 6.4 : 7.6, colour: soft });
    pen.write(shown(`${one.value} ${one.unit}`), x, y, { size: 8.6, widthMm: cell - 3, align: 'right' });
  });
  const left = page.side + columns * cell + 6;
  const room = page.width - page.side - left;
  pen.write('诊断意见', left, top, { size: 8, colour: soft });
  if (sheet.positive) pen.write(shown(sheet.positive), left, top, { size: 8.6, widthMm: room, align: 'right' });
  pen.write(shown(sheet.impression.replace(/\n+/gu, '；')), left, top + 4, {
    size: 11,
    bold: true,
    widthMm: room,
    heightMm: sheet.findings ? 13 : 21,
  });
  if (sheet.findings)
    pen.write(shown(`所见：${sheet.findings.replace(/\n+/gu, ' ')}`), left, top + 18, {
      size: 8.4,
      widthMm: room,
      heightMm: 7.5,
    });
}

function tracing(
  pen: SheetPen,
  sheet: EcgSheet,
  shown: (text: string) => string,
  at: { fromMs: number; top: number },
): void {
  if (!sheet.tracing) {
    pen.write('本次检查的心电图为图像文件，未附波形', page.side, at.top + 20, {
      size: 11,
      widthMm: contentMm,
      align: 'center',
    });
    return;
  }
  const room = page.height - page.bottom - footHeight - at.top - 4;
  const layout = printLayout(sheet, sheet.tracing, at.fromMs, room);
  const drawing = printDrawing(sheet, sheet.tracing, layout);
  const x = (page.width - drawing.widthMm) / 2;
  pen.strokes(drawing, x, at.top);
  for (const label of drawing.labels)
    pen.write(label.text, x + label.xMm, at.top + label.yMm - label.sizeMm, {
      size: pt(label.sizeMm) * 0.8,
      bold: true,
    });
  pen.write(shown(printFooter(sheet, sheet.tracing)), x, at.top + drawing.heightMm + 1, { size: 7.4, colour: soft });
}

function foot(pen: SheetPen, sheet: EcgSheet, shown: (text: string) => string, number: number, pages: number): void {
  const top = page.height - page.bottom - footHeight + 5;
  rule(pen, top, 0.25);
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
      after + (picture ? 30 : 24),
      top + 2.8,
      {
        size: 7.6,
        colour: soft,
      },
    );
  });
  const row = top + 9;
  const facts = [
    sheet.releasedAt ? `报告时间 ${sheet.releasedAt}` : '',
    `打印时间 ${sheet.printedAt} ${sheet.printedBy}`,
    sheet.state === 'draft' ? '预览，未审核，不得作为报告使用' : `验证码 ${groupedCode(sheet.verificationCode)}`,
    sheet.remark,
    `第 ${number} 页 / 共 ${pages} 页`,
  ].filter((one) => one !== '');
  pen.write(shown(facts.join('    ')), page.side, row, { size: 7.8, colour: soft });
  if (code > 0) pen.qr(sheet.verifyUrl, page.width - page.side - code, top + 1.2, code);
}
