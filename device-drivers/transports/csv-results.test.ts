// Text files of results: headers in two languages, delimiters, character sets, and rows that say too little.
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { expect, test } from 'vitest';
import { interpretCsv, isoTime } from './csv-results.ts';

const bytes = (text: string, encoding = 'utf-8') => new Uint8Array(iconv.encode(text, encoding));

test('rows of one specimen become one message; values stay as written', () => {
  const { messages, problems } = interpretCsv(
    bytes(
      'Specimen,Test,Value,Unit,Flag,Time\r\n1001,WBC,5.10,10^9/L,H,2026-03-01 10:05:00\r\n1002,WBC,<0.1,,,\r\n1001,"RBC",4.2,,L;!,20260301100600\r\n',
    ),
    'utf-8',
  );
  expect(problems).toEqual([]);
  expect(messages).toEqual([
    {
      kind: 'results',
      specimenId: '1001',
      results: [
        { code: 'WBC', value: '5.10', flags: ['H'], unit: '10^9/L', time: '2026-03-01T10:05:00' },
        { code: 'RBC', value: '4.2', flags: ['L', '!'], time: '2026-03-01T10:06:00' },
      ],
    },
    { kind: 'results', specimenId: '1002', results: [{ code: 'WBC', value: '<0.1', flags: [] }] },
  ]);
});

test.each([
  ['2026/3/1 10:05', '2026-03-01T10:05:00'],
  ['2026-03-01T18:05:00.000Z', '2026-03-02T02:05:00'],
  ['2026-03-01 10:05:00.123456+08', '2026-03-01T10:05:00'],
  ['2026-13-01', null],
])('the time %s is %s on the hospital’s clock', (written, time) => {
  expect(isoTime(written)).toBe(time);
});

test('Chinese headers in GB18030, separated by tabs', () => {
  const text = '条码\t项目\t项目名称\t结果\t单位\t参考范围\n1001\tGLU\t葡萄糖\t阴性\tmmol/L\t3.9-6.1\n';
  const { messages } = interpretCsv(bytes(text, 'gb18030'), 'gb18030');
  expect(messages[0]?.results).toEqual([
    { code: 'GLU', value: '阴性', flags: [], name: '葡萄糖', unit: 'mmol/L', referenceRange: '3.9-6.1' },
  ]);
});

test('what is missing is named and nothing is guessed', () => {
  expect(interpretCsv(bytes('a,b\n1,2\n'), 'utf-8').problems.map(({ code }) => code)).toEqual([
    'CSV_NO_COLUMN',
    'CSV_NO_COLUMN',
    'CSV_NO_COLUMN',
  ]);
  const { messages, problems } = interpretCsv(bytes('sample;test;result;time\n;WBC;5;yesterday\n1;;6;\n'), 'utf-8');
  expect(messages).toEqual([{ kind: 'results', specimenId: '', results: [{ code: 'WBC', value: '5', flags: [] }] }]);
  expect(problems.map(({ code, at }) => `${code} ${at}`)).toEqual(['CSV_TIME row 2', 'CSV_NO_TEST row 3']);
  expect(interpretCsv(bytes('x'), 'klingon').problems[0]?.code).toBe('CSV_ENCODING');
});

test('any bytes are read without an exception', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (content) => {
      const header = bytes('specimen,test,value\n');
      interpretCsv(new Uint8Array([...header, ...content]), 'gb18030');
    }),
    { numRuns: 200 },
  );
});
