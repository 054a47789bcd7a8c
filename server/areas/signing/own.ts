// A person's own certificates: imported by nobody else, looked into before they are taken, withdrawn when a key is lost.
import { Buffer } from 'node:buffer';
import type { CommandMeta } from '../../../core/kernel/contract.ts';
import { fail, YishuError } from '../../../core/kernel/errors.ts';
import type { MyCertificates } from '../../../core/signing/contract.ts';
import type { PersonCertificate } from '../../../core/signing/model.ts';
import type { SigningReason } from '../../../core/signing/reasons.ts';
import { certificateToUse, isNameOf, withoutNumbers } from '../../../core/signing/rules.ts';
import { requireAccess } from '../../kernel/access.ts';
import type { Caller, CommandWork, Kernel } from '../../kernel/types.ts';
import type { Keyring } from './keyring.ts';
import { type Certificate, usageBits } from './pki/certificate.ts';
import { chainTo } from './pki/chain.ts';
import { FileError, type OpenedFile, openPkcs12 } from './pki/pkcs12.ts';
import {
  type CertificateRow,
  certificateShown,
  certificatesOf,
  lockCertificate,
  policies,
  trustedAt,
} from './store.ts';

const refused = (reason: SigningReason, more: Record<string, string> = {}): YishuError =>
  fail('CERTIFICATE_REFUSED', { reason, ...more });

function requirePerson(caller: Caller): NonNullable<Caller['person']> {
  requireAccess(caller, null);
  if (!caller.person) throw fail('LOGIN_REQUIRED');
  return caller.person;
}

export async function mine(kernel: Kernel, keyring: Keyring, caller: Caller): Promise<MyCertificates> {
  const person = requirePerson(caller);
  const rows = await certificatesOf(kernel.db, person.id);
  const certificates = rows.map(certificateShown);
  const choice = certificateToUse(certificates, kernel.clock.now());
  const id = 'use' in choice ? choice.use.id : null;
  const until = id === null ? null : await keyring.lockedUntil(id);
  return {
    certificates,
    policies: await policies(kernel.db),
    usable: 'use' in choice ? { certificateId: choice.use.id } : choice,
    kept: id !== null && keyring.kept(caller, id) !== null,
    lockedUntil: until?.toISOString() ?? null,
  };
}

/** The file opened, or the refusal that the command shall end with, so that it stands in the audit trail. */
async function look(file: Buffer, password: string): Promise<OpenedFile | YishuError> {
  try {
    return await openPkcs12(file, password);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    if (error.fault === 'passwordWrong') return fail('CERTIFICATE_REFUSED', { reason: 'passwordWrong' });
    return refused(error.fault, error.what === '' ? {} : { what: error.what });
  }
}

/** @throws CERTIFICATE_REFUSED with the reason */
async function requireFit(work: CommandWork, { certificate, others }: OpenedFile, personName: string): Promise<void> {
  if (!certificate.commonNames.some((name) => isNameOf(name, personName)))
    throw refused('nameDiffers', { certificate: certificate.commonNames.join(', '), account: personName });
  const { usage } = certificate;
  const signs = usage === null || usage.has(usageBits.digitalSignature) || usage.has(usageBits.nonRepudiation);
  if (certificate.authority !== null || !signs) throw refused('notForSigning');
  const answer = chainTo(certificate, await trustedAt(work.tx, work.now), others, work.now);
  if ('fault' in answer) throw refused(answer.fault, { issuer: certificate.issuer });
}

async function requireNew(work: CommandWork, certificate: Certificate, personId: string): Promise<void> {
  const known = await work.tx
    .selectFrom('signing_certificate')
    .select(['person_id', 'state'])
    .where('fingerprint', '=', certificate.fingerprint)
    .executeTakeFirst();
  if (!known) return;
  if (known.person_id !== personId) throw refused('othersCertificate');
  if (known.state === 'withdrawn') throw refused('withdrawnBefore');
  throw fail('DUPLICATE', { what: 'certificate', serial: certificate.serial });
}

/** @throws CERTIFICATE_REFUSED, DUPLICATE */
export async function importMine(
  kernel: Kernel,
  caller: Caller,
  input: { command: CommandMeta; file: string; password: string },
): Promise<PersonCertificate> {
  const person = requirePerson(caller);
  const file = Buffer.from(input.file, 'base64');
  const opened = await look(file, input.password);
  const request = { ...input.command, name: 'signing.importMine', right: null, subject: person.user, input };
  return kernel.command(caller, request, async (work) => {
    if (opened instanceof YishuError) throw opened;
    const { certificate, others } = opened;
    await requireNew(work, certificate, person.id);
    await requireFit(work, opened, person.name);
    const row: CertificateRow = {
      id: work.newId(),
      version: 1,
      person_id: person.id,
      person_name: person.name,
      state: 'pending',
      fingerprint: certificate.fingerprint,
      name: certificate.commonNames.join(', '),
      subject: certificate.subject,
      issuer: certificate.issuer,
      serial: certificate.serial,
      key_name: certificate.keyName,
      not_before: certificate.notBefore,
      not_after: certificate.notAfter,
      certificate: certificate.der,
      between_certificates: others.map(({ der }) => der),
      file: kernel.fields.encrypt(file.toString('base64')),
      imported_at: work.now,
      decided_by: '',
      decided_at: null,
      withdrawn_at: null,
      withdraw_reason: '',
    };
    await work.tx.insertInto('signing_certificate').values(row).execute();
    work.audit({
      act: 'signing.importMine',
      subject: person.user,
      detail: `${withoutNumbers(certificate.subject)}, ${certificate.serial}`,
    });
    return certificateShown(row);
  });
}

/** Withdraws and forgets the key. A signature that was made before stays what it is. @throws STATE_REFUSED */
export async function withdraw(
  work: CommandWork,
  row: CertificateRow,
  by: string,
  reason: string,
): Promise<CertificateRow> {
  if (row.state === 'withdrawn') throw fail('STATE_REFUSED', { what: 'certificate', state: row.state });
  const change = {
    version: row.version + 1,
    state: 'withdrawn' as const,
    file: null,
    withdrawn_at: work.now,
    withdraw_reason: reason.trim(),
    decided_by: by,
    decided_at: work.now,
  };
  await work.tx.updateTable('signing_certificate').set(change).where('id', '=', row.id).execute();
  return { ...row, ...change };
}

export async function withdrawMine(
  kernel: Kernel,
  keyring: Keyring,
  caller: Caller,
  input: { command: CommandMeta; certificateId: string; expectedVersion: number; reason: string },
): Promise<PersonCertificate> {
  const person = requirePerson(caller);
  const request = { ...input.command, name: 'signing.withdrawMine', right: null, subject: person.user, input };
  const done = await kernel.command(caller, request, async (work) => {
    const row = await lockCertificate(work.tx, input.certificateId, input.expectedVersion);
    if (row.person_id !== person.id) throw fail('NOT_FOUND', { what: 'certificate', certificateId: row.id });
    work.audit({ act: 'signing.withdrawMine', subject: person.user, detail: `${row.serial}: ${input.reason}` });
    return certificateShown(await withdraw(work, row, person.name, input.reason));
  });
  keyring.forget(caller);
  return done;
}
