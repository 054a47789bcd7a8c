// Charge items in the rows of a table that the HIS exported (LAB-83): columns found by their names, every row read or refused with why.
import { comparable } from '../../kernel/text.ts';
import type { ChargeFacts, PulledCharge } from './model.ts';

type Column = 'code' | keyof ChargeFacts;

const columnNames: Record<Column, readonly string[]> = {
  code: [
    'code',
    'item code',
    'charge code',
    '编码',
    '代码',
    '收费编码',
    '收费代码',
    '项目编码',
    '项目代码',
    '收费项目编码',
  ],
  name: ['name', 'item name', 'description', '名称', '项目名称', '收费名称', '收费项目', '收费项目名称'],
  pinyin: ['pinyin', 'py', '拼音', '拼音码', '拼音简码', '助记码', '简码'],
  category: ['category', 'class', 'type', '类别', '分类', '费用类别', '收费类别', '项目类别', '项目分类'],
  unit: ['unit', '单位', '计价单位', '收费单位'],
  priceFen: ['price', 'unit price', '单价', '价格', '金额', '收费单价'],
  active: ['active', 'enabled', 'state', '启用', '状态', '使用状态', '有效', '是否启用', '是否有效'],
};

const activeWords = new Set(['1', 'y', 'yes', 'true', 'a', 'active', '是', '启用', '有效', '在用', '正常']);
const inactiveWords = new Set(['0', 'n', 'no', 'false', 'i', 'inactive', '否', '停用', '无效', '作废', '禁用']);

export type RowReason = 'noCode' | 'codeTooLong' | 'noName' | 'price' | 'active' | 'tooLong' | 'twice' | 'columns';

export interface RefusedRow {
  /** Line of the file, the first is 1. */
  line: number;
  code: string;
  reason: RowReason;
  /** What stood there. */
  text: string;
}

export interface ReadCharges {
  items: (PulledCharge & { line: number })[];
  refused: RefusedRow[];
  /** Needed columns that the first line does not name; with any, nothing was read. */
  missing: ('code' | 'name')[];
}

/**
 * Yuan as people and programs write them (`12`, `¥12.50`, `1,234.5000`) in fen; null when it is no price or has parts of a fen.
 */
export function fenOf(text: string): number | null {
  const plain = text
    .normalize('NFKC')
    .replace(/^[¥￥]\s*|\s*元$/gu, '')
    .trim();
  const bare = /^\d{1,3}(?:,\d{3})+(?:\.\d*)?$/.test(plain) ? plain.replaceAll(',', '') : plain;
  const match = /^(\d{1,9})(?:\.(\d{0,2})0*)?$/.exec(bare);
  if (!match) return null;
  return Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
}

export function readChargeRows(rows: readonly { line: number; cells: readonly string[] }[]): ReadCharges {
  const [header, ...lines] = rows;
  const columns = new Map<Column, number>();
  for (const [at, title] of (header?.cells ?? []).entries()) {
    const plain = comparable(title);
    for (const [column, names] of Object.entries(columnNames) as [Column, readonly string[]][]) {
      if (names.includes(plain) && !columns.has(column)) columns.set(column, at);
    }
  }
  const missing = (['code', 'name'] as const).filter((column) => !columns.has(column));
  const read: ReadCharges = { items: [], refused: [], missing };
  if (missing.length > 0) return read;
  const firstLine = new Map<string, number>();
  for (const { line, cells } of lines) {
    if (cells.every((cell) => cell.trim() === '')) continue;
    const cell = (column: Column) => (cells[columns.get(column) ?? -1] ?? '').replace(/\s+/gu, ' ').trim();
    const code = cell('code');
    const refuse = (reason: RowReason, text: string) => read.refused.push({ line, code, reason, text });
    const facts = factsOfRow(cell, (column) => columns.has(column));
    const before = firstLine.get(code);
    if (cells.length > (header?.cells.length ?? 0) && cells.slice(header?.cells.length).some((text) => text !== ''))
      refuse('columns', `${cells.length} / ${header?.cells.length ?? 0}`);
    else if (code === '') refuse('noCode', cell('name'));
    else if (code.length > 64) refuse('codeTooLong', code.slice(0, 80));
    else if ('reason' in facts) refuse(facts.reason, facts.text);
    else if (before !== undefined) refuse('twice', String(before));
    else {
      read.items.push({ line, code, facts });
      firstLine.set(code, line);
    }
  }
  return read;
}

const longest = { name: 200, pinyin: 64, category: 64, unit: 32 } as const;

function factsOfRow(
  cell: (column: Column) => string,
  has: (column: Column) => boolean,
): Partial<ChargeFacts> | { reason: RowReason; text: string } {
  const facts: Partial<ChargeFacts> = {};
  for (const column of ['name', 'pinyin', 'category', 'unit'] as const) {
    const text = cell(column);
    if (column === 'name' && text === '') return { reason: 'noName', text: '' };
    if (text.length > longest[column]) return { reason: 'tooLong', text: text.slice(0, 80) };
    if (has(column) && !(column === 'pinyin' && text === ''))
      facts[column] = column === 'pinyin' ? text.toUpperCase() : text;
  }
  if (has('priceFen')) {
    const text = cell('priceFen');
    const fen = text === '' ? null : fenOf(text);
    if (text !== '' && fen === null) return { reason: 'price', text };
    facts.priceFen = fen;
  }
  const word = comparable(cell('active'));
  if (word !== '') {
    if (!activeWords.has(word) && !inactiveWords.has(word)) return { reason: 'active', text: word };
    facts.active = activeWords.has(word);
  }
  return facts;
}
