// One act over a selection of charge items, all or nothing, and taking the last one back while nobody changed its items.
import type { Kysely } from 'kysely';
import { fail } from '../../../../core/kernel/errors.ts';
import type { BulkAct, LastBulk } from '../../../../core/lab/charges/contract.ts';
import type { ChargeLink } from '../../../../core/lab/charges/model.ts';
import { moved, renumbered } from '../../../../core/lab/charges/order.ts';
import type { Dictionaries } from '../../../../core/lab/dictionary.ts';
import type { Database } from '../../../db/schema.ts';
import type { CommandWork } from '../../../kernel/types.ts';
import { byCode } from './pull.ts';
import { holdCharges, loadCharges, type OwnFacts, type StoredCharge, writeLinks, writeOwn } from './store.ts';
import type { FormerCharge } from './tables.ts';

const namedAtMost = 20;

/** @throws VERSION_CONFLICT naming the items whose version is another one */
function requireVersions(
  items: ReadonlyMap<string, StoredCharge>,
  wanted: readonly { code: string; expectedVersion: number }[],
): void {
  const others = wanted.filter(({ code, expectedVersion }) => items.get(code)?.version !== expectedVersion);
  if (others.length === 0) return;
  throw fail('VERSION_CONFLICT', { items: others.slice(0, namedAtMost).map(({ code }) => code), count: others.length });
}

function requireTargets(links: readonly ChargeLink[], { test, orderItem }: Dictionaries): void {
  const unknown = links.filter(({ kind, code }) => !(code in (kind === 'test' ? test : orderItem)));
  if (unknown.length === 0) return;
  throw fail('INPUT_INVALID', {
    fields: unknown.slice(0, namedAtMost).map(({ kind, code }) => `${kind} ${code}: not in the dictionary`),
  });
}

const keyOf = ({ kind, code }: ChargeLink) => `${kind}/${code}`;

function linksAfter(item: StoredCharge, act: Extract<BulkAct, { kind: 'links' }>): ChargeLink[] {
  const given = new Map(act.links.map((link) => [keyOf(link), link]));
  if (act.how === 'replace') return [...given.values()];
  const others = item.links.filter((link) => !given.has(keyOf(link)));
  return act.how === 'add' ? [...others, ...given.values()] : others;
}

/** What the act makes of the items; only those that it touches. */
function resultOf(all: readonly StoredCharge[], chosen: ReadonlySet<string>, act: BulkAct): OwnFacts[] {
  const selected = all.filter(({ code }) => chosen.has(code));
  switch (act.kind) {
    case 'category':
      return selected.map((item) => ({ ...item, category: act.category }));
    case 'active':
      return selected.map((item) => ({ ...item, active: act.active }));
    case 'links':
      return selected.map((item) => ({ ...item, links: linksAfter(item, act) }));
    case 'renumber':
    case 'move': {
      const orders = act.kind === 'move' ? moved(all, chosen, act.before) : renumbered(all, chosen, act.by);
      return all.flatMap((item) => {
        const order = orders.get(item.code);
        return order === undefined ? [] : [{ ...item, order }];
      });
    }
    default:
      return act satisfies never;
  }
}

function formerOf({ code, version, category, active, order, links }: StoredCharge): FormerCharge {
  return { code, version: version + 1, category, active, order, links };
}

export async function carryOut(
  work: CommandWork,
  wanted: readonly { code: string; expectedVersion: number }[],
  act: BulkAct,
  dictionaries: Dictionaries,
): Promise<LastBulk> {
  await holdCharges(work.tx);
  const all = await loadCharges(work.tx);
  const items = byCode(all);
  requireVersions(items, wanted);
  if (act.kind === 'links' && act.how !== 'remove') requireTargets(act.links, dictionaries);
  if (act.kind === 'active' && act.active) requirePresent(items, wanted);
  const after = resultOf(all, new Set(wanted.map(({ code }) => code)), act);
  const before = after.flatMap(({ code }) => {
    const item = items.get(code);
    return item ? [formerOf(item)] : [];
  });
  await writeOwn(work.tx, after);
  if (act.kind === 'links') await writeLinks(work.tx, after);
  const row = {
    id: work.newId(),
    at: work.now,
    by_name: work.caller.person?.name ?? 'system',
    act: JSON.stringify(act),
    item_count: wanted.length,
    before: JSON.stringify(before),
    undone_at: null,
  };
  // Only the last act can be taken back: what was there before the others is in the audit trail as what they did.
  await work.tx.deleteFrom('charge_bulk').execute();
  await work.tx.insertInto('charge_bulk').values(row).execute();
  return { id: row.id, act, count: wanted.length, at: work.now.toISOString(), by: row.by_name, undoable: true };
}

/** What the HIS no longer has cannot be charged: it comes back with a pull. */
function requirePresent(items: ReadonlyMap<string, StoredCharge>, wanted: readonly { code: string }[]): void {
  const gone = wanted.filter(({ code }) => items.get(code)?.goneAt !== null);
  if (gone.length === 0) return;
  throw fail('STATE_REFUSED', {
    what: 'HIS 已无此收费项目 / the HIS no longer has it',
    items: gone.slice(0, namedAtMost).map(({ code }) => code),
    count: gone.length,
  });
}

export async function lastBulk(db: Kysely<Database>, items: readonly StoredCharge[]): Promise<LastBulk | null> {
  const row = await db.selectFrom('charge_bulk').selectAll().where('undone_at', 'is', null).executeTakeFirst();
  if (!row) return null;
  const known = byCode(items);
  const undoable = row.before.every(({ code, version }) => known.get(code)?.version === version);
  return { id: row.id, act: row.act, count: row.item_count, at: row.at.toISOString(), by: row.by_name, undoable };
}

/** @throws STATE_REFUSED when another act came after it, VERSION_CONFLICT when one of its items was changed since */
export async function takeBack(work: CommandWork, bulkId: string): Promise<{ restored: number }> {
  await holdCharges(work.tx);
  const row = await work.tx.selectFrom('charge_bulk').selectAll().where('id', '=', bulkId).executeTakeFirst();
  if (!row || row.undone_at)
    throw fail('STATE_REFUSED', { what: '只能撤销最近一次批量设置 / only the last act can be undone' });
  requireVersions(
    byCode(await loadCharges(work.tx)),
    row.before.map(({ code, version }) => ({ code, expectedVersion: version })),
  );
  await writeOwn(work.tx, row.before);
  if (row.act.kind === 'links') await writeLinks(work.tx, row.before);
  await work.tx.updateTable('charge_bulk').set({ undone_at: work.now }).where('id', '=', bulkId).execute();
  return { restored: row.before.length };
}
