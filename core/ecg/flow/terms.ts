// The bank of diagnosis terms (诊断词条): AHA/ACC/HRS statements, a department's and a person's own, and which may stand beside which.
import { z } from 'zod';
import { Id, ShortText, Version } from '../../kernel/contract.ts';

/** Primary statements stand alone; secondary ones, modifiers and comparisons need one (AHA/ACC/HRS 2007 part II). */
export const TermKind = z.enum(['primary', 'secondary', 'modifier', 'comparison', 'convenience', 'own']);
export type TermKind = z.infer<typeof TermKind>;

export const EcgTerm = z.object({
  id: z.string().min(1).max(64),
  version: Version,
  /** Number of the statement, or the department's own short code for typing. */
  code: z.string().max(32),
  kind: TermKind,
  /** Group A to N of the recommendations, or the department's own. */
  group: ShortText,
  zh: ShortText.min(1),
  en: ShortText,
  /** Typed to find it: pinyin initials. */
  search: z.string().max(64),
  /** Codes of primary statements that a secondary one or a modifier may stand with; empty is any. */
  pairsWith: z.array(z.string().max(32)).max(200),
  /** The tracing is positive (阳性) with this statement; null says nothing. */
  positive: z.boolean().nullable(),
  scope: z.enum(['shipped', 'department', 'person']),
  departmentId: z.string().max(64),
  personId: Id.nullable(),
  active: z.boolean(),
  order: z.number().int(),
});
export type EcgTerm = z.infer<typeof EcgTerm>;
