// dBase and FoxPro tables: what a writer of our own puts in comes out, and no cut leaves half a table unnoticed.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DbfColumn, type DbfKind, type DbfRow, type DbfValue, writeDbf } from '../../../test/support/dbf-file.ts';
import { readDbf } from './read.ts';
import { DbfError } from './types.ts';

const letters = fc.string({ unit: fc.constantFrom(...'abZ09 血糖钾+-µ'.split('')), maxLength: 10 });
const filled = letters.map((text) => text.replace(/ +$/, '') || null);
const cell: Record<DbfColumn['type'], fc.Arbitrary<DbfValue>> = {
  C: filled,
  N: fc.option(fc.integer({ min: -99_999, max: 99_999 }).map(String)),
  L: fc.option(fc.constantFrom('T', 'F')),
  D: fc.option(
    fc
      .date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true })
      .map((day) => day.toISOString().slice(0, 10)),
  ),
  M: filled,
};
const lengths: Record<DbfColumn['type'], number> = { C: 300, N: 12, L: 1, D: 8, M: 10 };
const asStored = (type: DbfColumn['type'], value: DbfValue) =>
  type === 'D' && value ? value.replaceAll('-', '') : value;

const tables = fc
  .tuple(
    fc.constantFrom<DbfKind>('dbase3', 'dbase4', 'foxpro'),
    fc.array(fc.constantFrom<DbfColumn['type']>('C', 'N', 'L', 'D', 'M'), { minLength: 1, maxLength: 4 }),
  )
  .chain(([kind, types]) =>
    fc.record({
      kind: fc.constant(kind),
      columns: fc.constant(types.map((type, index) => ({ name: `F${index}`, type, length: lengths[type] }))),
      rows: fc.array(fc.record({ deleted: fc.boolean(), values: fc.tuple(...types.map((type) => cell[type])) }), {
        maxLength: 6,
      }),
    }),
  );

const stored = (made: { columns: DbfColumn[]; rows: DbfRow[] }) =>
  made.rows.map(({ deleted, values }) => ({
    deleted,
    values: values.map((value, index) => asStored(made.columns[index]?.type ?? 'C', value)),
  }));

describe('dBase and FoxPro tables', () => {
  test('what was written comes out, memos and Chinese texts too', () => {
    fc.assert(
      fc.property(tables, (made) => {
        const file = writeDbf(made.kind, made.columns, stored(made), 0x4d);
        const read = readDbf({ ...file, encoding: 'latin1' });
        expect(read.encoding).toBe('gb18030');
        expect(read.records.map(({ deleted }) => deleted)).toEqual(made.rows.map(({ deleted }) => deleted));
        for (const [index, { deleted, values }] of made.rows.entries()) {
          const expected = values.map((value, at) => (deleted && made.columns[at]?.type === 'M' ? null : value));
          expect(Object.values(read.records[index]?.values ?? {})).toEqual(expected);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('any cut of the table is an error that names record and field', () => {
    fc.assert(
      fc.property(tables, fc.double({ min: 0, max: 1, noNaN: true }), (made, share) => {
        const { table, memo } = writeDbf(made.kind, made.columns, stored(made), 0x7a);
        const cut = Math.floor(share * (table.length - 2));
        try {
          readDbf({ table: table.subarray(0, cut), memo, encoding: 'gb18030' });
          expect.unreachable(`cut to ${cut} of ${table.length}`);
        } catch (error) {
          expect(error).toBeInstanceOf(DbfError);
          if (!(error instanceof DbfError)) return;
          expect(error.field).not.toBe('');
          const headerLength = 33 + 32 * made.columns.length;
          const recordLength = 1 + made.columns.reduce((sum, { length }) => sum + length, 0);
          if (cut >= headerLength) expect(error.record).toBe(Math.floor((cut - headerLength) / recordLength) + 1);
          else expect(error.record).toBe(0);
        }
      }),
      { numRuns: 150 },
    );
  });

  test('any cut of the memo file within a text names the record and field that ask for it', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<DbfKind>('dbase3', 'dbase4', 'foxpro'),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (kind, share) => {
          const columns: DbfColumn[] = [
            { name: 'CODE', type: 'C', length: 5 },
            { name: 'NOTE', type: 'M', length: 10 },
          ];
          const { table, memo } = writeDbf(kind, columns, [{ deleted: false, values: ['K', '溶血'.repeat(40)] }], 0x4d);
          const whole = memo ?? new Uint8Array();
          const cut = Math.floor(share * (whole.length - 2));
          const read = () => readDbf({ table, memo: whole.subarray(0, cut), encoding: 'gb18030' });
          expect(read).toThrow(/^record 1, field NOTE: /);
        },
      ),
    );
    const { table } = writeDbf(
      'dbase3',
      [{ name: 'NOTE', type: 'M', length: 10 }],
      [{ deleted: false, values: ['x'] }],
      0,
    );
    expect(() => readDbf({ table, memo: null, encoding: 'gb18030' })).toThrow(/record 1, field NOTE.*missing/);
  });

  test('the code page byte decides, else what was set', () => {
    const columns: DbfColumn[] = [{ name: 'T', type: 'C', length: 10 }];
    const made = (codePage: number) => writeDbf('dbase3', columns, [{ deleted: false, values: ['血糖'] }], codePage);
    const texts = (codePage: number, encoding: string) => readDbf({ ...made(codePage), encoding }).records[0]?.values.T;
    expect([texts(0x4d, 'latin1'), texts(0, 'gb18030')]).toEqual(['血糖', '血糖']);
    expect(texts(3, 'gb18030')).not.toBe('血糖');
  });

  test('binary fields of Visual FoxPro', () => {
    const columns = [
      ['I', 4],
      ['B', 8],
      ['Y', 8],
      ['T', 8],
    ] as const;
    const table = Buffer.alloc(32 + 32 * 4 + 1 + 29);
    table[0] = 0x30;
    table.writeUInt32LE(1, 4);
    table.writeUInt16LE(161, 8);
    table.writeUInt16LE(29, 10);
    for (const [index, [type, length]] of columns.entries()) {
      table.write(`${type}${type}`, 32 + 32 * index, 'latin1');
      table.write(type, 43 + 32 * index, 'latin1');
      table[48 + 32 * index] = length;
    }
    table[160] = 0x0d;
    table[161] = 0x20;
    table.writeInt32LE(-7, 162);
    table.writeDoubleLE(5.25, 166);
    table.writeBigInt64LE(-12_345n, 174);
    // 2026-07-01 is Julian day 2461223.
    table.writeInt32LE(2_461_223, 182);
    table.writeInt32LE(36_305_999, 186);
    const [record] = readDbf({ table: new Uint8Array(table), memo: null, encoding: 'gb18030' }).records;
    expect(record?.values).toEqual({ II: '-7', BB: '5.25', YY: '-1.2345', TT: '2026-07-01T10:05:06' });
  });

  test('what is no table is refused by what is wrong', () => {
    const good = () =>
      writeDbf('dbase3', [{ name: 'A', type: 'C', length: 3 }], [{ deleted: false, values: ['x'] }], 0).table;
    const changed = (change: (bytes: Uint8Array) => void) => {
      const bytes = good();
      change(bytes);
      return () => readDbf({ table: bytes, memo: null, encoding: 'gb18030' });
    };
    expect(changed((bytes) => bytes.set([0x53, 0x51], 0))).toThrow(/version/);
    expect(changed((bytes) => bytes.set([99], 10))).toThrow(/record length/);
    expect(changed((bytes) => bytes.set([0x5a], 43))).toThrow(/field A: field type Z/);
    expect(changed((bytes) => bytes.set([7], 65))).toThrow(/record 1, field deletion mark/);
  });

  test('bytes of any kind end in a table or an error of ours', () => {
    fc.assert(
      fc.property(
        tables,
        fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { minLength: 1, maxLength: 6 }),
        (made, changes) => {
          const { table, memo } = writeDbf(made.kind, made.columns, stored(made), 0x4d);
          for (const [at, byte] of changes) if (at < table.length) table[at] = byte;
          try {
            readDbf({ table, memo, encoding: 'gb18030' });
          } catch (error) {
            expect(error).toBeInstanceOf(DbfError);
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});
