// What an administrator decides: which certificates may be used, which authorities are trusted, what each service asks for.
import { Buffer } from 'node:buffer';
import type { CommandMeta } from '../../../core/kernel/contract.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { PersonCertificate, ServicePolicy, TrustedAuthority } from '../../../core/signing/model.ts';
import { withoutNumbers } from '../../../core/signing/rules.ts';
import type { Caller, CommandWork, Kernel } from '../../kernel/types.ts';
import { withdraw } from './own.ts';
import { type Certificate, isStrongEnough, readCertificates } from './pki/certificate.ts';
import { DerError } from './pki/read-der.ts';
import { authorityShown, certificateShown, lockCertificate, policies } from './store.ts';

const right = 'identity.admin';
type About = { command: CommandMeta; certificateId: string; expectedVersion: number };

export function listCertificates(kernel: Kernel, caller: Caller): Promise<PersonCertificate[]> {
  return kernel.read(caller, right, { act: 'signing.certificates', subject: '' }, async (db) => {
    const rows = await db.selectFrom('signing_certificate').selectAll().orderBy('imported_at', 'desc').execute();
    return rows.map(certificateShown);
  });
}

/** Somebody else than its owner. @throws SAME_PERSON, STATE_REFUSED */
export function approve(kernel: Kernel, caller: Caller, input: About): Promise<PersonCertificate> {
  const request = { ...input.command, name: 'signing.approve', right, subject: input.certificateId, input } as const;
  return kernel.command(caller, request, async (work) => {
    const row = await lockCertificate(work.tx, input.certificateId, input.expectedVersion);
    if (row.person_id === caller.person?.id) throw fail('SAME_PERSON', { act: 'approve', what: 'certificate' });
    if (row.state !== 'pending') throw fail('STATE_REFUSED', { what: 'certificate', state: row.state });
    const by = caller.person?.name ?? '';
    const change = { version: row.version + 1, state: 'approved' as const, decided_by: by, decided_at: work.now };
    await work.tx.updateTable('signing_certificate').set(change).where('id', '=', row.id).execute();
    work.audit({
      act: 'signing.approve',
      subject: row.person_name,
      detail: `${withoutNumbers(row.subject)}, ${row.serial}`,
    });
    return certificateShown({ ...row, ...change });
  });
}

export function withdrawAnyones(
  kernel: Kernel,
  caller: Caller,
  input: About & { reason: string },
): Promise<PersonCertificate> {
  const request = { ...input.command, name: 'signing.withdraw', right, subject: input.certificateId, input } as const;
  return kernel.command(caller, request, async (work) => {
    const row = await lockCertificate(work.tx, input.certificateId, input.expectedVersion);
    work.audit({ act: 'signing.withdraw', subject: row.person_name, detail: `${row.serial}: ${input.reason}` });
    return certificateShown(await withdraw(work, row, caller.person?.name ?? '', input.reason));
  });
}

export function listAuthorities(kernel: Kernel, caller: Caller): Promise<TrustedAuthority[]> {
  return kernel.read(caller, right, { act: 'signing.authorities', subject: '' }, async (db) => {
    const rows = await db.selectFrom('signing_authority').selectAll().orderBy('added_at', 'desc').execute();
    return rows.map(authorityShown);
  });
}

/** @throws INPUT_INVALID when one of them is no authority */
function authoritiesIn(file: string, now: Date): Certificate[] {
  const invalid = (what: string) => fail('INPUT_INVALID', { fields: [`file: ${what}`] });
  let found: Certificate[];
  try {
    found = readCertificates(Buffer.from(file, 'base64'));
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    throw invalid('neither PEM nor DER of a certificate');
  }
  for (const one of found) {
    if (one.authority === null) throw invalid(`${one.subject} is not the certificate of an authority`);
    if (!isStrongEnough(one.publicKey)) throw invalid(`${one.subject}: the key is too weak (${one.keyName})`);
    if (one.notAfter < now) throw invalid(`${one.subject} has expired`);
  }
  return found;
}

async function addAuthority(work: CommandWork, one: Certificate, by: string): Promise<void> {
  const known = await work.tx
    .selectFrom('signing_authority')
    .select('id')
    .where('fingerprint', '=', one.fingerprint)
    .where('removed_at', 'is', null)
    .executeTakeFirst();
  if (known) return;
  await work.tx
    .insertInto('signing_authority')
    .values({
      id: work.newId(),
      version: 1,
      fingerprint: one.fingerprint,
      subject: one.subject,
      issuer: one.issuer,
      serial: one.serial,
      not_before: one.notBefore,
      not_after: one.notAfter,
      certificate: one.der,
      added_at: work.now,
      added_by: by,
      removed_at: null,
      removed_by: '',
    })
    .execute();
  work.audit({
    act: 'signing.addAuthorities',
    subject: one.subject,
    detail: `${one.serial}, SHA-256 ${one.fingerprint}`,
  });
}

/** Those that are trusted already stay as they are. @throws INPUT_INVALID */
export function addAuthorities(
  kernel: Kernel,
  caller: Caller,
  input: { command: CommandMeta; file: string },
): Promise<TrustedAuthority[]> {
  const request = { ...input.command, name: 'signing.addAuthorities', right, subject: '', input } as const;
  return kernel.command(caller, request, async (work) => {
    for (const one of authoritiesIn(input.file, work.now)) await addAuthority(work, one, caller.person?.name ?? '');
    const rows = await work.tx.selectFrom('signing_authority').selectAll().orderBy('added_at', 'desc').execute();
    return rows.map(authorityShown);
  });
}

/** No more certificates of it are taken or used; signatures until now stay valid. @throws VERSION_CONFLICT, STATE_REFUSED */
export function removeAuthority(
  kernel: Kernel,
  caller: Caller,
  input: { command: CommandMeta; authorityId: string; expectedVersion: number; reason: string },
): Promise<TrustedAuthority> {
  const request = {
    ...input.command,
    name: 'signing.removeAuthority',
    right,
    subject: input.authorityId,
    input,
  } as const;
  return kernel.command(caller, request, async (work) => {
    const row = await work.tx
      .selectFrom('signing_authority')
      .selectAll()
      .where('id', '=', input.authorityId)
      .forUpdate()
      .executeTakeFirst();
    if (!row) throw fail('NOT_FOUND', { what: 'authority', authorityId: input.authorityId });
    if (row.version !== input.expectedVersion)
      throw fail('VERSION_CONFLICT', { what: 'authority', expected: input.expectedVersion, actual: row.version });
    if (row.removed_at) throw fail('STATE_REFUSED', { what: 'authority', state: 'removed' });
    const change = { version: row.version + 1, removed_at: work.now, removed_by: caller.person?.name ?? '' };
    await work.tx.updateTable('signing_authority').set(change).where('id', '=', row.id).execute();
    work.audit({ act: 'signing.removeAuthority', subject: row.subject, detail: input.reason });
    return authorityShown({ ...row, ...change });
  });
}

/** @throws VERSION_CONFLICT with what is there now */
export function savePolicy(
  kernel: Kernel,
  caller: Caller,
  input: { command: CommandMeta; policy: Omit<ServicePolicy, 'version'>; expectedVersion: number },
): Promise<ServicePolicy> {
  const { service, policy } = input.policy;
  const request = { ...input.command, name: 'signing.savePolicy', right, subject: service, input } as const;
  return kernel.command(caller, request, async (work) => {
    const before = (await policies(work.tx)).find((one) => one.service === service);
    const actual = before?.version ?? 0;
    if (actual !== input.expectedVersion)
      throw fail('VERSION_CONFLICT', { what: 'signing policy', service, expected: input.expectedVersion, actual });
    const version = actual + 1;
    await work.tx
      .insertInto('signing_policy')
      .values({ service, policy, version })
      .onConflict((conflict) => conflict.column('service').doUpdateSet({ policy, version }))
      .execute();
    work.audit({ act: 'signing.savePolicy', subject: service, detail: `${before?.policy ?? 'off'} -> ${policy}` });
    return { service, policy, version };
  });
}
