// Refused calls in the audit trail: each caller and reason once in a while, since a device that is set wrongly tries all day.
import { systemCaller } from '../../../kernel/access.ts';
import type { Kernel } from '../../../kernel/types.ts';
import type { DoorRefusal } from './accept.ts';
import type { IncomingFault } from './rules.ts';

export interface RefusedCall {
  address: string;
  /** Empty where the caller did not come so far as to say it. */
  callingAe: string;
  why: DoorRefusal | IncomingFault;
  detail: string;
}
export type RefusalNote = (call: RefusedCall) => void;

const againMs = 600_000;
/** Whoever calls from many addresses fills the log, not the audit trail. */
const mostKept = 1000;

export function refusalNote(kernel: Kernel): RefusalNote {
  const noted = new Map<string, number>();
  return ({ address, callingAe, why, detail }) => {
    const now = kernel.clock.now().getTime();
    const key = `${address} ${callingAe} ${why}`;
    if ((noted.get(key) ?? 0) > now) return;
    for (const [one, until] of noted) if (until <= now) noted.delete(one);
    if (noted.size >= mostKept) return;
    noted.set(key, now + againMs);
    const audit = {
      act: 'dicom.refusedCall',
      subject: callingAe || address,
      detail: [why, callingAe ? address : '', detail].filter(Boolean).join(', ').slice(0, 500),
      outcome: 'failed' as const,
    };
    kernel.audit(systemCaller(address), audit).catch((error: unknown) => {
      kernel.log('warn', 'a refused call could not be audited', { error: String(error) });
    });
  };
}
