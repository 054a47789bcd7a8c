// What is trusted when DICOM runs over TLS, as the database has it: authorities, pinned fingerprints, whether callers must show a certificate.
import type { Kysely } from 'kysely';
import type { Database } from '../../../db/schema.ts';
import type { Trust } from './accept.ts';
import type { ClientTls } from './connect.ts';
import type { TlsIdentity } from './profile.ts';

export async function anchorsOf(db: Kysely<Database>): Promise<string[]> {
  const rows = await db.selectFrom('dicom_authority').select('certificate').orderBy('fingerprint').execute();
  return rows.map(({ certificate }) => certificate);
}

export async function trustOf(db: Kysely<Database>): Promise<Trust> {
  const [anchors, pinned, rule] = await Promise.all([
    anchorsOf(db),
    db.selectFrom('dicom_peer').select('fingerprints').where('active', '=', true).execute(),
    db.selectFrom('dicom_transport').select('client_certificates').executeTakeFirst(),
  ]);
  return {
    clientCertificates: rule?.client_certificates ?? 'optional',
    anchors,
    fingerprints: pinned.flatMap(({ fingerprints }) => fingerprints),
  };
}

/** Null for a peer that is called in the clear. */
export async function tlsFor(
  db: Kysely<Database>,
  peer: { tls: boolean; certificate_name: string; fingerprints: readonly string[] },
  identity: TlsIdentity | null,
): Promise<ClientTls | null> {
  if (!peer.tls) return null;
  const { certificate_name: name, fingerprints } = peer;
  return { anchors: await anchorsOf(db), fingerprints, name, identity };
}
