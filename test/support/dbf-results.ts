// The table of results that tests write: ID, SID, ITEM, VAL, UNIT.
import { writeDbf } from './dbf-file.ts';

export function resultsDbf(rows: readonly (readonly [barcode: string, value: string])[]): Uint8Array {
  return writeDbf(
    'dbase3',
    [
      { name: 'ID', type: 'N', length: 6 },
      { name: 'SID', type: 'C', length: 10 },
      { name: 'ITEM', type: 'C', length: 6 },
      { name: 'VAL', type: 'C', length: 6 },
      { name: 'UNIT', type: 'C', length: 8 },
    ],
    rows.map(([barcode, value], at) => ({ deleted: false, values: [String(at + 1), barcode, 'WBC', value, '10^9/L'] })),
    0x4d,
  ).table;
}
