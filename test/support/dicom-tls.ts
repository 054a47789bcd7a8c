// Certificates for DICOM over TLS in tests, made anew in each run: a hospital's authority, a stranger's, and what they issued.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Trust } from '../../server/interfaces/dicom/tls/accept.ts';
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

/** Files as programs take them. */
export async function pairFiles(folder: string, name: string, issued: Issued): Promise<{ key: string; cert: string }> {
  const files = { key: join(folder, `${name}-key.pem`), cert: join(folder, `${name}.pem`) };
  const pair = tlsPairOf(issued);
  await writeFile(files.key, pair.key, { mode: 0o600 });
  await writeFile(files.cert, pair.cert);
  return files;
}
