// Results read from the database of an instrument's computer (LAB-90): where it is, what is asked, which column means what.
import { z } from 'zod';
import { oneSelect } from './one-select.ts';

const Column = z.string().trim().min(1).max(128);

export const DatabaseSource = z.discriminatedUnion('type', [
  z.object({ type: z.literal('sqlite'), path: z.string().trim().min(1) }),
  /** The memo file (.dbt, .fpt) is looked for beside it. `encoding` counts where the file names no code page. */
  z.object({ type: z.literal('dbf'), path: z.string().trim().min(1), encoding: z.string().default('gb18030') }),
  z.object({
    type: z.literal('postgres'),
    host: z.string().trim().min(1),
    port: z.number().int().min(1).max(65_535),
    database: z.string().trim().min(1),
    user: z.string().trim().min(1),
    /** Empty in what a screen is told; empty when it is saved keeps the one that is there. */
    password: z.string(),
    tls: z.boolean(),
  }),
]);
export type DatabaseSource = z.infer<typeof DatabaseSource>;

export const DatabaseColumns = z.object({
  specimen: Column,
  test: Column,
  value: Column,
  unit: Column.nullable(),
  flag: Column.nullable(),
  time: Column.nullable(),
});
export type DatabaseColumns = z.infer<typeof DatabaseColumns>;

export const DatabaseConfig = z
  .object({
    kind: z.literal('database'),
    source: DatabaseSource,
    /** A table or view, or one SELECT with `:since`. Of a dBase file there is only the one table. */
    ask: z.discriminatedUnion('by', [
      z.object({ by: z.literal('table'), table: z.string().trim().max(200) }),
      z.object({ by: z.literal('select'), select: z.string().max(10_000) }),
    ]),
    /** Names a row for good. */
    keyColumn: Column,
    /** Only grows from row to row: a running number or a time. */
    sinceColumn: Column,
    /** What the first row comes behind; empty takes all. */
    startAt: z.string().trim().max(100),
    columns: DatabaseColumns,
    pollSeconds: z.number().int().min(1).max(3_600),
  })
  .superRefine(({ source, ask, startAt }, context) => {
    const refuse = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: ['ask', path], message });
    if (ask.by === 'table') {
      if (source.type !== 'dbf' && ask.table === '') refuse('table', 'missing');
      return;
    }
    if (source.type === 'dbf') refuse('select', 'a dBase file has no SELECT');
    const read = oneSelect(ask.select);
    if ('problem' in read) refuse('select', read.problem);
    else if (read.sinceAt.length > 0 && startAt === '') refuse('select', ':since needs a start value');
  });
export type DatabaseConfig = z.infer<typeof DatabaseConfig>;

/** What a try found: the first rows as they would be handed on, each with what is wrong, or why nothing could be read. */
export const DatabaseTrial = z.object({
  problem: z.object({ code: z.string(), text: z.string() }).nullable(),
  columns: z.array(z.string()),
  rows: z.array(
    z.object({
      key: z.string(),
      specimen: z.string(),
      test: z.string(),
      value: z.string(),
      unit: z.string(),
      flag: z.string(),
      time: z.string(),
      problems: z.array(z.enum(['noKey', 'noSpecimen', 'noTest', 'noValue', 'time', 'noSince'])),
    }),
  ),
});
export type DatabaseTrial = z.infer<typeof DatabaseTrial>;
