// The table of results in one or two columns (LAB-52), its head repeated on every page.
import type {
  Content,
  ContentTable,
  ContentText,
  CustomTableLayout,
  TableCell,
  TableCellProperties,
} from 'pdfmake/interfaces.js';
import type { LabReport, ReportLine } from '../../../../core/reporting/model.ts';
import { markOf } from './marks.ts';
import { contentWidth, type Sheet } from './paper.ts';
import { sizeFor, unitRuns, widthOf } from './text.ts';
import { critical, criticalWash, hair, ink, pale, soft, wash } from './tone.ts';

type Cell = ContentText & TableCellProperties;

interface Column {
  title: string;
  width: number;
  alignment: 'left' | 'center' | 'right';
  cell: (line: ReportLine, index: number) => Cell;
}

const isCritical = (line: ReportLine): boolean => markOf(line.mark)?.critical ?? false;

function valueCell(line: ReportLine, size: number): Cell {
  const marked = line.mark !== '';
  return {
    text: line.value,
    bold: marked,
    fontSize: size,
    color: isCritical(line) ? critical : ink,
  };
}

function markCell(line: ReportLine, size: number): Cell {
  const mark = markOf(line.mark);
  if (mark === null) return { text: '', fontSize: size };
  if (!mark.critical) return { text: `${mark.arrow} ${mark.word}`, bold: true, fontSize: size, noWrap: true };
  return {
    text: [
      { text: mark.arrow, color: critical, characterSpacing: -2.2 },
      { text: '\u00a0\u00a0' },
      { text: `\u00a0${mark.word}\u00a0`, color: 'white', background: critical, preserveTrailingSpaces: true },
    ],
    bold: true,
    fontSize: size,
    noWrap: true,
  };
}

/** English beside the name where both fit; a name that is a little too long is set smaller before it is broken. */
function nameCell(line: ReportLine, size: number, width: number): Cell {
  const english = line.nameEn === '' ? '' : `  ${line.nameEn}`;
  const fits = widthOf(line.name, size) + widthOf(english, size - 1.5) <= width;
  return {
    text: [{ text: line.name }, { text: fits ? english : '', color: soft, fontSize: size - 1.5 }],
    fontSize: sizeFor(line.name, width, size, size - 1.4),
  };
}

const unitCell = (line: ReportLine, size: number, width: number): Cell => ({
  text: unitRuns(line.unit),
  fontSize: sizeFor(line.unit, width, size, size - 1.4),
});
const rangeCell = (line: ReportLine, size: number, width: number): Cell => ({
  text: line.range,
  fontSize: sizeFor(line.range, width, size, size - 1.4),
});

/** Shares of the width; the method has a column only where one is known and there is room. */
function columnsFor(report: LabReport, sheet: Sheet, width: number, double: boolean): Column[] {
  const size = double ? sheet.dense : sheet.body;
  const small = size - 0.6;
  const withMethod = !double && report.lines.some((line) => line.method !== '');
  const number = double ? 15 : 22;
  const mark = double ? 36 : 50;
  const rest = width - number - mark;
  const share = double
    ? { name: 0.39, value: 0.19, unit: 0.185, range: 0.235, method: 0 }
    : withMethod
      ? { name: 0.36, value: 0.15, unit: 0.14, range: 0.2, method: 0.15 }
      : { name: 0.42, value: 0.18, unit: 0.16, range: 0.24, method: 0 };
  const name = rest * share.name;
  const columns: Column[] = [
    {
      title: double ? '' : '序号',
      width: number,
      alignment: 'left',
      cell: (_, index) => ({ text: String(index + 1), color: soft, fontSize: small - 0.8 }),
    },
    { title: '项目名称', width: name, alignment: 'left', cell: (line) => nameCell(line, size, name - 6.5) },
    { title: '结果', width: rest * share.value, alignment: 'right', cell: (line) => valueCell(line, size) },
    { title: '提示', width: mark, alignment: 'center', cell: (line) => markCell(line, small) },
    {
      title: '单位',
      width: rest * share.unit,
      alignment: 'left',
      cell: (line) => unitCell(line, small, rest * share.unit - 6.5),
    },
    {
      title: '参考范围',
      width: rest * share.range,
      alignment: 'left',
      cell: (line) => rangeCell(line, small, rest * share.range - 6.5),
    },
  ];
  if (withMethod)
    columns.push({
      title: '方法',
      width: rest * share.method,
      alignment: 'left',
      cell: (line) => ({ text: line.method, fontSize: small - 0.5, color: soft }),
    });
  return columns;
}

function headCells(columns: Column[], size: number): Cell[] {
  return columns.map((column) => ({
    text: column.title,
    alignment: column.alignment,
    fontSize: size - 0.5,
    bold: true,
    fillColor: wash,
    noWrap: true,
  }));
}

/** `size` is the table's own: smaller text is lowered by the difference in ascent (1.16 em), so that a row has one base line. */
function lineCells(columns: Column[], line: ReportLine | undefined, index: number, size: number): TableCell[] {
  if (line === undefined) return columns.map(() => ({ text: '', fontSize: 6 }));
  const fill = isCritical(line) ? { fillColor: criticalWash } : {};
  return columns.map((column) => {
    const cell = column.cell(line, index);
    const lower = Math.max(0, 1.16 * (size - (cell.fontSize ?? size)));
    return { ...cell, alignment: column.alignment, margin: [0, lower, 0, 0], ...fill };
  });
}

function layout(sheet: Sheet, rows: number, gap: number | null): CustomTableLayout {
  // The line of text takes 1.25 times its size (lineHeight below): the rest of the row is padding.
  const pad = Math.max(0.6, (sheet.row - sheet.body * 1.25) / 2);
  return {
    defaultBorder: true,
    hLineWidth: (row) => (row === 0 || row === rows ? 0.8 : row === 1 ? 0.6 : 0.35),
    hLineColor: (row) => (row === 0 || row === rows ? ink : row === 1 ? pale : hair),
    vLineWidth: (column) => (gap !== null && column === gap ? 0.5 : 0),
    vLineColor: () => pale,
    paddingLeft: () => 3,
    paddingRight: () => 3,
    paddingTop: () => pad,
    paddingBottom: () => pad,
  };
}

function table(columns: Column[], body: TableCell[][], sheet: Sheet, gap: number | null): ContentTable {
  return {
    table: {
      headerRows: 1,
      dontBreakRows: true,
      widths: columns.map((column) => column.width - 6),
      body,
    },
    layout: layout(sheet, body.length, gap),
    lineHeight: 0.87,
  };
}

function singleColumn(report: LabReport, sheet: Sheet): Content[] {
  const columns = columnsFor(report, sheet, contentWidth(sheet), false);
  const rows = report.lines.map((line, index) => lineCells(columns, line, index, sheet.body));
  return [table(columns, [headCells(columns, sheet.body), ...rows], sheet, null)];
}

/** Down the left, then down the right; a table of its own for each page, so that the order never jumps across one. */
function doubleColumn(report: LabReport, sheet: Sheet): Content[] {
  const columns = columnsFor(report, sheet, contentWidth(sheet) / 2, true);
  const head = headCells(columns, sheet.body);
  const room = Math.floor((sheet.height - sheet.top - sheet.bottom) / sheet.row) - 3;
  const pages: Content[] = [];
  for (let from = 0; from < report.lines.length; from += 2 * room) {
    const lines = report.lines.slice(from, from + 2 * room);
    const half = Math.ceil(lines.length / 2);
    const rows = Array.from({ length: half }, (_, row) => [
      ...lineCells(columns, lines[row], from + row, sheet.dense),
      ...lineCells(columns, lines[row + half], from + row + half, sheet.dense),
    ]);
    const again = head.map((cell) => ({ ...cell }));
    const both = table(
      [...columns, ...columns],
      [[...headCells(columns, sheet.body), ...again], ...rows],
      sheet,
      columns.length,
    );
    pages.push(from === 0 ? both : { ...both, pageBreak: 'before' });
  }
  return pages;
}

/** All result lines of a report; two columns from `doubleColumnFrom` lines on. */
export function resultTables(report: LabReport, sheet: Sheet): Content[] {
  const double = report.doubleColumnFrom !== null && report.lines.length >= report.doubleColumnFrom;
  return double ? doubleColumn(report, sheet) : singleColumn(report, sheet);
}
