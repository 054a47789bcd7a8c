// The DICOM server: listens, negotiates, serves several associations at once by the callbacks it is given, stops in good order.
import type { Duplex } from 'node:stream';
import { createExchange, type Exchange, type ExchangeLimits } from './dimse/exchange.ts';
import { peerAssociation } from './dimse/peer.ts';
import { serveRequest } from './dimse/serve.ts';
import type { DicomLog, DicomServices } from './dimse/services.ts';
import { listenOn } from './listener.ts';
import { createRetriever } from './retrieve.ts';
import { ownImplementation, usualExchangeLimits } from './scu/client.ts';
import { addressOf, createSecureAcceptor, type DoorRefusal, type Trust } from './tls/accept.ts';
import type { SecureChannel, TlsIdentity } from './tls/profile.ts';
import { type Caller, type NegotiationPolicy, negotiate, type OwnParameters, refusal } from './ul/negotiation.ts';
import { readInto, readMemory } from './ul/reused-memory.ts';
import type { Timers } from './ul/timers.ts';

export interface DicomServerOptions {
  /** `port` null: nothing is taken in the clear. */
  listen: { host: string; port: number | null; tls?: { port: number; identity: TlsIdentity } | null };
  /** Asked at every connection to the TLS port; without it that port trusts nobody. */
  trust?(): Promise<Trust>;
  /** A connection to the TLS port got no further than its handshake. */
  refused?(address: string, why: DoorRefusal, detail: string): void;
  /** For a handshake, ms. */
  handshakeMs?: number;
  negotiate: NegotiationPolicy;
  services: DicomServices;
  log: DicomLog;
  timers: Timers;
  limits?: Partial<ExchangeLimits>;
  own?: Omit<OwnParameters, 'maxLength'>;
  /** Associations at once; a further one is refused as temporary congestion. */
  maxAssociations?: number;
}

export interface DicomServer {
  readonly host: string;
  /** 0: nothing is taken in the clear. */
  readonly port: number;
  readonly tlsPort: number | null;
  readonly associations: number;
  /** Serves a stream that was accepted elsewhere. */
  serve(stream: Duplex, address: string, secure: SecureChannel | null): void;
  /** What callers of the TLS port are shown from the next connection on. */
  setIdentity(identity: TlsIdentity): void;
  /** Takes no more callers, waits up to `graceMs` for associations that are at work, aborts the rest. */
  stop(graceMs: number): Promise<void>;
}

/** Time for the aborts of a stop to reach the peers, ms. */
const lastWordsMs = 500;

/** Rejects when the address cannot be listened on. */
export async function createDicomServer(options: DicomServerOptions): Promise<DicomServer> {
  const { services, log, timers, maxAssociations = 64 } = options;
  const limits: ExchangeLimits = { ...usualExchangeLimits, ...options.limits };
  const own: OwnParameters = { ...(options.own ?? ownImplementation), maxLength: limits.maxLength };
  const open = new Map<number, Exchange>();
  const idles: (() => void)[] = [];
  let lastId = 0;
  let stopping = false;

  function serve(stream: Duplex, address: string, secure: SecureChannel | null): void {
    lastId += 1;
    const id = lastId;
    const caller: Caller = { callingAe: '', calledAe: '', address, secure };
    const facts = (): Record<string, unknown> => ({
      ...{ association: id, callingAe: caller.callingAe, calledAe: caller.calledAe, address },
      tls: secure?.protocol ?? '',
    });
    const over = new AbortController();
    const exchange = createExchange({
      stream,
      limits,
      timers,
      side: {
        role: 'acceptor',
        decide(request) {
          caller.callingAe = request.callingAe;
          caller.calledAe = request.calledAe;
          const crowded = stopping || open.size > maxAssociations;
          if (crowded) return Promise.resolve({ ok: false, refusal: refusal.congestion });
          return negotiate(request, { ...caller }, options.negotiate, own);
        },
      },
      handlers: {
        established({ contexts, peer }) {
          log('info', 'dicom association accepted', {
            ...facts(),
            contexts: contexts.size,
            implementation: peer.implementationVersion,
          });
        },
        async request(request) {
          association ??= peerAssociation(exchange, { id, ...caller, ended: over.signal });
          await serveRequest(request, exchange, {
            services,
            association,
            log,
            maxIdentifierLength: limits.maxIdentifierLength,
            retriever,
          });
          if (stopping && exchange.serving <= 1) for (const idle of idles) idle();
        },
        ended(error) {
          open.delete(id);
          over.abort(error ?? undefined);
          if (error) log('warn', 'dicom association ended', { ...facts(), code: error.code, error: error.message });
          else log('info', 'dicom association released', facts());
          if (stopping) for (const idle of idles) idle();
        },
      },
    });
    let association: ReturnType<typeof peerAssociation> | null = null;
    open.set(id, exchange);
    streams.add(stream);
    stream.once('close', () => streams.delete(stream));
  }

  const streams = new Set<Duplex>();
  const retriever = createRetriever({ services, timers, limits: options.limits ?? {}, own, log });
  const memory = readMemory();
  const { host, port, tls } = options.listen;
  const plain =
    port === null
      ? null
      : await listenOn(
          { host, port },
          (accepted) => {
            const socket = readInto(memory, accepted);
            serve(socket, addressOf(socket), null);
          },
          log,
        );
  const acceptor = tls
    ? createSecureAcceptor({
        identity: tls.identity,
        trust: options.trust ?? (async () => ({ clientCertificates: 'required', anchors: [], fingerprints: [] })),
        timers,
        accepted: serve,
        refused(address, why, detail) {
          log('warn', 'dicom over TLS refused', { address, why, detail });
          options.refused?.(address, why, detail);
        },
        handshakeMs: options.handshakeMs,
      })
    : null;
  // What listens already must not outlive a second port that is taken.
  const secured =
    tls && acceptor
      ? await listenOn({ host, port: tls.port }, acceptor.take, log).catch(async (error: unknown) => {
          await plain?.close();
          throw error;
        })
      : null;

  return {
    host,
    port: plain?.port ?? 0,
    tlsPort: secured?.port ?? null,
    get associations() {
      return open.size;
    },
    serve,
    setIdentity: (identity) => acceptor?.setIdentity(identity),
    async stop(graceMs) {
      stopping = true;
      const stopped = Promise.all([plain?.close(), secured?.close()]);
      acceptor?.close();
      await new Promise<void>((resolve) => {
        const cancel = timers.after(graceMs, resolve);
        const check = (): void => {
          const working = [...open.values()].some((exchange) => exchange.serving > 0);
          if (working) return;
          cancel();
          resolve();
        };
        // A turn later: the request that just ended is still counted.
        idles.push(() => setImmediate(check));
        check();
      });
      for (const exchange of open.values()) exchange.association.abort('The server is stopping.');
      // A peer that does not close on an abort is not waited for until ARTIM.
      const cut = timers.after(lastWordsMs, () => {
        for (const stream of streams) stream.destroy();
      });
      const closed = [...streams].map((stream) => new Promise<void>((resolve) => stream.once('close', resolve)));
      await Promise.all([stopped, ...closed]);
      cut();
    },
  };
}
