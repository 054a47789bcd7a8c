// Certificates for DICOM over TLS in tests, made anew in each run: a hospital's authority, a stranger's, and what they issued.
import { X509Certificate } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Trust } from '../../server/interfaces/dicom/tls/accept.ts';
import type { Kernel } from '../../server/kernel/types.ts';
import { hasTool, runTool } from './dicom-tools.ts';
import { type Issued, issue, pemOf, sha256Hex, tlsPairOf } from './pki.ts';

const day = 86_400_000;
const over = { notBefore: new Date(Date.now() - 20 * day), notAfter: new Date(Date.now() - 10 * day) };

export function tlsWorld() {
  const authority = issue({ commonName: 'Hospital CA', authority: null });
  const stranger = issue({ commonName: 'Stranger CA', authority: null });
  const of = (
    commonName: string,
    wishes: { issuer?: Issued; names?: string[]; notBefore?: Date; notAfter?: Date } = {},
  ) => issue({ commonName, issuer: authority, names: ['127.0.0.1', 'archive.test'], ...wishes });
  return {
    authority,
    stranger,
    archive: of('archive'),
    elsewhere: of('elsewhere', { names: ['pacs.elsewhere.test'] }),
    strange: of('strange', { issuer: stranger }),
    expired: of('expired', over),
    device: of('device', { names: ['ct1.test'] }),
    other: of('other device', { names: ['ct2.test'] }),
    /** Signed by itself alone, as devices come from the factory. */
    factory: issue({ commonName: 'factory', names: ['factory.test'] }),
    factoryExpired: issue({ commonName: 'factory', ...over }),
  };
}
export type TlsWorld = ReturnType<typeof tlsWorld>;

export const fingerprintOf = ({ der }: Issued): string => sha256Hex(der);

export const trusting = (anchors: readonly Issued[], more: Partial<Trust> = {}): Trust => ({
  clientCertificates: 'optional',
  anchors: anchors.map(pemOf),
  fingerprints: [],
  ...more,
});

/** An authority as the administrator enters it, for tests of what comes after that. */
export async function trustAuthority(db: Kernel['db'], authority: Issued): Promise<void> {
  const { validFrom, validTo } = new X509Certificate(authority.der);
  await db
    .insertInto('dicom_authority')
    .values({
      ...{ fingerprint: fingerprintOf(authority), subject: 'CA', issuer: 'CA', certificate: pemOf(authority) },
      ...{ not_before: new Date(validFrom), not_after: new Date(validTo), added_at: new Date(), added_by: 'test' },
    })
    .execute();
}

/** dcmtk with TLS: an archive's build may have been made without it. */
export async function dcmtkHasTls(): Promise<boolean> {
  return hasTool('echoscu') && (await runTool('echoscu', ['--help'])).output.includes('--enable-tls');
}

/** What dcmtk's programs are called with: who they are, and that they trust the hospital's CA. */
export interface DcmtkTls {
  /** With a certificate of its own. */
  as(issued: Issued): string[];
  /** Without one. */
  anonymous: string[];
}

/** @param folder for the files */
export async function dcmtkTls(folder: string, { authority, ...issued }: TlsWorld): Promise<DcmtkTls> {
  const trusted = ['+cf', (await pairFiles(folder, 'authority', authority)).cert];
  const options = new Map<Issued, string[]>();
  for (const [name, one] of Object.entries(issued)) {
    const { key, cert } = await pairFiles(folder, name, one);
    options.set(one, ['+tls', key, cert, ...trusted]);
  }
  return { as: (one) => options.get(one) ?? [], anonymous: ['+tla', ...trusted] };
}

/** Files as programs take them. */
export async function pairFiles(folder: string, name: string, issued: Issued): Promise<{ key: string; cert: string }> {
  const files = { key: join(folder, `${name}-key.pem`), cert: join(folder, `${name}.pem`) };
  const pair = tlsPairOf(issued);
  await writeFile(files.key, pair.key, { mode: 0o600 });
  await writeFile(files.cert, pair.cert);
  return files;
}
