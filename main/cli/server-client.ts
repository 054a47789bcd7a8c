// A client of a running server for programs of the command line: the same calls as a station's, with the session's cookie kept.
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/fetch';
import type { ContractRouterClient } from '@orpc/contract';
import type { serverContract } from '../../core/contract.ts';

export type ServerClient = ContractRouterClient<typeof serverContract>;

/** The cookie is kept in `cookie`, so that plain routes can be asked with it too. */
export function clientOf(serverUrl: string, cookie: { value: string }): ServerClient {
  const link = new RPCLink({
    url: `${serverUrl}/rpc`,
    headers: () => ({ 'x-yishu': '1', ...(cookie.value ? { cookie: cookie.value } : {}) }),
    fetch: async (request, init) => {
      const response = await fetch(request, init);
      const [set] = response.headers.getSetCookie();
      if (set) cookie.value = set.split(';')[0] ?? '';
      return response;
    },
  });
  return createORPCClient(link);
}
