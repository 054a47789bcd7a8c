// What an administrator can ask of the charge items and do with them (LAB-83): the list, a file's preview and import, acts over a
// selection, and taking back the last of those.
import { z } from 'zod';
import { base, Code, commandInput, Id, Instant, Version } from '../../kernel/contract.ts';
import { ChargeItem, ChargeLink } from './model.ts';

/** Longest file of charge items, in bytes. */
export const chargeFileLimit = 8 * 1024 * 1024;
/** How many items one act may take: all of a large hospital. */
export const chargeActLimit = 20_000;

export const BulkAct = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('category'), category: z.string().trim().max(64) }),
  z.object({ kind: z.literal('active'), active: z.boolean() }),
  z.object({ kind: z.literal('renumber'), by: z.enum(['code', 'name', 'category']) }),
  /** Before this item; null is the end of the list. */
  z.object({ kind: z.literal('move'), before: Code.nullable() }),
  /** add: these besides what is there (a new quantity for what is linked already); replace: these and no others; remove: not these. */
  z.object({
    kind: z.literal('links'),
    how: z.enum(['add', 'replace', 'remove']),
    links: z.array(ChargeLink).max(500),
  }),
]);
export type BulkAct = z.infer<typeof BulkAct>;

export const LastBulk = z.object({
  id: Id,
  act: BulkAct,
  count: z.number().int(),
  at: Instant,
  by: z.string(),
  /** False when an item of it was changed since. */
  undoable: z.boolean(),
});
export type LastBulk = z.infer<typeof LastBulk>;

const factName = z.enum(['name', 'pinyin', 'category', 'unit', 'priceFen', 'active']);
const previewRow = z.object({
  line: z.number().int().nullable(),
  code: z.string(),
  name: z.string(),
  priceFen: z.number().int().nullable(),
});
/** Rows of one kind that a preview shows. */
export const previewRows = 500;

export const ChargePreview = z.object({
  /** Of the plan: an import that would do something else is refused. */
  digest: z.string(),
  encoding: z.enum(['utf-8', 'gb18030']),
  delimiter: z.string(),
  counts: z.object({
    added: z.number().int(),
    changed: z.number().int(),
    unchanged: z.number().int(),
    gone: z.number().int(),
    refused: z.number().int(),
  }),
  /** At most 500 of each. */
  added: z.array(previewRow),
  changed: z.array(
    previewRow.extend({
      /** What was there, and what comes, as text; money in fen. */
      facts: z.array(z.object({ fact: factName, before: z.string(), after: z.string() })),
    }),
  ),
  gone: z.array(previewRow),
  refused: z.array(z.object({ line: z.number().int(), code: z.string(), reason: z.string(), text: z.string() })),
});
export type ChargePreview = z.infer<typeof ChargePreview>;

const fileInput = {
  name: z.string().trim().min(1).max(200),
  /** Bytes of the file, base64. */
  content: z.base64().max(Math.ceil(chargeFileLimit / 3) * 4),
  /** The file is the complete list: what is not in it is no longer charged. */
  whole: z.boolean(),
};

export const chargesContract = {
  items: base
    .route({ method: 'GET', path: '/charges' })
    .output(z.object({ items: z.array(ChargeItem), lastBulk: LastBulk.nullable(), asOf: Instant })),
  preview: base.route({ method: 'POST', path: '/charges/preview' }).input(z.object(fileInput)).output(ChargePreview),
  /** What of the file can be read is stored; refused rows stay out. @throws VERSION_CONFLICT when the list changed since the preview */
  importFile: base
    .route({ method: 'POST', path: '/charges/import' })
    .input(commandInput({ ...fileInput, digest: z.string() }))
    .output(ChargePreview.shape.counts),
  /** One act over a selection: all or nothing. @throws VERSION_CONFLICT naming the items that somebody changed first */
  bulk: base
    .route({ method: 'POST', path: '/charges/bulk' })
    .input(
      commandInput({
        items: z
          .array(z.object({ code: Code, expectedVersion: Version }))
          .min(1)
          .max(chargeActLimit),
        act: BulkAct,
      }),
    )
    .output(LastBulk),
  /** Takes the last act back while nobody changed its items. @throws STATE_REFUSED, VERSION_CONFLICT */
  undoBulk: base
    .route({ method: 'POST', path: '/charges/undo' })
    .input(commandInput({ bulkId: Id }))
    .output(z.object({ restored: z.number().int() })),
};
