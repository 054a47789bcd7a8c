// Rows to messages: one a specimen, corrections apart, what a row lacks said and kept.
import { expect, test } from 'vitest';
import { encodeRows, interpretRows, mappedRow, type SentRow } from './row-message.ts';

const row = (part: Partial<SentRow>): SentRow => ({
  key: '1',
  specimen: '1001',
  test: 'WBC',
  value: '5.10',
  unit: '',
  flag: '',
  time: '',
  correction: false,
  ...part,
});

test('rows of a specimen become one message, corrections one of their own, values as written', () => {
  const { messages, problems } = interpretRows(
    encodeRows([
      row({ unit: '10^9/L', flag: 'H;R', time: '2026/7/1 8:05' }),
      row({ key: '2', test: 'RBC', value: '<0.01' }),
      row({ key: '3', specimen: '1002' }),
      row({ key: '4', value: '6', correction: true }),
    ]),
  );
  expect(problems).toEqual([]);
  expect(messages).toEqual([
    {
      kind: 'results',
      specimenId: '1001',
      results: [
        { code: 'WBC', value: '5.10', flags: ['H', 'R'], unit: '10^9/L', time: '2026-07-01T08:05:00' },
        { code: 'RBC', value: '<0.01', flags: [] },
      ],
    },
    { kind: 'results', specimenId: '1002', results: [{ code: 'WBC', value: '5.10', flags: [] }] },
    {
      kind: 'results',
      specimenId: '1001',
      correction: true,
      correctionInferred: true,
      results: [{ code: 'WBC', value: '6', flags: [] }],
    },
  ]);
});

test('rows that lack something are handed on all the same, with what is wrong', () => {
  const { messages, problems } = interpretRows(
    encodeRows([row({ specimen: '' }), row({ key: '2', test: '' }), row({ key: '3', value: '', time: 'soon' })]),
  );
  expect(messages.map(({ specimenId, results }) => [specimenId, results.length])).toEqual([
    ['', 1],
    ['1001', 2],
  ]);
  expect(messages[1]?.results[1]).toMatchObject({ value: '', noValue: true });
  expect(problems.map(({ code, at }) => `${code} ${at}`)).toEqual([
    'ROW_noSpecimen row 1',
    'ROW_noTest row 2',
    'ROW_noValue row 3',
    'ROW_time row 3',
  ]);
});

test('content that is none is a problem, never an exception', () => {
  for (const text of ['', 'null', '{"rows":1}', '{"rows":[null]}'])
    expect(interpretRows(new TextEncoder().encode(text)).problems).toHaveLength(1);
});

test('columns are found whatever their case; exact names come first', () => {
  const columns = { specimen: 'sid', test: 'Item', value: 'VAL', unit: null, flag: null, time: null };
  const source = { cells: { ID: ' 7 ', SID: '1', item: 'a', Item: 'b', val: null }, numeric: true };
  expect(mappedRow(source, columns, 'id')).toEqual({
    key: '7',
    specimen: '1',
    test: 'b',
    value: '',
    unit: '',
    flag: '',
    time: '',
  });
});
