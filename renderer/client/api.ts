// The typed client of the contract on the page's own origin: the same code behind a host, behind the server, and in tests.
import { createORPCClient, ORPCError } from '@orpc/client';
import { RPCLink } from '@orpc/client/fetch';
import { ClientRetryPlugin, type ClientRetryPluginContext } from '@orpc/client/plugins';
import type { ContractRouterClient } from '@orpc/contract';
import { createTanstackQueryUtils } from '@orpc/tanstack-query';
import { focusManager, MutationCache, QueryClient } from '@tanstack/react-query';
import type { stationContract } from '../../core/contract.ts';
import { type EndedBecause, endedIn } from '../../core/identity/session-end.ts';
import { failureOf, retryClassOf } from './failure.ts';

export type ApiClient = ContractRouterClient<typeof stationContract, ClientRetryPluginContext>;

/** What a locked screen and a login page ask. */
const whileHeld: ReadonlySet<string> = new Set([
  'identity.captcha',
  'identity.login',
  'identity.lock',
  'identity.logout',
  'identity.me',
  'critical.waiting',
  'devices.capabilities',
]);

/**
 * `origin` e.g. `http://127.0.0.1:4610` or `yishu://app`. `attended` says whether somebody touched the screen lately:
 * calls that the page makes by itself do not keep a session alive.
 */
export function createApi(origin: string, attended: () => boolean) {
  let held = false;
  let tellEnded: (because: EndedBecause) => void = () => undefined;
  const link = new RPCLink<ClientRetryPluginContext>({
    url: `${origin}/rpc`,
    // Forces a preflight on any foreign origin: the server refuses calls without it.
    headers: () => (attended() ? { 'x-yishu': '1' } : { 'x-yishu': '1', 'x-yishu-background': '1' }),
    plugins: [new ClientRetryPlugin()],
    interceptors: [
      async ({ next, path }) => {
        if (whileHeld.has(path.join('.'))) return next();
        // Of the class that passes: what saves or renews by itself keeps what it has and comes again.
        if (held) throw new ORPCError('OFFLINE_UNAVAILABLE', { status: 503 });
        try {
          return await next();
        } catch (error) {
          const { code, detail } = failureOf(error);
          if (code === 'LOGIN_REQUIRED') tellEnded(endedIn(detail) ?? 'unknown');
          throw error;
        }
      },
    ],
  });
  const client: ApiClient = createORPCClient(link);
  return {
    client,
    query: createTanstackQueryUtils(client),
    /** Nobody is at the screen: no call leaves the page but those of coming back, whatever timer asks for it. */
    hold(on: boolean): void {
      held = on;
      // Stops what is asked for at intervals; a query of the lock itself says that it goes on.
      focusManager.setFocused(on ? false : undefined);
    },
    /** Called when any answer says that the session is over, and why. */
    onSessionEnded(listener: (because: EndedBecause) => void): void {
      tellEnded = listener;
    },
  };
}

export type Api = ReturnType<typeof createApi>;

interface FailureSinks {
  /** A command failed and nothing on the screen says so. */
  onCommandFailed: (error: unknown) => void;
}

/**
 * Queries refetch by event, not by focus; what may succeed later is tried twice more. Their errors show where the data would stand.
 * A mutation that shows some errors itself names their codes in `meta.handles`.
 */
export function createQueryClient(sinks: FailureSinks): QueryClient {
  return new QueryClient({
    mutationCache: new MutationCache({
      onError: (error, _variables, _result, mutation) => {
        const handled = mutation.meta?.handles;
        const { code } = failureOf(error);
        // An ended session is told by the lock that comes over the work.
        if (code === 'LOGIN_REQUIRED') return;
        if (!Array.isArray(handled) || !handled.includes(code)) sinks.onCommandFailed(error);
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        refetchOnWindowFocus: false,
        networkMode: 'always',
        retry: (count, error) => count < 2 && retryClassOf(error) === 'again',
      },
      // The host queues and repeats commands: the screen sends each once.
      mutations: { networkMode: 'always', retry: false },
    },
  });
}
