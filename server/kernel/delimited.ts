// A table in a text file to rows: UTF-8 or GBK by its bytes, the delimiter by its first line, every row with the line it began on.
import { parse } from 'csv-parse/sync';
import iconv from 'iconv-lite';
import { fail } from '../../core/kernel/errors.ts';

export interface FileRows {
  encoding: 'utf-8' | 'gb18030';
  delimiter: string;
  rows: { line: number; cells: string[] }[];
}

/** @throws INPUT_INVALID when it is no text of either encoding, larger than `limit` bytes, or its quotes do not close */
export function readDelimited(bytes: Buffer, limit: number): FileRows {
  if (bytes.length > limit) throw fail('INPUT_INVALID', { what: `more than ${limit} bytes` });
  const { text: raw, encoding } = decoded(bytes);
  // One kind of line end, so that lines are counted as an editor counts them, within quotes too.
  const text = raw.replace(/\r\n?/g, '\n');
  const header = text.slice(0, Math.max(0, text.search(/\n|$/)));
  const count = (delimiter: string) => header.split(delimiter).length;
  const delimiter = [',', '\t', ';'].reduce((best, next) => (count(next) > count(best) ? next : best));
  try {
    const records = parse(text, {
      bom: true,
      delimiter,
      relax_column_count: true,
      skip_empty_lines: true,
      info: true,
    }) as unknown as { record: string[]; info: { lines: number } }[];
    const rows = records.map(({ record, info }) => ({ line: info.lines - newlinesIn(record), cells: record }));
    return { encoding, delimiter, rows };
  } catch (error) {
    throw fail('INPUT_INVALID', { fields: [`file: ${error instanceof Error ? error.message : String(error)}`] });
  }
}

const newlinesIn = (record: readonly string[]) => record.join('').split('\n').length - 1;

function decoded(bytes: Buffer): { text: string; encoding: FileRows['encoding'] } {
  if (bytes.includes(0))
    throw fail('INPUT_INVALID', { fields: ['file: it is no text (a zero byte stands in it); export it as CSV'] });
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'utf-8' };
  } catch {
    const text = iconv.decode(bytes, 'gb18030');
    if (text.includes('\ufffd')) throw fail('INPUT_INVALID', { fields: ['file: neither UTF-8 nor GBK'] });
    return { text, encoding: 'gb18030' };
  }
}
