// A file of charge items: shown before anything is stored, then stored as it was shown, or refused when the list has changed since.
import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import { fail } from '../../../../core/kernel/errors.ts';
import { type ChargePreview, previewRows } from '../../../../core/lab/charges/contract.ts';
import type { ChargeFacts } from '../../../../core/lab/charges/model.ts';
import { type PullPlan, planPull } from '../../../../core/lab/charges/pull.ts';
import { type ReadCharges, readChargeRows } from '../../../../core/lab/charges/read-rows.ts';
import type { Database } from '../../../db/schema.ts';
import type { CommandWork } from '../../../kernel/types.ts';
import { byCode, writePlan } from './pull.ts';
import { type FileRows, readChargeFile } from './read-file.ts';
import { holdCharges, loadCharges, type StoredCharge } from './store.ts';

export interface ChargeFile {
  name: string;
  content: string;
  whole: boolean;
}

interface Planned {
  file: FileRows;
  read: ReadCharges;
  known: StoredCharge[];
  plan: PullPlan;
  digest: string;
}

async function planned(db: Kysely<Database>, { content, whole }: ChargeFile): Promise<Planned> {
  const file = readChargeFile(Buffer.from(content, 'base64'));
  const read = readChargeRows(file.rows);
  if (read.missing.length > 0) {
    const header = file.rows[0]?.cells.join(' | ') ?? '';
    throw fail('INPUT_INVALID', {
      fields: read.missing.map(
        (column) => `${column === 'code' ? '编码 / code' : '名称 / name'}: no such column in “${header.slice(0, 200)}”`,
      ),
    });
  }
  const known = await loadCharges(db);
  const items = byCode(known);
  const plan = planPull(items, read.items, { whole, spared: read.refused.map(({ code }) => code) });
  const lines = new Map(read.items.map(({ code, line }) => [code, line]));
  for (const { code, reason } of plan.refused)
    read.refused.push({ line: lines.get(code) ?? 0, code, reason, text: '' });
  read.refused.sort((left, right) => left.line - right.line);
  const versions = plan.changed.map(({ code }) => items.get(code)?.version ?? 0);
  const digest = createHash('sha256')
    .update(JSON.stringify([plan.added, plan.changed, plan.gone, versions]))
    .digest('hex');
  return { file, read, known, plan, digest };
}

const countsOf = ({ plan, read }: Planned): ChargePreview['counts'] => ({
  added: plan.added.length,
  changed: plan.changed.length,
  unchanged: plan.unchanged.length,
  gone: plan.gone.length,
  refused: read.refused.length,
});

const factText = (value: ChargeFacts[keyof ChargeFacts]) => (value === null ? '' : String(value));

export async function previewFile(db: Kysely<Database>, input: ChargeFile): Promise<ChargePreview> {
  const all = await planned(db, input);
  const { file, plan, read, known } = all;
  const items = byCode(known);
  const lines = new Map(read.items.map(({ code, line }) => [code, line]));
  const row = (code: string, facts: ChargeFacts) => ({
    line: lines.get(code) ?? null,
    code,
    name: facts.name,
    priceFen: facts.priceFen,
  });
  return {
    digest: all.digest,
    encoding: file.encoding,
    delimiter: file.delimiter,
    counts: countsOf(all),
    added: plan.added.slice(0, previewRows).map(({ code, facts }) => row(code, facts)),
    changed: plan.changed.slice(0, previewRows).map(({ code, facts, changed }) => {
      const before = items.get(code);
      return {
        ...row(code, facts),
        facts: before
          ? changed.map((fact) => ({ fact, before: factText(before[fact]), after: factText(facts[fact]) }))
          : [],
      };
    }),
    gone: plan.gone.slice(0, previewRows).flatMap((code) => {
      const item = items.get(code);
      return item ? [row(code, item)] : [];
    }),
    refused: read.refused.slice(0, previewRows),
  };
}

/** @throws VERSION_CONFLICT when the file would now do something else than its preview said */
export async function importFile(
  work: CommandWork,
  input: ChargeFile & { digest: string },
): Promise<ChargePreview['counts']> {
  await holdCharges(work.tx);
  const all = await planned(work.tx, input);
  if (all.digest !== input.digest) throw fail('VERSION_CONFLICT', { what: 'charge items', file: input.name });
  await writePlan(work.tx, all.known, all.plan, { source: 'file', sourceName: input.name, at: work.now });
  return countsOf(all);
}
