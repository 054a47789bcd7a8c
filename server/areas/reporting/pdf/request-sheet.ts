// The request form on A5 (RAD-05): whose it is and its barcode on every page, the fields in a ruled table, lines for who does the exam.
import type { Content, ContentSection, TableCell, Watermark } from 'pdfmake/interfaces.js';
import type { RequestSheet, SheetField } from '../../../../core/orders/request-sheet.ts';
import { code128 } from './codes.ts';
import { mm } from './paper.ts';
import { fitText, sizeFor } from './text.ts';
import { ink, soft } from './tone.ts';

const size = { width: mm(148), height: mm(210) };
const side = mm(10);
const inner = size.width - 2 * side;
const top = mm(48);
const bottom = mm(19);
const body = 10;
const labelWidth = 48;
const padding = 4;
/** Text of a box that has a line, or half of it. */
const wideRoom = inner - labelWidth - 4 * padding;
const halfRoom = (inner - 2 * labelWidth - 8 * padding) / 2;
/** Lines to write on where a text is missing. */
const openLines: Readonly<Record<string, number>> = { 初步诊断: 2, 病史: 4, 检查目的: 2 };

/** Every text as the fonts can draw it. */
export function printableRequest(sheet: RequestSheet, shown: (text: string) => string): RequestSheet {
  return {
    ...sheet,
    hospital: shown(sheet.hospital),
    name: shown(sheet.name),
    patientNumber: shown(sheet.patientNumber),
    fields: sheet.fields.map((field) => ({ ...field, value: shown(field.value) })),
    requestedBy: shown(sheet.requestedBy),
    printedBy: shown(sheet.printedBy),
  };
}

function head(sheet: RequestSheet): Content {
  const svg = code128(sheet.accession);
  const codeWidth = mm(52);
  const room = inner - codeWidth - 8;
  const bars: Content[] = svg === null ? [] : [{ svg, width: codeWidth, height: 26 }];
  // Bold runs wider than what is measured.
  const nameSize = sizeFor(sheet.name, room * 0.93, 15, 8);
  const numberSize = sizeFor(sheet.patientNumber, (room - 40) * 0.93, body + 0.5, 6.5);
  return {
    margin: [side, mm(8), side, 0],
    stack: [
      { text: fitText(sheet.hospital, inner, 12), fontSize: 12, alignment: 'center', noWrap: true },
      {
        bold: true,
        alignment: 'center',
        preserveTrailingSpaces: true,
        margin: [0, 1, 0, 5],
        text: [
          ...(sheet.urgency === ''
            ? []
            : [
                { text: `\u00a0${sheet.urgency}\u00a0`, color: 'white', background: ink, fontSize: 13 },
                { text: '  ' },
              ]),
          { text: sheet.title, fontSize: 16, characterSpacing: 1.5 },
        ],
      },
      {
        columnGap: 8,
        columns: [
          {
            width: room,
            stack: [
              // Two lines hold every name that people have.
              { text: fitText(sheet.name, room * 1.8, nameSize), fontSize: nameSize, bold: true, lineHeight: 0.95 },
              { text: sheet.person || ' ', fontSize: 10.5, noWrap: true },
              {
                text: [
                  { text: '患者号  ', color: soft, fontSize: body - 1.5 },
                  { text: fitText(sheet.patientNumber, room * 1.5, numberSize), fontSize: numberSize, bold: true },
                ],
                wordBreak: 'break-all',
                lineHeight: 0.95,
              },
            ],
          },
          {
            width: codeWidth,
            stack: [
              ...bars,
              {
                text: [{ text: '检查号  ', color: soft, fontSize: body - 1 }, { text: sheet.accession }],
                fontSize: body,
                bold: true,
                alignment: 'center',
                noWrap: true,
                margin: [0, 1, 0, 0],
              },
            ],
          },
        ],
      },
    ],
  };
}

const label = (text: string): TableCell => ({ text, color: soft, fontSize: body - 0.5, noWrap: true });

/** A number that has no place to break in is made smaller, never lost over the edge. */
const short = ({ value }: SheetField): TableCell => {
  const own = sizeFor(value, halfRoom, body, 6.5);
  return own < body ? { text: value, fontSize: own, wordBreak: 'break-all' } : { text: value, fontSize: body };
};

const long = ({ label: name, value }: SheetField): TableCell => {
  const text = value.trim();
  return {
    text: text === '' ? '\n'.repeat((openLines[name] ?? 1) - 1) || ' ' : text,
    fontSize: body,
    lineHeight: 1.15,
    preserveLeadingSpaces: true,
    // Pasted addresses and codes have no place to break in.
    ...(text.split(/[\s\p{Script=Han}]+/u).some((word) => word.length * body * 0.6 > wideRoom)
      ? { wordBreak: 'break-all' as const }
      : {}),
    colSpan: 3,
  };
};

function rows(fields: readonly SheetField[]): TableCell[][] {
  const lines: TableCell[][] = [];
  for (const field of fields) {
    const last = lines.at(-1);
    if (field.wide) lines.push([label(field.label), long(field), '', '']);
    else if (last?.length === 2) last.push(label(field.label), short(field));
    else lines.push([label(field.label), short(field)]);
  }
  return lines.map((line) => (line.length === 2 ? [...line, '', ''] : line));
}

function foot(sheet: RequestSheet, page: number, pages: number): Content {
  const line = '＿＿＿＿＿＿＿＿';
  return {
    margin: [side, 6, side, 0],
    fontSize: body - 0.5,
    stack: [
      {
        columns: [
          { text: `申请医师：${fitText(sheet.requestedBy, 80, body)}`, width: '*' },
          { text: `检查人员：${line}`, width: 'auto', noWrap: true, margin: [0, 0, 10, 0] },
          { text: `时间：${line}`, width: 'auto', noWrap: true },
        ],
      },
      {
        color: soft,
        fontSize: body - 2,
        margin: [0, 6, 0, 0],
        columns: [
          { text: `打印 ${sheet.printedAt}  ${fitText(sheet.printedBy, 90, body - 2)}`, width: '*' },
          { text: `第 ${page} 页 / 共 ${pages} 页`, width: 'auto', noWrap: true },
        ],
      },
    ],
  };
}

const cancelled: Watermark = { text: '已取消', fontSize: 96, color: '#6b7076', opacity: 0.24, bold: true, angle: -30 };

/** One form from a new page, with page numbers of its own. */
export function requestSection(sheet: RequestSheet): ContentSection {
  // The layout engine asks for the heads of all pages before the first foot: by then this form's pages are known.
  const pages: number[] = [];
  return {
    pageSize: size,
    pageOrientation: 'portrait',
    pageMargins: [side, top, side, bottom],
    header: (page) => {
      pages.push(page);
      return head(sheet);
    },
    footer: (page) => foot(sheet, pages.indexOf(page) + 1, pages.length),
    watermark: sheet.cancelled ? cancelled : null,
    section: [
      {
        table: { widths: [labelWidth, '*', labelWidth, '*'], body: rows(sheet.fields) },
        layout: {
          hLineWidth: () => 0.6,
          vLineWidth: () => 0.6,
          hLineColor: () => ink,
          vLineColor: () => ink,
          paddingLeft: () => padding,
          paddingRight: () => padding,
          paddingTop: () => 3.5,
          paddingBottom: () => 3.5,
        },
      },
    ],
  };
}
