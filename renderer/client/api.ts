// The typed client of the contract on the page's own origin: the same code behind a host, behind the server, and in tests.
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/fetch';
import { ClientRetryPlugin, type ClientRetryPluginContext } from '@orpc/client/plugins';
import type { ContractRouterClient } from '@orpc/contract';
import { createTanstackQueryUtils } from '@orpc/tanstack-query';
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import type { stationContract } from '../../core/contract.ts';
import { failureOf, retryClassOf } from './failure.ts';

export type ApiClient = ContractRouterClient<typeof stationContract, ClientRetryPluginContext>;

/**
 * `origin` e.g. `http://127.0.0.1:4610` or `yishu://app`. `attended` says whether somebody touched the screen lately:
 * calls that the page makes by itself do not keep a session alive.
 */
export function createApi(origin: string, attended: () => boolean) {
  const link = new RPCLink<ClientRetryPluginContext>({
    url: `${origin}/rpc`,
    // Forces a preflight on any foreign origin: the server refuses calls without it.
    headers: () => (attended() ? { 'x-yishu': '1' } : { 'x-yishu': '1', 'x-yishu-background': '1' }),
    plugins: [new ClientRetryPlugin()],
  });
  const client: ApiClient = createORPCClient(link);
  return { client, query: createTanstackQueryUtils(client) };
}

export type Api = ReturnType<typeof createApi>;

interface FailureSinks {
  /** The server no longer knows the session. */
  onSessionEnded: () => void;
  /** A command failed and nothing on the screen says so. */
  onCommandFailed: (error: unknown) => void;
}

/**
 * Queries refetch by event, not by focus; what may succeed later is tried twice more. Their errors show where the data would stand.
 * A mutation that shows some errors itself names their codes in `meta.handles`.
 */
export function createQueryClient(sinks: FailureSinks): QueryClient {
  const sessionEnded = (error: unknown) => failureOf(error).code === 'LOGIN_REQUIRED';
  return new QueryClient({
    queryCache: new QueryCache({ onError: (error) => sessionEnded(error) && sinks.onSessionEnded() }),
    mutationCache: new MutationCache({
      onError: (error, _variables, _result, mutation) => {
        const handled = mutation.meta?.handles;
        if (sessionEnded(error)) sinks.onSessionEnded();
        else if (!Array.isArray(handled) || !handled.includes(failureOf(error).code)) sinks.onCommandFailed(error);
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
