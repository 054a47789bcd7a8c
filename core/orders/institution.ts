// An institution of the network as an administrator keeps it: primary hospitals, centres, and this hospital itself (ECG-51 to ECG-53).
import { z } from 'zod';
import { ShortText } from '../kernel/contract.ts';
import { ExamService } from './exam.ts';

export const InstitutionEntry = z.object({
  id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/),
  name: ShortText.min(1),
  nameEn: ShortText,
  /** What it reads for others; empty: it only sends. */
  reads: z.array(ExamService).max(8),
  /** The institution of this server: exactly one, and it stays. */
  own: z.boolean(),
  active: z.boolean(),
  /** Departments whose people act for it; one department belongs to one institution. */
  departmentIds: z.array(z.string().min(1).max(64)).max(500),
  /** Where its reports go as HL7 messages; empty when its people read them here. */
  hl7Peer: z.string().max(64),
});
export type InstitutionEntry = z.infer<typeof InstitutionEntry>;
