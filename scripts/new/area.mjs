// Skeleton of an area: contract, table with its migration, module with one read and one command, and where they are registered.
import { addImport, addToList, words } from './text.mjs';

export const idPattern = /^[a-z][a-z0-9]*$/;
export const idHint = 'one word, the same in core/, server/areas/ and the contract, e.g. booking';

/** The next free number of the block for areas. */
function nextMigration(names) {
  const numbers = names.map((name) => Number.parseInt(name, 10)).filter((number) => number >= 100);
  return String(Math.max(99, ...numbers) + 1).padStart(4, '0');
}

export function skeleton(id, { list }) {
  const name = words(id);
  const migration = nextMigration(list('server/db/migrations'));
  const server = `server/areas/${id}`;
  return {
    files: {
      [`core/${id}/contract.ts`]: `// ${name}: its entries, read and added by whoever is logged in.
import { z } from 'zod';
import { base, commandInput, Id, Instant, ShortText } from '../kernel/contract.ts';

export const ${name}Entry = z.object({ id: Id, title: ShortText.min(1), createdAt: Instant });
export type ${name}Entry = z.infer<typeof ${name}Entry>;

export const ${id}Contract = {
  list: base.route({ method: 'GET', path: '/${id}' }).output(z.array(${name}Entry)),
  add: base
    .route({ method: 'POST', path: '/${id}' })
    .input(commandInput({ title: ShortText.min(1) }))
    .output(${name}Entry),
};
`,
      [`core/${id}/contract.test.ts`]: `// What an entry of ${name} may be.
import { expect, test } from 'vitest';
import { ${name}Entry } from './contract.ts';

test('an entry has a title', () => {
  const entry = { id: '5e6b7d0e-3c1f-4a53-9f0a-0d6f2b8f2c11', title: 'first', createdAt: '2026-01-01T08:00:00Z' };
  expect(${name}Entry.safeParse(entry).success).toBe(true);
  expect(${name}Entry.safeParse({ ...entry, title: ' ' }).success).toBe(false);
});
`,
      [`${server}/tables.ts`]: `// Tables of ${name}.

export interface ${name}Tables {
  ${id}_entry: {
    id: string;
    title: string;
    created_at: Date;
  };
}
`,
      [`${server}/store.ts`]: `// Reads and writes of ${name}, in the shapes of its contract.
import type { Kysely, Selectable } from 'kysely';
import type { ${name}Entry } from '../../../core/${id}/contract.ts';
import type { Database } from '../../db/schema.ts';

function entryOf(row: Selectable<Database['${id}_entry']>): ${name}Entry {
  return { id: row.id, title: row.title, createdAt: row.created_at.toISOString() };
}

/** The newest first. */
export async function listEntries(db: Kysely<Database>): Promise<${name}Entry[]> {
  const rows = await db.selectFrom('${id}_entry').selectAll().orderBy('created_at', 'desc').limit(500).execute();
  return rows.map(entryOf);
}

export async function addEntry(db: Kysely<Database>, entry: { id: string; title: string; at: Date }): Promise<${name}Entry> {
  const row = { id: entry.id, title: entry.title, created_at: entry.at };
  await db.insertInto('${id}_entry').values(row).execute();
  return entryOf(row);
}
`,
      [`${server}/module.ts`]: `// The ${id} area: one read and one command. Other areas see what this file exports and nothing else.
import type { AreaModule } from '../../kernel/area.ts';
import { addEntry, listEntries } from './store.ts';

export const module: AreaModule = {
  name: '${id}',
  routes: (kernel, os) => ({
    ${id}: os.${id}.router({
      // The right is null: whoever is logged in. One of its own belongs into core/identity/rights.ts.
      list: os.${id}.list.handler(({ context }) => kernel.read(context.caller, null, { act: '${id}.list', subject: '' }, listEntries)),
      add: os.${id}.add.handler(({ input, context }) => {
        const { command, title } = input;
        const request = { ...command, name: '${id}.add', right: null, subject: title, input };
        return kernel.command(context.caller, request, (work) => addEntry(work.tx, { id: work.newId(), title, at: work.now }));
      }),
    }),
  }),
};
`,
      [`server/db/migrations/${migration}-${id}.ts`]: `// ${name}.
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const ${id}: Migration = {
  id: '${migration}',
  name: '${id}',
  async up(db) {
    await sql\`create table ${id}_entry (
      id uuid primary key,
      title text not null,
      created_at timestamptz not null
    )\`.execute(db);
    await sql\`create index ${id}_entry_created on ${id}_entry (created_at desc)\`.execute(db);
  },
};
`,
    },
    edits: {
      'core/contract.ts': (text) =>
        addToList(
          addImport(text, `import { ${id}Contract } from './${id}/contract.ts';`),
          'export const serverContract = {',
          `${id}: ${id}Contract`,
        ),
      // The screens' tests talk to a server in memory, which answers the whole contract.
      'renderer/testing/fixture-server.ts': (text) =>
        addToList(
          text,
          'const router = on.router({',
          `${id}: {
      list: on.${id}.list.handler(() => []),
      add: on.${id}.add.handler(({ input }) => ({ id: input.command.id, title: input.title, createdAt: input.command.at })),
    }`,
        ),
      'server/areas.ts': (text) =>
        addToList(
          addImport(text, `import { module as ${id} } from './areas/${id}/module.ts';`),
          'return [',
          id,
          /\n\s*hl7Module/,
        ),
      'server/db/migrations/index.ts': (text) =>
        addToList(
          addImport(text, `import { ${id} } from './${migration}-${id}.ts';`),
          'export const migrations: readonly Migration[] = [',
          id,
        ),
      'server/db/schema.ts': (text) =>
        addImport(text, `import type { ${name}Tables } from '../areas/${id}/tables.ts';`).replace(
          'export interface Database\n  extends ',
          `export interface Database\n  extends ${name}Tables, `,
        ),
    },
    next: `Its rules go to core/${id}, pure, with a table test beside each.`,
  };
}
