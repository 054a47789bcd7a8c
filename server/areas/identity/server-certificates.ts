// The certificates of the server's doors as an administrator sees them.
import { X509Certificate } from 'node:crypto';
import type { ServerCertificate } from '../../../core/identity/server-certificate.ts';
import type { LiveCertificate } from '../../kernel/live-certificate.ts';

/** Null where a door has none; one that serves both doors counts once. */
export interface DoorCertificates {
  web: LiveCertificate | null;
  dicom: LiveCertificate | null;
}

const oneLine = (name: string): string => name.replaceAll('\n', ', ');

function shown(door: ServerCertificate['door'], { current, problem }: LiveCertificate): ServerCertificate {
  const { subject, issuer, validFrom, validTo, fingerprint256 } = new X509Certificate(current.cert);
  return {
    door,
    ...{ subject: oneLine(subject), issuer: oneLine(issuer), problem },
    notBefore: new Date(validFrom).toISOString(),
    notAfter: new Date(validTo).toISOString(),
    fingerprint: fingerprint256.replaceAll(':', '').toLowerCase(),
  };
}

export function serverCertificates({ web, dicom }: DoorCertificates): ServerCertificate[] {
  return [...(web ? [shown('web', web)] : []), ...(dicom && dicom !== web ? [shown('dicom', dicom)] : [])];
}
