// Certificate authorities in the files in which they are handed out: PEM with one or several, or DER with one.
import { X509Certificate } from 'node:crypto';
import { plainFingerprint } from './profile.ts';

export interface ReadAuthority {
  /** SHA-256, 64 hex digits. */
  fingerprint: string;
  subject: string;
  issuer: string;
  notBefore: Date;
  notAfter: Date;
  pem: string;
}

export type AuthoritiesIn = { authorities: ReadAuthority[] } | { fault: string };

const oneLine = (name: string | undefined): string => (name ?? '').split('\n').reverse().join(', ');

export function describeCertificate(certificate: X509Certificate): Omit<ReadAuthority, 'pem'> {
  return {
    fingerprint: plainFingerprint(certificate.fingerprint256),
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    notBefore: new Date(certificate.validFrom),
    notAfter: new Date(certificate.validTo),
  };
}

function read(file: Buffer): X509Certificate[] | null {
  const blocks = file.toString('latin1').match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g);
  try {
    return blocks ? blocks.map((block) => new X509Certificate(block)) : [new X509Certificate(file)];
  } catch {
    return null;
  }
}

/** All of the file or none of it. */
export function authoritiesIn(file: Buffer, now: Date): AuthoritiesIn {
  const found = read(file);
  if (!found) return { fault: 'neither PEM nor DER of a certificate' };
  const authorities: ReadAuthority[] = [];
  for (const certificate of found) {
    const facts = describeCertificate(certificate);
    if (!certificate.ca) return { fault: `${facts.subject} is not the certificate of an authority` };
    if (facts.notAfter < now) return { fault: `${facts.subject} has expired` };
    authorities.push({ ...facts, pem: certificate.toString() });
  }
  return { authorities };
}
