// The secured entrance: TLS handshakes that end in time, and clients' certificates judged before a byte of DICOM is read.
import type { Socket } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import type { Timers } from '../ul/timers.ts';
import { plainFingerprint, profile, type SecureChannel, type TlsIdentity } from './profile.ts';

/** What the administrator trusts at this moment. */
export interface Trust {
  clientCertificates: 'optional' | 'required';
  /** PEM. */
  anchors: readonly string[];
  /** Of all peers; whose each one is, is asked when the peer has said its AE title. */
  fingerprints: readonly string[];
}

/** plain: no TLS came. slow: no handshake in time. crowded: too many at once. */
export type DoorRefusal = 'plain' | 'handshake' | 'slow' | 'crowded' | 'no-certificate' | 'untrusted' | 'expired';

export interface SecureAcceptorOptions {
  identity: TlsIdentity;
  trust(): Promise<Trust>;
  timers: Timers;
  accepted(stream: TLSSocket, address: string, channel: SecureChannel): void;
  refused(address: string, why: DoorRefusal, detail: string): void;
  /** For the whole handshake, however its bytes drip, ms. */
  handshakeMs?: number | undefined;
  /** Handshakes at once. */
  mostHandshakes?: number;
}

export interface SecureAcceptor {
  take(socket: Socket): void;
  /** What callers are shown from the next connection on. */
  setIdentity(identity: TlsIdentity): void;
  /** Cuts the handshakes that are under way. */
  close(): void;
}

export const addressOf = ({ remoteAddress }: Socket): string => remoteAddress?.replace(/^::ffff:/, '') ?? '';
const keyOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`;
const codeOf = (error: Error): string => ('code' in error && typeof error.code === 'string' ? error.code : '');

/** What OpenSSL says when the first bytes are a PDU, a web page or anything else than a ClientHello. */
const notTls =
  /WRONG_VERSION_NUMBER|HTTP_REQUEST|PACKET_LENGTH_TOO_LONG|RECORD_OVERFLOW|UNEXPECTED_MESSAGE|BAD_RECORD_TYPE/;

/** Null when the certificate, or that there is none, may come in. */
export function judged(socket: TLSSocket, trust: Trust, now: Date): { why: DoorRefusal; detail: string } | null {
  const certificate = socket.getPeerX509Certificate();
  if (!certificate) {
    return trust.clientCertificates === 'required' ? { why: 'no-certificate', detail: '' } : null;
  }
  const detail = `${certificate.subject.replaceAll('\n', ', ')}, SHA-256 ${certificate.fingerprint256}`;
  const outdated = new Date(certificate.validTo) < now || new Date(certificate.validFrom) > now;
  if (outdated) return { why: 'expired', detail };
  if (socket.authorized || trust.fingerprints.includes(plainFingerprint(certificate.fingerprint256))) return null;
  return { why: 'untrusted', detail: `${detail}: ${String(socket.authorizationError)}` };
}

function channelOf(socket: TLSSocket): SecureChannel {
  const certificate = socket.getPeerX509Certificate();
  return {
    protocol: socket.getProtocol() ?? '',
    cipher: socket.getCipher().standardName,
    certificate: certificate
      ? {
          subject: certificate.subject.replaceAll('\n', ', '),
          fingerprint: plainFingerprint(certificate.fingerprint256),
          anchored: socket.authorized,
        }
      : null,
  };
}

export function createSecureAcceptor(options: SecureAcceptorOptions): SecureAcceptor {
  const { timers, handshakeMs = 10_000, mostHandshakes = 64 } = options;
  const underWay = new Map<string, { socket: Socket; over(): void }>();
  let { identity } = options;
  let current: { anchors: string; server: Server } | null = null;
  let trusted: Trust = { clientCertificates: 'required', anchors: [], fingerprints: [] };

  function end(socket: Socket): void {
    underWay.get(keyOf(socket))?.over();
  }
  function refuse(socket: Socket, why: DoorRefusal, detail: string): void {
    options.refused(addressOf(socket), why, detail);
    socket.destroy();
  }

  /** Never listens; it is given connections. Made anew when other authorities are trusted or our certificate is another. */
  function serverFor({ anchors }: Trust): Server {
    const key = anchors.join('\n');
    if (current?.anchors === key) return current.server;
    const server = createServer({
      ...profile(identity, anchors),
      requestCert: true,
      // Judged in `judged`, which also knows pinned certificates.
      rejectUnauthorized: false,
      handshakeTimeout: handshakeMs,
    });
    server.on('secureConnection', (socket) => {
      end(socket);
      const refusal = judged(socket, trusted, new Date());
      if (refusal) {
        socket.on('error', () => undefined);
        refuse(socket, refusal.why, refusal.detail);
      } else options.accepted(socket, addressOf(socket), channelOf(socket));
    });
    server.on('tlsClientError', (error, socket) => {
      const known = underWay.get(keyOf(socket));
      end(socket);
      // One that was cut for its slowness has been told.
      if (known) refuse(socket, notTls.test(codeOf(error)) ? 'plain' : 'handshake', codeOf(error) || error.message);
    });
    current = { anchors: key, server };
    return server;
  }

  return {
    take(socket) {
      const key = keyOf(socket);
      const address = addressOf(socket);
      socket.on('error', () => undefined);
      if (underWay.size >= mostHandshakes) {
        refuse(socket, 'crowded', `${underWay.size}`);
        return;
      }
      const stop = timers.after(handshakeMs, () => {
        underWay.delete(key);
        options.refused(address, 'slow', `${handshakeMs} ms`);
        socket.destroy();
      });
      const over = () => {
        stop();
        underWay.delete(key);
      };
      underWay.set(key, { socket, over });
      socket.once('close', over);
      options.trust().then(
        (trust) => {
          if (socket.destroyed) return;
          trusted = trust;
          serverFor(trust).emit('connection', socket);
        },
        (error: unknown) => refuse(socket, 'handshake', `what is trusted cannot be read: ${String(error)}`),
      );
    },
    setIdentity(next) {
      identity = next;
      current = null;
    },
    close() {
      for (const { socket, over } of [...underWay.values()]) {
        over();
        socket.destroy();
      }
    },
  };
}
