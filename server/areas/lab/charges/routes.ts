// The procedures of the charge items; whoever keeps the dictionaries keeps them.
import type { BulkAct } from '../../../../core/lab/charges/contract.ts';
import type { Implementer } from '../../../web/procedures.ts';
import type { LabServices } from '../services.ts';
import { carryOut, lastBulk, takeBack } from './acts.ts';
import { importFile, previewFile } from './import-file.ts';
import { loadCharges, shown } from './store.ts';

const right = 'dictionary.edit' as const;

/** What was done, for the audit row. */
function told(act: BulkAct, count: number): string {
  const what =
    act.kind === 'category'
      ? act.category
      : act.kind === 'active'
        ? String(act.active)
        : act.kind === 'renumber'
          ? act.by
          : act.kind === 'move'
            ? (act.before ?? '')
            : `${act.how} ${act.links.map(({ kind, code, quantity }) => `${kind}/${code}x${quantity}`).join(' ')}`;
  return `${act.kind} ${what} (${count})`.slice(0, 500);
}

export function chargeRoutes(services: LabServices, { charges }: Implementer) {
  const { kernel } = services;
  return charges.router({
    items: charges.items.handler(({ context }) =>
      kernel.read(context.caller, right, { act: 'charges.items', subject: 'all' }, async (db) => {
        const items = await loadCharges(db);
        return {
          items: items.map(shown),
          lastBulk: await lastBulk(db, items),
          asOf: kernel.clock.now().toISOString(),
        };
      }),
    ),
    preview: charges.preview.handler(({ input, context }) =>
      kernel.read(context.caller, right, { act: 'charges.preview', subject: input.name }, (db) =>
        previewFile(db, input),
      ),
    ),
    importFile: charges.importFile.handler(({ input, context }) =>
      kernel.command(
        context.caller,
        { ...input.command, name: 'charges.importFile', right, subject: input.name, input },
        (work) => importFile(work, input),
      ),
    ),
    bulk: charges.bulk.handler(({ input, context }) => {
      const subject = told(input.act, input.items.length);
      return kernel.command(
        context.caller,
        { ...input.command, name: 'charges.bulk', right, subject, input },
        async (work) => carryOut(work, input.items, input.act, await services.dictionaries.load(work.tx)),
      );
    }),
    undoBulk: charges.undoBulk.handler(({ input, context }) =>
      kernel.command(
        context.caller,
        { ...input.command, name: 'charges.undoBulk', right, subject: input.bulkId, input },
        (work) => takeBack(work, input.bulkId),
      ),
    ),
  });
}
