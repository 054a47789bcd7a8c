// Charge items in the database: all of them with their links, and many rows written in one statement each.
import { type Kysely, sql } from 'kysely';
import type { ChargeItem, ChargeLink } from '../../../../core/lab/charges/model.ts';
import { type ChargeChange, factsOf, type KnownCharge } from '../../../../core/lab/charges/pull.ts';
import type { Database } from '../../../db/schema.ts';
import type { Tx } from '../../../kernel/types.ts';

export type StoredCharge = KnownCharge & Omit<ChargeItem, 'goneAt'>;

/** In the order of the list. */
export async function loadCharges(db: Kysely<Database>): Promise<StoredCharge[]> {
  const items = await db.selectFrom('charge_item').selectAll().orderBy('display_order').orderBy('code').execute();
  const links = new Map<string, ChargeLink[]>();
  const rows = await db.selectFrom('charge_link').selectAll().orderBy('kind').orderBy('target_code').execute();
  for (const { charge_code, kind, target_code, quantity } of rows) {
    const known = links.get(charge_code);
    const link = { kind, code: target_code, quantity };
    if (known) known.push(link);
    else links.set(charge_code, [link]);
  }
  return items.map((row) => ({
    code: row.code,
    version: row.version,
    name: row.name,
    pinyin: row.pinyin,
    category: row.category,
    unit: row.unit,
    priceFen: row.price_fen,
    active: row.active,
    order: row.display_order,
    his: row.his,
    source: row.source,
    sourceName: row.source_name,
    pulledAt: row.pulled_at.toISOString(),
    goneAt: row.gone_at?.toISOString() ?? null,
    links: links.get(row.code) ?? [],
  }));
}

export function shown({ his: _his, ...item }: StoredCharge): ChargeItem {
  return item;
}

/** Holds the list until the command commits. */
export async function holdCharges(tx: Tx): Promise<number> {
  const { version } = await tx
    .updateTable('charge_state')
    .set((at) => ({ version: at('version', '+', 1) }))
    .returning('version')
    .executeTakeFirstOrThrow();
  return version;
}

export interface Pulled {
  source: 'hl7' | 'file';
  sourceName: string;
  at: Date;
}

/** New items go to the end of the list, in their own order. */
export async function insertCharges(
  tx: Tx,
  changes: readonly ChargeChange[],
  firstOrder: number,
  step: number,
  pulled: Pulled,
): Promise<void> {
  if (changes.length === 0) return;
  const rows = changes.map(({ code, facts, his }, index) => ({
    code,
    ...facts,
    his: factsOf(his),
    order: firstOrder + index * step,
  }));
  await sql`insert into charge_item (code, version, name, pinyin, category, unit, price_fen, active, display_order, his, source,
      source_name, pulled_at)
    select code, 1, name, pinyin, category, unit, "priceFen", active, "order", his, ${pulled.source}, ${pulled.sourceName},
      ${pulled.at}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row (code text, name text, pinyin text, category text, unit text,
      "priceFen" bigint, active boolean, "order" integer, his jsonb)`.execute(tx);
}

export async function updateFacts(tx: Tx, changes: readonly ChargeChange[], pulled: Pulled): Promise<void> {
  if (changes.length === 0) return;
  const rows = changes.map(({ code, facts, his }) => ({ code, ...facts, his: factsOf(his) }));
  await sql`update charge_item set version = version + 1, name = row.name, pinyin = row.pinyin, category = row.category,
      unit = row.unit, price_fen = row."priceFen", active = row.active, his = row.his, gone_at = null, source = ${pulled.source},
      source_name = ${pulled.sourceName}, pulled_at = ${pulled.at}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row (code text, name text, pinyin text, category text, unit text,
      "priceFen" bigint, active boolean, his jsonb)
    where charge_item.code = row.code`.execute(tx);
}

/** Nothing is deleted: what is gone is inactive and keeps its links. */
export async function markGone(tx: Tx, codes: readonly string[], pulled: Pulled): Promise<void> {
  if (codes.length === 0) return;
  await sql`update charge_item set version = version + 1, active = false, gone_at = ${pulled.at}::timestamptz,
      source = ${pulled.source}, source_name = ${pulled.sourceName}, pulled_at = ${pulled.at}::timestamptz
    where code in (select jsonb_array_elements_text(${JSON.stringify(codes)}::jsonb))`.execute(tx);
}

/** What the laboratory itself sets of an item. */
export interface OwnFacts {
  code: string;
  category: string;
  active: boolean;
  order: number;
  links: readonly ChargeLink[];
}

export async function writeOwn(tx: Tx, items: readonly OwnFacts[]): Promise<void> {
  const rows = JSON.stringify(items.map(({ code, category, active, order }) => ({ code, category, active, order })));
  await sql`update charge_item set version = version + 1, category = row.category, active = row.active, display_order = row."order"
    from jsonb_to_recordset(${rows}::jsonb) as row (code text, category text, active boolean, "order" integer)
    where charge_item.code = row.code`.execute(tx);
}

export async function writeLinks(tx: Tx, items: readonly Pick<OwnFacts, 'code' | 'links'>[]): Promise<void> {
  const codes = JSON.stringify(items.map(({ code }) => code));
  const rows = items.flatMap(({ code, links }) => links.map((link) => ({ charge: code, ...link })));
  await sql`delete from charge_link where charge_code in (select jsonb_array_elements_text(${codes}::jsonb))`.execute(
    tx,
  );
  await sql`insert into charge_link (charge_code, kind, target_code, quantity)
    select charge, kind, code, quantity
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row (charge text, kind text, code text, quantity integer)`.execute(
    tx,
  );
}
