// The register of programs as an administrator keeps it: entered, changed, shut out, given new secrets; every act in the audit trail.
import type { Selectable } from 'kysely';
import type { CommandMeta } from '../../../core/kernel/contract.ts';
import { fail } from '../../../core/kernel/errors.ts';
import { numbersClash } from '../../../core/orders/own-numbers.ts';
import { type Program, ProgramEntry } from '../../../core/programs/program.ts';
import type { Caller, CommandWork, Kernel } from '../../kernel/types.ts';
import { institutionsOf } from '../orders/module.ts';
import { addSecret, hashOf, liveSecrets, newSecret } from './secrets.ts';
import type { OutsideProgramTable, OutsideSecretTable } from './tables.ts';

export type ProgramRow = Selectable<OutsideProgramTable>;

export function entryOf(row: ProgramRow): ProgramEntry {
  return {
    code: row.code,
    name: row.name,
    institutionId: row.institution_id,
    purpose: row.purpose,
    contact: row.contact,
    scopes: row.scopes,
    reach: row.reach,
    ownNumbers: row.own_numbers,
    addresses: row.addresses,
    validUntil: row.valid_until,
    active: row.active,
  };
}

function shown(row: ProgramRow, secrets: readonly Selectable<OutsideSecretTable>[]): Program {
  return {
    ...entryOf(row),
    id: row.id,
    changedAt: row.changed_at.toISOString(),
    secrets: secrets
      .filter(({ program_id }) => program_id === row.id)
      .map(({ id, hint, created_at, created_by, ends_at }) => ({
        id,
        hint,
        createdAt: created_at.toISOString(),
        createdBy: created_by,
        endsAt: ends_at?.toISOString() ?? null,
      })),
    lastUsed: row.used_at && { at: row.used_at.toISOString(), address: row.used_from ?? '' },
    lastRefused:
      row.refused_at && row.refused_why
        ? { at: row.refused_at.toISOString(), address: row.refused_from ?? '', why: row.refused_why }
        : null,
  };
}

export function listPrograms(kernel: Kernel, caller: Caller): Promise<Program[]> {
  return kernel.read(caller, 'identity.admin', { act: 'programs.list', subject: '' }, async (db) => {
    const rows = await db.selectFrom('outside_program').selectAll().orderBy('active', 'desc').orderBy('code').execute();
    const secrets = await liveSecrets(db, kernel.clock.now());
    return rows.map((row) => shown(row, secrets));
  });
}

async function programNamed(kernel: Kernel, code: string): Promise<Program> {
  const row = await kernel.db
    .selectFrom('outside_program')
    .selectAll()
    .where('code', '=', code)
    .executeTakeFirstOrThrow();
  return shown(row, await liveSecrets(kernel.db, kernel.clock.now()));
}

function changes(before: ProgramEntry | null, after: ProgramEntry): string {
  return ProgramEntry.keyof()
    .options.filter((name) => JSON.stringify(before?.[name] ?? null) !== JSON.stringify(after[name]))
    .map((name) => `${name}: ${JSON.stringify(before?.[name] ?? null)} -> ${JSON.stringify(after[name])}`)
    .join('; ');
}

/** The secret is told to who made it: the answer of the command is kept for replays, and a replay tells it to nobody. */
async function withSecret(
  kernel: Kernel,
  code: string,
  carryOut: (secret: { hash: string; hint: string }) => Promise<{ hash: string | null }>,
): Promise<{ program: Program; secret: string | null }> {
  const secret = newSecret();
  const hash = hashOf(secret);
  const kept = await carryOut({ hash, hint: secret.slice(-4) });
  return { program: await programNamed(kernel, code), secret: kept.hash === hash ? secret : null };
}

/** @param isNew an older program keeps what it said: its patients stand here under those numbers */
async function requireInstitution(
  kernel: Kernel,
  work: CommandWork,
  program: ProgramEntry,
  isNew: boolean,
): Promise<void> {
  const { institutionId, ownNumbers } = program;
  const known = (await institutionsOf(kernel, work.tx)).find(({ id }) => id === institutionId);
  if (!known) throw fail('INPUT_INVALID', { fields: [`institutionId: ${institutionId} is no active institution`] });
  const numbering = { own: known.own, ownNumbers: known.own_numbers, hl7Facilities: known.hl7_facilities };
  if (isNew && numbersClash(numbering, ownNumbers))
    throw fail('INPUT_INVALID', {
      fields: [
        `ownNumbers: ${known.name} is entered with ${known.own_numbers ? 'numbers of its own' : "this hospital's numbers"} (系统管理 > 机构 > 患者号); a program says the same`,
      ],
    });
}

/**
 * @throws DUPLICATE for a code that is there, NOT_FOUND, INPUT_INVALID for an institution that is none, or that numbers its patients
 * otherwise. Whose a program is stays: what it
 * submitted belongs to that institution
 */
export function saveProgram(
  kernel: Kernel,
  caller: Caller,
  input: { command: CommandMeta; program: ProgramEntry; isNew: boolean },
): Promise<{ program: Program; secret: string | null }> {
  const { program, isNew } = input;
  const request = {
    ...input.command,
    name: 'programs.save',
    right: 'identity.admin' as const,
    subject: program.code,
    input,
  };
  return withSecret(kernel, program.code, (secret) =>
    kernel.command(caller, request, async (work) => {
      const former = await work.tx
        .selectFrom('outside_program')
        .selectAll()
        .where('code', '=', program.code)
        .forUpdate()
        .executeTakeFirst();
      if (isNew && former) throw fail('DUPLICATE', { what: 'program', code: program.code });
      if (!isNew && !former) throw fail('NOT_FOUND', { what: 'program', code: program.code });
      if (former && (former.institution_id !== program.institutionId || former.own_numbers !== program.ownNumbers))
        throw fail('STATE_REFUSED', {
          what: 'institution and numbers of a program stay as they are',
          code: former.code,
        });
      await requireInstitution(kernel, work, program, former === undefined);
      const { institutionId, ownNumbers, validUntil, ...rest } = program;
      const values = {
        ...rest,
        scopes: [...new Set(program.scopes)],
        addresses: [...new Set(program.addresses)],
        institution_id: institutionId,
        own_numbers: ownNumbers,
        valid_until: validUntil,
        changed_at: work.now,
      };
      work.audit({
        act: 'programs.save',
        subject: program.code,
        detail: changes(former ? entryOf(former) : null, program),
      });
      if (former) {
        await work.tx.updateTable('outside_program').set(values).where('id', '=', former.id).execute();
        return { hash: null };
      }
      const id = work.newId();
      const never = { used_at: null, used_from: null, refused_at: null, refused_from: null, refused_why: null };
      await work.tx
        .insertInto('outside_program')
        .values({ id, ...values, ...never })
        .execute();
      await addSecret(work, id, secret, 0);
      return { hash: secret.hash };
    }),
  );
}

/** @throws NOT_FOUND */
export function renewSecret(
  kernel: Kernel,
  caller: Caller,
  input: { command: CommandMeta; code: string; overlapHours: number },
): Promise<{ program: Program; secret: string | null }> {
  const { code, overlapHours } = input;
  const request = {
    ...input.command,
    name: 'programs.renewSecret',
    right: 'identity.admin' as const,
    subject: code,
    input,
  };
  return withSecret(kernel, code, (secret) =>
    kernel.command(caller, request, async (work) => {
      const row = await work.tx
        .selectFrom('outside_program')
        .select('id')
        .where('code', '=', code)
        .forUpdate()
        .executeTakeFirst();
      if (!row) throw fail('NOT_FOUND', { what: 'program', code });
      await addSecret(work, row.id, secret, overlapHours);
      work.audit({ act: 'programs.renewSecret', subject: code, detail: `former secret for ${overlapHours} h more` });
      return { hash: secret.hash };
    }),
  );
}
