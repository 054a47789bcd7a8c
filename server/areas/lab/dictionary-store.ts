// The dictionaries in the database: entries in force, every version ever, and all of them as one value that rules are called with.
import type { Kysely } from 'kysely';
import { fail } from '../../../core/kernel/errors.ts';
import { Dictionaries, type DictionaryKind, dictionarySchemas } from '../../../core/lab/dictionary.ts';
import type { Database } from '../../db/schema.ts';
import type { CommandWork } from '../../kernel/types.ts';

const empty = (version: number): Dictionaries => ({
  version,
  test: {},
  instrument: {},
  orderItem: {},
  group: {},
  specimenType: {},
  container: {},
  rejectionReason: {},
  phrase: {},
  reportTemplate: {},
});

/** The name beside what no person saved: what came with the program. */
const nobody = 'system';

export interface DictionaryCache {
  /** All dictionaries as the transaction or connection sees them; parsed once per version. */
  load(db: Kysely<Database>): Promise<Dictionaries>;
}

/** Entries are validated when they are written; a version is parsed once and shared, nobody changes it. */
export function createDictionaryCache(): DictionaryCache {
  let cached: Dictionaries | null = null;
  return {
    async load(db) {
      const { version } = await db.selectFrom('lab_dictionary_state').select('version').executeTakeFirstOrThrow();
      if (cached?.version === version) return cached;
      const rows = await db.selectFrom('lab_dictionary').select(['kind', 'key', 'entry']).execute();
      const all: Record<string, unknown> & { version: number } = { ...empty(version) };
      for (const { kind, key, entry } of rows) Object.assign(all[kind] ?? {}, { [key]: entry });
      cached = Dictionaries.parse(all);
      return cached;
    },
  };
}

/** The entry as its kind wants it. @throws INPUT_INVALID naming the fields */
export function parseEntry(kind: DictionaryKind, key: string, entry: unknown): unknown {
  const parsed = dictionarySchemas[kind].safeParse(entry);
  if (!parsed.success) {
    throw fail('INPUT_INVALID', {
      kind,
      key,
      fields: parsed.error.issues.slice(0, 20).map((issue) => `${issue.path.join('.')}: ${issue.message}`),
    });
  }
  const own = 'id' in parsed.data ? parsed.data.id : parsed.data.code;
  if (own !== key) throw fail('INPUT_INVALID', { kind, key, fields: [`code: ${own} is not the key`] });
  return parsed.data;
}

/** Writes a new version of an entry inside a command. @throws VERSION_CONFLICT when somebody was first */
export async function saveEntry(
  work: CommandWork,
  kind: DictionaryKind,
  key: string,
  entry: unknown,
  expectedVersion: number | null,
): Promise<number> {
  const value = JSON.stringify(parseEntry(kind, key, entry));
  const former = await work.tx
    .selectFrom('lab_dictionary')
    .select('version')
    .where('kind', '=', kind)
    .where('key', '=', key)
    .forUpdate()
    .executeTakeFirst();
  if ((former?.version ?? null) !== expectedVersion) {
    throw fail('VERSION_CONFLICT', { kind, key, expected: expectedVersion, actual: former?.version ?? null });
  }
  const version = (former?.version ?? 0) + 1;
  await work.tx
    .insertInto('lab_dictionary')
    .values({ kind, key, version, entry: value })
    .onConflict((conflict) => conflict.columns(['kind', 'key']).doUpdateSet({ version, entry: value }))
    .execute();
  await work.tx
    .insertInto('lab_dictionary_version')
    .values({
      ...{ kind, key, version, entry: value, at: work.now },
      by_name: work.caller.person?.name ?? nobody,
      by_person: work.caller.person?.id ?? null,
    })
    .execute();
  const state = await work.tx
    .updateTable('lab_dictionary_state')
    .set((at) => ({ version: at('version', '+', 1) }))
    .returning('version')
    .executeTakeFirstOrThrow();
  work.changed('dictionary', 'all', state.version, null);
  return version;
}

/** Tests that are in force as the program shipped them. Rows of before say no person; there the name tells. */
export function unconfirmedTests(db: Kysely<Database>): Promise<{ key: string; version: number }[]> {
  return db
    .selectFrom('lab_dictionary as d')
    .innerJoin('lab_dictionary_version as v', (on) =>
      on.onRef('v.kind', '=', 'd.kind').onRef('v.key', '=', 'd.key').onRef('v.version', '=', 'd.version'),
    )
    .select(['d.key', 'd.version'])
    .where('d.kind', '=', 'test')
    .where('v.by_person', 'is', null)
    .where('v.by_name', '=', nobody)
    .orderBy('d.key')
    .execute();
}

export async function entryHistory(db: Kysely<Database>, kind: DictionaryKind, key: string) {
  const rows = await db
    .selectFrom('lab_dictionary_version')
    .selectAll()
    .where('kind', '=', kind)
    .where('key', '=', key)
    .orderBy('version', 'desc')
    .limit(100)
    .execute();
  const [newest] = rows;
  if (!newest) throw fail('NOT_FOUND', { kind, key });
  return {
    entry: newest.entry,
    version: newest.version,
    history: rows.map((row) => ({ version: row.version, at: row.at.toISOString(), by: row.by_name, entry: row.entry })),
  };
}
