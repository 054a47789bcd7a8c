// TLS to a peer that we call: nothing is written before its certificate has been judged by an entered authority or a pinned fingerprint.
import type { X509Certificate } from 'node:crypto';
import { isIP, type Socket } from 'node:net';
import { checkServerIdentity, connect, type TLSSocket } from 'node:tls';
import type { TlsProblem } from '../../../../core/imaging/tls-problem.ts';
import { AssociationError } from '../ul/errors.ts';
import type { Timers } from '../ul/timers.ts';
import { plainFingerprint, profile, type TlsIdentity } from './profile.ts';

/** How a peer's certificate is judged, and what we show it. */
export interface ClientTls {
  /** Authorities in PEM. */
  anchors: readonly string[];
  /** When there are any, its certificate is one of these (SHA-256, 64 hex digits) and nothing else is asked but its dates. */
  fingerprints: readonly string[];
  /** The name in its certificate; empty: the address that it is called at. */
  name: string;
  identity: TlsIdentity | null;
}

/** An association that could not be secured. */
export class TlsError extends AssociationError {
  readonly problem: TlsProblem;
  constructor(problem: TlsProblem, message: string, options?: ErrorOptions) {
    super('not-secured', message, options);
    this.name = 'TlsError';
    this.problem = problem;
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** Alerts by which the other side says that our certificate, or that we gave none, is what it does not like (RFC 8446 6.2). */
const ourCertificate = /ALERT_(?:[A-Z0-9]*_)*?(?:CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED)/;

function alertOf(error: unknown, where: string): TlsError | null {
  const code = codeOf(error);
  if (!code.startsWith('ERR_SSL_')) return null;
  return new TlsError(ourCertificate.test(code) ? 'tls-refused' : 'tls-handshake', `${where}: ${code}`, {
    cause: error,
  });
}

/** In TLS 1.3 our certificate is refused after the handshake, in place of the answer to the first request: by an alert, or by closing. */
export function refusedAfterHandshake(error: unknown, where: string): unknown {
  if (!(error instanceof AssociationError)) return error;
  const alert = alertOf(error.cause, where);
  if (alert || error.code !== 'connection-lost') return alert ?? error;
  const what = `${where}: it closed the connection after the handshake, as one does that refuses a certificate`;
  return new TlsError('tls-refused', what, { cause: error });
}

function described(certificate: X509Certificate): string {
  const words = (name: string) => name.replaceAll('\n', ', ');
  const { subject, issuer, validFrom, validTo, subjectAltName, fingerprint256 } = certificate;
  const names = subjectAltName ? `; ${subjectAltName}` : '';
  return `${words(subject)}${names}; issuer ${words(issuer)}; ${validFrom} - ${validTo}; SHA-256 ${fingerprint256}`;
}

/** Why the certificate is not believed; null when it is. */
function fault(socket: TLSSocket, { fingerprints }: ClientTls, now: Date): { problem: TlsProblem; why: string } | null {
  const certificate = socket.getPeerX509Certificate();
  if (!certificate) return { problem: 'tls-untrusted', why: 'it showed no certificate' };
  const seen = described(certificate);
  if (new Date(certificate.validTo) < now) return { problem: 'tls-expired', why: `expired: ${seen}` };
  if (new Date(certificate.validFrom) > now) return { problem: 'tls-expired', why: `not valid yet: ${seen}` };
  if (fingerprints.length > 0) {
    const pinned = fingerprints.includes(plainFingerprint(certificate.fingerprint256));
    return pinned ? null : { problem: 'tls-untrusted', why: `not the pinned certificate: ${seen}` };
  }
  if (socket.authorized) return null;
  const code = String(socket.authorizationError);
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return { problem: 'tls-name', why: `another name: ${seen}` };
  const outdated = code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID';
  return { problem: outdated ? 'tls-expired' : 'tls-untrusted', why: `${code}: ${seen}` };
}

export interface SecureOptions {
  host: string;
  port: number;
  tls: ClientTls;
  timers: Timers;
  handshakeMs: number;
}

/** The socket is connected. @throws TlsError; the socket is then destroyed */
export function secured(socket: Socket, options: SecureOptions): Promise<TLSSocket> {
  const { host, tls, timers, handshakeMs } = options;
  const where = `${host}:${options.port}`;
  const name = tls.name || host;
  if (tls.anchors.length === 0 && tls.fingerprints.length === 0) {
    socket.destroy();
    return Promise.reject(
      new TlsError('tls-untrusted', `${where}: no CA is entered, and no fingerprint for this peer`),
    );
  }
  return new Promise((resolve, reject) => {
    const stream = connect({
      ...profile(tls.identity, tls.anchors),
      socket,
      ...(isIP(name) === 0 ? { servername: name } : {}),
      checkServerIdentity: (_host, certificate) => checkServerIdentity(name, certificate),
      // Judged in `fault` before anything is written, so that a refusal can say which certificate it was.
      rejectUnauthorized: false,
    });
    const refuse = (error: TlsError): void => {
      stop();
      stream.on('error', () => undefined);
      stream.destroy();
      socket.destroy();
      reject(error);
    };
    const failed = (error: Error): void =>
      refuse(alertOf(error, where) ?? new TlsError('tls-handshake', `${where}: ${error.message}`, { cause: error }));
    const stop = timers.after(handshakeMs, () =>
      refuse(new TlsError('tls-handshake', `${where}: no TLS handshake within ${handshakeMs} ms`)),
    );
    stream.once('error', failed);
    stream.once('secureConnect', () => {
      const found = fault(stream, tls, new Date());
      if (found) {
        refuse(new TlsError(found.problem, `${where}: ${found.why}`));
        return;
      }
      stop();
      stream.off('error', failed);
      resolve(stream);
    });
  });
}
