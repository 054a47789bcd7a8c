// Files that were picked together.
import { describe, expect, test } from 'vitest';
import { recordsOf } from './records.ts';

const named = (...names: string[]) => names.map((name) => ({ name }));
const records = (names: string[], headers: Record<string, string> = {}) =>
  recordsOf(named(...names), new Map(Object.entries(headers))).map((record) => record.map(({ name }) => name));

const header = (record: string, file: string) => `${record} 2 360 650000\r\n${file} 212 200 11 1024\r\n# ${record}\r\n`;

describe('files picked together', () => {
  test('a header with its signals and annotations is one record', () => {
    expect(records(['100.dat', '100.HEA', '100.atr'], { '100.HEA': header('100', '100.dat') })).toHaveLength(1);
  });

  test('signals of another name belong to the header that names them', () => {
    expect(records(['a.hea', 'signals.dat'], { 'a.hea': header('a', 'signals.dat') })).toHaveLength(1);
  });

  test('files without a header, and files of other formats beside one, are recordings of their own', () => {
    expect(records(['a.xml', 'b.scp'])).toEqual([['a.xml'], ['b.scp']]);
    expect(records(['100.hea', 'x.xml', '100.dat', '100.xml'], { '100.hea': header('100', '100.dat') })).toEqual([
      ['100.hea', '100.dat'],
      ['x.xml'],
      ['100.xml'],
    ]);
    expect(records([])).toEqual([]);
  });

  test('two records stay two; segments go with the header that lists them', () => {
    const both = { '1.hea': header('1', '1.dat'), '2.hea': header('2', '2.dat') };
    expect(records(['1.dat', '2.dat', '2.hea', '1.hea'], both)).toEqual([
      ['1.dat', '1.hea'],
      ['2.dat', '2.hea'],
    ]);
    const segments = {
      'p.hea': 'p/2 2 125 900\ns_layout 0\ns_0001 900\n',
      's_0001.hea': header('s_0001', 's_0001.dat'),
    };
    expect(records(['p.hea', 's_0001.hea', 's_layout.hea', 's_0001.dat'], segments)).toHaveLength(1);
  });
});
