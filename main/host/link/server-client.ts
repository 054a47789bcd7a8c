// The typed client of the central server: every request is signed by the station, and carries the person's session where there is one.
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/fetch';
import type { ContractRouterClient } from '@orpc/contract';
import type { serverContract } from '../../../core/contract.ts';
import { signStationRequest, stationHeaders } from '../../../core/identity/station-signature.ts';

export interface CallContext {
  /** Token of the person's session at the server. */
  session?: string | null;
  /** Nobody touched the screen: the call does not keep the session awake. */
  background?: boolean;
  /** Headers of the answer: the new session token comes in them. */
  onHeaders?: (headers: Headers) => void;
  /** Default 10 s; 0 is for streams. */
  timeoutMs?: number;
}

export type ServerClient = ContractRouterClient<typeof serverContract, CallContext>;

export interface StationIdentity {
  id: string;
  secret: string;
}

export interface SignedFetchParts {
  serverUrl: string;
  /** Null before the enrolment. */
  station(): StationIdentity | null;
  /** Time of the server, as well as it is known: signatures hold for 5 minutes. */
  nowMs(): number;
  fetch: (url: string, init: RequestInit) => Promise<Response>;
}

/** The server did not answer: the line is broken, or it took too long. */
export class UnreachableError extends Error {
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = 'UnreachableError';
  }
}

export type SignedFetch = (
  request: { method: string; path: string; headers?: Headers; body?: Uint8Array; signal?: AbortSignal },
  context?: CallContext,
) => Promise<Response>;

const usualTimeoutMs = 10_000;

export function createSignedFetch(parts: SignedFetchParts): SignedFetch {
  const base = parts.serverUrl.replace(/\/+$/, '');
  // A server below a path of a gateway signs what it sees: the whole path.
  const basePath = new URL(base).pathname.replace(/\/+$/, '');
  return async ({ method, path, headers: given, body, signal }, context = {}) => {
    const headers = new Headers(given);
    headers.set('x-yishu', '1');
    const station = parts.station();
    if (station) {
      const signed = signStationRequest(
        station.id,
        {
          method,
          pathAndQuery: basePath + path,
          timestamp: String(Math.round(parts.nowMs())),
          nonce: randomBytes(18).toString('base64url'),
          bodySha256Hex: createHash('sha256')
            .update(body ?? new Uint8Array())
            .digest('hex'),
        },
        (text) => createHmac('sha256', station.secret).update(text).digest('hex'),
      );
      for (const [name, value] of Object.entries(signed)) headers.set(name, value);
    }
    if (context.session) headers.set(stationHeaders.session, context.session);
    if (context.background) headers.set('x-yishu-background', '1');
    const timeoutMs = context.timeoutMs ?? usualTimeoutMs;
    const signals = [signal, timeoutMs > 0 ? AbortSignal.timeout(timeoutMs) : undefined].filter(
      (one) => one !== undefined,
    );
    const init: RequestInit = { method, headers, redirect: 'manual' };
    if (signals.length > 0) init.signal = AbortSignal.any(signals);
    // A copy: the types of Node and of the DOM disagree about whose buffer a body may be.
    if (body && body.length > 0) init.body = new Uint8Array(body);
    const response = await parts.fetch(base + path, init).catch((error: unknown) => {
      throw new UnreachableError(error);
    });
    context.onHeaders?.(response.headers);
    return response;
  };
}

export function createServerClient(serverUrl: string, signedFetch: SignedFetch): ServerClient {
  const basePath = new URL(serverUrl).pathname.replace(/\/+$/, '');
  const link = new RPCLink<CallContext>({
    url: `${serverUrl.replace(/\/+$/, '')}/rpc`,
    async fetch(request, _init, { context }) {
      const url = new URL(request.url);
      const path = url.pathname.slice(basePath.length) + url.search;
      const body = new Uint8Array(await request.arrayBuffer());
      return signedFetch(
        { method: request.method, path, headers: request.headers, body, signal: request.signal },
        context,
      );
    },
  });
  return createORPCClient(link);
}
