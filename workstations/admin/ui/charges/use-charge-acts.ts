// The acts over the chosen charge items: sent with the versions that the screen shows, told when done, the last one taken back.
import { useQueryClient } from '@tanstack/react-query';
import type { BulkAct, LastBulk } from '../../../../core/lab/charges/contract.ts';
import type { ChargeItem } from '../../../../core/lab/charges/model.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { useChargeText } from './texts.ts';

export type RunAct = (act: BulkAct) => void;

export function useChargeActs(chosen: readonly ChargeItem[], lastBulk: LastBulk | null) {
  const text = useChargeText();
  const { client, query } = useApi();
  const queries = useQueryClient();
  const { show } = useToasts();
  const reload = () => queries.invalidateQueries({ queryKey: query.charges.items.key() });
  const bulk = useCommand(client.charges.bulk, {
    onDone: ({ count }) => {
      show({ tone: 'done', title: text('done', { count }) });
      void reload();
    },
    // Somebody was first: the list as it is now is what the next try goes by.
    onFailed: () => void reload(),
  });
  const undo = useCommand(client.charges.undoBulk, {
    onDone: ({ restored }) => {
      show({ tone: 'done', title: text('undone', { count: restored }) });
      void reload();
    },
    onFailed: () => void reload(),
  });
  return {
    busy: bulk.isPending || undo.isPending,
    reload,
    run(act: BulkAct) {
      if (chosen.length === 0 || bulk.isPending) return;
      bulk.mutate({ items: chosen.map(({ code, version }) => ({ code, expectedVersion: version })), act });
    },
    undo() {
      if (lastBulk?.undoable && !undo.isPending) undo.mutate({ bulkId: lastBulk.id });
    },
  };
}
