// Results in a text file (LAB-90): a header line that names the columns, in English or Chinese, then one result a line.

import { parse } from 'csv-parse/sync';
import iconv from 'iconv-lite';
import { onHospitalClock } from '../../core/kernel/hospital-time.ts';
import type {
  InstrumentMessage,
  InstrumentProblem,
  InstrumentResult,
  Interpretation,
} from '../../core/lab/instrument-message.ts';

type Column = 'specimen' | 'test' | 'value' | 'unit' | 'flag' | 'time' | 'name' | 'range';

const columnNames: Record<Column, readonly string[]> = {
  specimen: [
    'specimen',
    'specimenid',
    'specimen id',
    'sample',
    'sampleid',
    'sample id',
    'barcode',
    '条码',
    '条码号',
    '标本号',
    '样本号',
    '样本编号',
  ],
  test: ['test', 'testcode', 'test code', 'code', 'item', 'channel', 'analyte', '项目', '项目代码', '通道', '通道号'],
  value: ['value', 'result', '结果', '结果值', '值'],
  unit: ['unit', 'units', '单位'],
  flag: ['flag', 'flags', 'abnormal', '标志', '提示', '异常'],
  time: ['time', 'datetime', 'date time', 'date', '时间', '检测时间', '测试时间'],
  name: ['name', 'testname', 'test name', '项目名称', '名称'],
  range: ['range', 'reference', 'reference range', '参考范围', '参考值'],
};

/**
 * Rows of one specimen become one message, in the order of the file. Values stay exactly as written.
 * A row without a specimen is kept with an empty one: the server parks it for a person. Never throws.
 */
export function interpretCsv(content: Uint8Array, encoding: string): Interpretation {
  const problems: InstrumentProblem[] = [];
  if (!iconv.encodingExists(encoding)) {
    return { messages: [], problems: [{ code: 'CSV_ENCODING', at: 'file', text: `Unknown encoding “${encoding}”.` }] };
  }
  const text = iconv.decode(Buffer.from(content), encoding);
  let rows: string[][];
  try {
    rows = parse(text, { bom: true, delimiter: delimiterOf(text), relax_column_count: true, skip_empty_lines: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { messages: [], problems: [{ code: 'CSV_UNREADABLE', at: 'file', text: reason }] };
  }
  const [header = [], ...lines] = rows;
  const columns = header.map(columnOf);
  for (const needed of ['specimen', 'test', 'value'] as const) {
    if (!columns.includes(needed)) {
      problems.push({ code: 'CSV_NO_COLUMN', at: 'row 1', text: `No column for “${needed}” in: ${header.join(', ')}` });
    }
  }
  if (problems.length > 0) return { messages: [], problems };

  const messages = new Map<string, InstrumentMessage>();
  for (const [index, line] of lines.entries()) {
    const cell = (column: Column) => line[columns.indexOf(column)]?.trim() ?? '';
    if (cell('test') === '') {
      problems.push({ code: 'CSV_NO_TEST', at: `row ${index + 2}`, text: 'The row names no test.' });
      continue;
    }
    const specimenId = cell('specimen');
    const message = messages.get(specimenId) ?? { kind: 'results', specimenId, results: [] };
    messages.set(specimenId, message);
    message.results.push(resultOf(cell, problems, index + 2));
  }
  return { messages: [...messages.values()], problems };
}

function resultOf(cell: (column: Column) => string, problems: InstrumentProblem[], row: number): InstrumentResult {
  const result: InstrumentResult = { code: cell('test'), value: cell('value'), flags: [] };
  if (cell('flag') !== '') result.flags = cell('flag').split(/[\s;|]+/);
  if (cell('name') !== '') result.name = cell('name');
  if (cell('unit') !== '') result.unit = cell('unit');
  if (cell('range') !== '') result.referenceRange = cell('range');
  if (cell('time') !== '') {
    const time = isoTime(cell('time'));
    if (time === null)
      problems.push({ code: 'CSV_TIME', at: `row ${row}`, text: `Unreadable time “${cell('time')}”.` });
    else result.time = time;
  }
  return result;
}

function columnOf(title: string): Column | null {
  const plain = title.trim().toLowerCase();
  for (const [column, names] of Object.entries(columnNames)) if (names.includes(plain)) return column as Column;
  return null;
}

/** Whichever of the usual delimiters the header line has most of. */
function delimiterOf(text: string): string {
  const header = text.slice(0, Math.max(0, text.search(/[\r\n]|$/)));
  const count = (delimiter: string) => header.split(delimiter).length;
  return [',', '\t', ';'].reduce((best, next) => (count(next) > count(best) ? next : best));
}

/** `2026-03-01 10:05:00`, `2026/3/1 10:05` or `20260301100500` to ISO 8601 local time; an instant (`…Z`) as the hospital's clock shows it. */
export function isoTime(written: string): string | null {
  const text = onHospitalClock(written);
  const match =
    /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?/.exec(text) ??
    /^(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?$/.exec(text);
  if (match === null) return null;
  const [, year, month = '', day = '', hour = '0', minute = '00', second = '00'] = match;
  if (Number(month) > 12 || Number(day) > 31 || Number(hour) > 23 || Number(minute) > 59) return null;
  const two = (part: string) => part.padStart(2, '0');
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}`;
}
