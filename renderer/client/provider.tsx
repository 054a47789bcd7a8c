// The API and the query cache, given to every component below; and how a component sends a command.
import { type MutationMeta, QueryClientProvider, useMutation } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useState } from 'react';
import type { CommandMeta } from '../../core/kernel/contract.ts';
import { useToasts } from '../shell/toasts.tsx';
import { type Api, createQueryClient } from './api.ts';

/** Why the last session of this page ended, as far as the server said so. */
export const endedKey = ['session-ended'];

const ApiContext = createContext<Api | null>(null);

export function ApiProvider({ api, children }: { api: Api; children: ReactNode }) {
  const { showFailure } = useToasts();
  const [queryClient] = useState(() => {
    const made = createQueryClient({ onCommandFailed: showFailure });
    api.onSessionEnded((because) => {
      made.setQueryData(endedKey, because);
      made.setQueryData(api.query.identity.me.queryKey(), null);
    });
    return made;
  });
  return (
    <ApiContext value={api}>
      <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
    </ApiContext>
  );
}

export function useApi(): Api {
  const api = useContext(ApiContext);
  if (!api) throw new Error('ApiProvider is missing');
  return api;
}

/** What every command carries: its idempotency key and when the person did it. */
export function newCommand(): CommandMeta {
  return { id: crypto.randomUUID(), at: new Date().toISOString() };
}

interface CommandOptions<Input, Output> {
  onDone?: (output: Output, input: Input) => void;
  onFailed?: (error: unknown, input: Input) => void;
  /** Codes of the error table that the caller shows itself. */
  handles?: string[];
  /** Commands of one scope run one after another. */
  scope?: string;
}

/** Sends a command given without its meta: `const receive = useCommand(client.lab.receive)`; `receive.mutate({ specimenId, expectedVersion })`. */
export function useCommand<Input extends { command: CommandMeta }, Output>(
  call: (input: Input) => Promise<Output>,
  options: CommandOptions<Omit<Input, 'command'>, Output> = {},
) {
  const meta: MutationMeta | undefined = options.handles ? { handles: options.handles } : undefined;
  return useMutation({
    mutationFn: (input: Omit<Input, 'command'>) => call({ ...input, command: newCommand() } as Input),
    onSuccess: (output, input) => options.onDone?.(output, input),
    onError: (error, input) => options.onFailed?.(error, input),
    meta,
    scope: options.scope ? { id: options.scope } : undefined,
  });
}
