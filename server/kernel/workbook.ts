// Excel workbooks: one sheet a table, a bold head that stays, numbers as numbers; and the answer that downloads one.
import writeXlsxFile, { type Sheet } from 'write-excel-file/node';

/** A share is written as a number with the look of a percentage, a day (`YYYY-MM-DD`) as a date that can be sorted and reckoned with. */
export type SheetValue = string | number | null | { share: number } | { day: string };

export function sheet(
  name: string,
  titles: readonly string[],
  rows: readonly (readonly SheetValue[])[],
): Sheet<Buffer> {
  const head = titles.map((value) => ({ value, fontWeight: 'bold' as const }));
  const cell = (value: SheetValue) => {
    if (typeof value !== 'object' || value === null) return value;
    if ('share' in value) return { value: value.share, type: Number, format: '0.0%' };
    return { value: new Date(`${value.day}T00:00:00Z`), type: Date, format: 'yyyy-mm-dd' };
  };
  return {
    sheet: name,
    data: [head, ...rows.map((row) => row.map(cell))],
    columns: titles.map((title, index) => ({ width: index === 0 ? 28 : Math.max(12, title.length * 2) })),
    stickyRowsCount: 1,
  };
}

export function workbookOf(sheets: readonly Sheet<Buffer>[]): Promise<Buffer> {
  return writeXlsxFile([...sheets]).toBuffer();
}

/** @param name without its ending, in ASCII */
export function workbookResponse(book: Buffer, name: string): Response {
  return new Response(Uint8Array.from(book), {
    headers: {
      'content-type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      'content-disposition': `attachment; filename="${name}.xlsx"`,
    },
  });
}
