// The archives of others as an administrator set them up: names and addresses in the clear, the password or token encrypted.
import type { Selectable } from 'kysely';
import type { z } from 'zod';
import type { ExternalArchive, SaveExternalArchive } from '../../../../core/imaging/external.ts';
import { fail } from '../../../../core/kernel/errors.ts';
import { literalProblem } from '../../../kernel/outgoing-address.ts';
import type { Caller, Kernel } from '../../../kernel/types.ts';
import type { ArchiveAccess } from './requests.ts';
import type { ExternalArchiveTable } from './tables.ts';

type Row = Selectable<ExternalArchiveTable>;

const right = 'identity.admin' as const;

const shown = (row: Row): ExternalArchive => ({
  id: row.id,
  name: row.name,
  url: row.url,
  login: row.login,
  user: row.login_name,
  active: row.active,
  hasSecret: row.secret !== '',
});

export function externalArchives(kernel: Kernel, caller: Caller): Promise<ExternalArchive[]> {
  return kernel.read(caller, right, { act: 'imaging.externalArchives', subject: '' }, async (db) =>
    (await db.selectFrom('imaging_external_archive').selectAll().orderBy('name').execute()).map(shown),
  );
}

/** @throws NOT_FOUND; DUPLICATE for a name that another has; INPUT_INVALID without the secret that the login needs */
export function saveExternalArchive(
  kernel: Kernel,
  caller: Caller,
  input: z.infer<typeof SaveExternalArchive>,
): Promise<ExternalArchive> {
  const request = { ...input.command, name: 'imaging.saveExternalArchive', right, subject: input.name, input };
  const url = input.url.replace(/\/+$/, '');
  return kernel.command(caller, request, async (work) => {
    const refusal = literalProblem(new URL(url).hostname);
    if (refusal !== null) throw fail('INPUT_INVALID', { fields: ['url'], what: refusal });
    const others = await work.tx.selectFrom('imaging_external_archive').selectAll().forUpdate().execute();
    const former = others.find(({ id }) => id === input.id) ?? null;
    if (input.id !== null && !former) throw fail('NOT_FOUND', { what: 'external archive' });
    if (others.some(({ id, name }) => id !== input.id && name === input.name))
      throw fail('DUPLICATE', { name: input.name });
    // A stored password goes to nobody but the address and the login it was entered for.
    const moved =
      former !== null && (new URL(former.url).origin !== new URL(url).origin || former.login !== input.login);
    const kept = former && !moved ? former.secret : '';
    const given = input.password === null || input.password === '' ? kept : kernel.fields.encrypt(input.password);
    const secret = input.login === 'none' ? '' : given;
    if (input.login !== 'none' && secret === '')
      throw fail('INPUT_INVALID', { fields: ['password'], what: 'password' });
    if (input.login === 'basic' && (input.user === '' || input.user.includes(':'))) {
      throw fail('INPUT_INVALID', { fields: ['user'], what: 'user' });
    }
    const row: Row = {
      id: former?.id ?? work.newId(),
      name: input.name,
      url,
      login: input.login,
      login_name: input.login === 'basic' ? input.user : '',
      secret,
      active: input.active,
      changed_at: work.now,
    };
    const { id, ...values } = row;
    if (former) await work.tx.updateTable('imaging_external_archive').set(values).where('id', '=', id).execute();
    else await work.tx.insertInto('imaging_external_archive').values(row).execute();
    const words = [url, input.login, input.active ? 'on' : 'off', secret === kept ? '' : 'new secret'];
    work.audit({ act: 'imaging.saveExternalArchive', subject: input.name, detail: words.filter(Boolean).join(', ') });
    return shown(row);
  });
}

export function removeExternalArchive(
  kernel: Kernel,
  caller: Caller,
  input: { command: { id: string; at: string }; id: string },
): Promise<{ ok: true }> {
  const request = { ...input.command, name: 'imaging.removeExternalArchive', right, subject: input.id, input };
  return kernel.command(caller, request, async (work) => {
    const gone = await work.tx
      .deleteFrom('imaging_external_archive')
      .where('id', '=', input.id)
      .returning('name')
      .executeTakeFirst();
    if (!gone) throw fail('NOT_FOUND', { what: 'external archive' });
    work.audit({ act: 'imaging.removeExternalArchive', subject: gone.name });
    return { ok: true as const };
  });
}

/** The secret in the clear, for a request. */
export function accessOf(kernel: Pick<Kernel, 'fields'>, row: Row): ArchiveAccess {
  const secret = row.secret === '' ? '' : kernel.fields.decrypt(row.secret);
  const basic = () => `Basic ${Buffer.from(`${row.login_name}:${secret}`, 'utf8').toString('base64')}`;
  const authorization = row.login === 'none' ? '' : row.login === 'basic' ? basic() : `Bearer ${secret}`;
  return { name: row.name, url: row.url, authorization };
}
