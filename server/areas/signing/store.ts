// Rows of certificates, authorities and policies as the documents that people see.
import type { Kysely, Selectable } from 'kysely';
import { fail } from '../../../core/kernel/errors.ts';
import type { ExamService } from '../../../core/orders/exam.ts';
import type { PersonCertificate, ServicePolicy, TrustedAuthority } from '../../../core/signing/model.ts';
import type { Database } from '../../db/schema.ts';
import type { Tx } from '../../kernel/types.ts';
import { type Certificate, readCertificate } from './pki/certificate.ts';
import type { AuthorityTable, CertificateTable } from './tables.ts';

export type CertificateRow = Selectable<CertificateTable>;

const instant = (at: Date | null): string | null => at?.toISOString() ?? null;

export function certificateShown(row: CertificateRow): PersonCertificate {
  return {
    id: row.id,
    version: row.version,
    personId: row.person_id,
    personName: row.person_name,
    state: row.state,
    name: row.name,
    subject: row.subject,
    issuer: row.issuer,
    serial: row.serial,
    fingerprint: row.fingerprint,
    keyName: row.key_name,
    notBefore: row.not_before.toISOString(),
    notAfter: row.not_after.toISOString(),
    importedAt: row.imported_at.toISOString(),
    decidedBy: row.decided_by,
    decidedAt: instant(row.decided_at),
    withdrawnAt: instant(row.withdrawn_at),
    withdrawReason: row.withdraw_reason,
  };
}

export function authorityShown(row: Selectable<AuthorityTable>): TrustedAuthority {
  return {
    id: row.id,
    version: row.version,
    subject: row.subject,
    issuer: row.issuer,
    serial: row.serial,
    fingerprint: row.fingerprint,
    notBefore: row.not_before.toISOString(),
    notAfter: row.not_after.toISOString(),
    addedAt: row.added_at.toISOString(),
    addedBy: row.added_by,
    removedAt: instant(row.removed_at),
    removedBy: row.removed_by,
  };
}

/** Newest first. */
export function certificatesOf(db: Kysely<Database>, personId: string): Promise<CertificateRow[]> {
  return db
    .selectFrom('signing_certificate')
    .selectAll()
    .where('person_id', '=', personId)
    .orderBy('imported_at', 'desc')
    .execute();
}

/** With its row locked, in the version that the asker saw. @throws NOT_FOUND, VERSION_CONFLICT */
export async function lockCertificate(tx: Tx, id: string, expectedVersion: number): Promise<CertificateRow> {
  const row = await tx
    .selectFrom('signing_certificate')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (!row) throw fail('NOT_FOUND', { what: 'certificate', certificateId: id });
  if (row.version !== expectedVersion)
    throw fail('VERSION_CONFLICT', { what: 'certificate', expected: expectedVersion, actual: row.version });
  return row;
}

/** Those that were trusted at an instant. */
export async function trustedAt(db: Kysely<Database>, at: Date): Promise<Certificate[]> {
  const rows = await db
    .selectFrom('signing_authority')
    .select('certificate')
    .where('added_at', '<=', at)
    .where((row) => row.or([row('removed_at', 'is', null), row('removed_at', '>', at)]))
    .execute();
  return rows.map(({ certificate }) => readCertificate(certificate));
}

const services: readonly ExamService[] = ['radiology', 'ecg'];

export async function policies(db: Kysely<Database>): Promise<ServicePolicy[]> {
  const rows = await db.selectFrom('signing_policy').selectAll().execute();
  return services.map((service) => {
    const row = rows.find((one) => one.service === service);
    return { service, policy: row?.policy ?? 'off', version: row?.version ?? 0 };
  });
}

export async function policyOf(db: Kysely<Database>, service: ExamService): Promise<ServicePolicy['policy']> {
  const row = await db.selectFrom('signing_policy').select('policy').where('service', '=', service).executeTakeFirst();
  return row?.policy ?? 'off';
}
