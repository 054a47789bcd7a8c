// Excel workbooks: one sheet a table, a bold head that stays, numbers as numbers; and the answer that downloads one.
import writeXlsxFile, { type Sheet } from 'write-excel-file/node';

/** A share is written as a number with the look of a percentage. */
export type SheetValue = string | number | null | { share: number };

export function sheet(
  name: string,
  titles: readonly string[],
  rows: readonly (readonly SheetValue[])[],
): Sheet<Buffer> {
  const head = titles.map((value) => ({ value, fontWeight: 'bold' as const }));
  const cell = (value: SheetValue) =>
    typeof value === 'object' && value !== null ? { value: value.share, type: Number, format: '0.0%' } : value;
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
