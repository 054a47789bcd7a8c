// One SELECT or a reason why not.
import { expect, test } from 'vitest';
import { oneSelect } from './one-select.ts';

const problemOf = (text: string) => {
  const read = oneSelect(text);
  return 'problem' in read ? read.problem : null;
};

test.each([
  'select * from results where id > :since;',
  ' SELECT \'a;b\' , "x;y", [p;q] FROM t -- ; delete\n',
  'with new as (select 1) select * from new /* ; drop table t */ ;;',
  "select replace(code, 'x', 'y'), at::text, $$;$$ from t",
  'select update_time, "delete" from t',
])('%s is one', (text) => expect(problemOf(text)).toBeNull());

test.each([
  ['', 'empty'],
  ['-- nothing', 'empty'],
  ['select 1; select 2', 'several'],
  ['select 1; drop table t', 'several'],
  ['delete from t', 'notSelect'],
  ['pragma table_info(t)', 'notSelect'],
  ['with gone as (delete from t returning *) select * from gone', 'changes'],
  ['select * into copy from t', 'changes'],
  ["select 'open", 'unclosed'],
  ['select /* open', 'unclosed'],
] as const)('%s is refused: %s', (text, problem) => expect(problemOf(text)).toBe(problem));

test('where :since stands, not in strings and not as a cast', () => {
  const text = "select ':since', a::since from t where id > :since or at >= :SINCE";
  const read = oneSelect(text);
  expect('sinceAt' in read ? read.sinceAt.map((at) => text.slice(at, at + 6)) : read).toEqual([':since', ':SINCE']);
});
