// Charge items of the HIS (收费项目): what is charged, where it came from, and which tests or order items it stands for (LAB-83).
import { z } from 'zod';
import { Code, Instant, Version } from '../../kernel/contract.ts';

/** What a charge item stands for: one test, or an order item (a group of tests that is ordered together). */
export const ChargeTarget = z.object({ kind: z.enum(['test', 'orderItem']), code: Code });
export type ChargeTarget = z.infer<typeof ChargeTarget>;

/** `quantity` units of the charge item for one of the target. */
export const ChargeLink = ChargeTarget.extend({ quantity: z.number().int().min(1).max(999) });
export type ChargeLink = z.infer<typeof ChargeLink>;

/** What the HIS says of an item. Money in fen (1/100 yuan). */
export const ChargeFacts = z.object({
  name: z.string().min(1).max(200),
  /** Initials that people search by; empty where nobody gave any. */
  pinyin: z.string().max(64),
  category: z.string().max(64),
  unit: z.string().max(32),
  priceFen: z.number().int().nonnegative().max(99_999_999_999).nullable(),
  active: z.boolean(),
});
export type ChargeFacts = z.infer<typeof ChargeFacts>;

export const ChargeItem = ChargeFacts.extend({
  code: Code,
  version: Version,
  /** Place in lists, unique. */
  order: z.number().int(),
  source: z.enum(['hl7', 'file']),
  /** Sending application or name of the file. */
  sourceName: z.string(),
  /** When the HIS last said something about it. */
  pulledAt: Instant,
  /** The HIS no longer has it, since then; such an item is inactive. */
  goneAt: Instant.nullable(),
  links: z.array(ChargeLink),
});
export type ChargeItem = z.infer<typeof ChargeItem>;

/** A charge item as one pull brings it; what the source does not say is absent and stays as it is. */
export interface PulledCharge {
  code: string;
  facts: Partial<ChargeFacts>;
}
