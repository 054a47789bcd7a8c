// Charge items of the HIS, what each stands for in the laboratory, and the last act over many of them with what was there before.
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const chargeItems: Migration = {
  id: '0223',
  name: 'charge-items',
  async up(db) {
    await sql`create table charge_item (
      code text primary key,
      version integer not null,
      name text not null,
      pinyin text not null,
      category text not null,
      unit text not null,
      price_fen bigint,
      active boolean not null,
      display_order integer not null,
      his jsonb not null,
      source text not null check (source in ('hl7', 'file')),
      source_name text not null,
      pulled_at timestamptz not null,
      gone_at timestamptz
    )`.execute(db);
    await sql`create table charge_link (
      charge_code text not null references charge_item (code),
      kind text not null check (kind in ('test', 'orderItem')),
      target_code text not null,
      quantity integer not null check (quantity > 0),
      primary key (charge_code, kind, target_code)
    )`.execute(db);
    await sql`create table charge_bulk (
      id uuid primary key,
      at timestamptz not null,
      by_name text not null,
      act jsonb not null,
      item_count integer not null,
      before jsonb not null,
      undone_at timestamptz
    )`.execute(db);
    // Whoever changes items holds this row: what a plan was made from cannot change under it.
    await sql`create table charge_state (id integer primary key check (id = 1), version integer not null)`.execute(db);
    await sql`insert into charge_state (id, version) values (1, 0)`.execute(db);
  },
};
