// Tables of the kernel: commands that were carried out, the change feed, messages that wait for an interface, settings.
import type { Generated } from 'kysely';
import type { ChangeKind } from '../../core/sync/contract.ts';

export interface KernelTables {
  migration: { id: string; name: string; at: Generated<Date> };
  /** Small facts of this installation, such as the check value of the field key. */
  setting: { key: string; value: string };
  /** One row a command id. `done` keeps the answer (encrypted) for replays; a refused command did nothing and may be tried again. */
  idempotency: {
    command_id: string;
    name: string;
    actor_id: string | null;
    input_hash: string;
    state: 'done' | 'refused';
    output: string | null;
    error: { code: string; detail: Record<string, unknown> } | null;
    at: Date;
  };
  /** Insert-only. What changed, written by the command without a number. */
  change: {
    id: string;
    kind: ChangeKind;
    entity_id: string;
    version: number;
    group_id: string | null;
    at: Date;
  };
  /** Changes that the sequencer has not numbered yet; `arrival` only keeps the order within a command. */
  change_pending: { arrival: Generated<number>; change_id: string };
  /** Insert-only. The publication order, without gaps. */
  feed: { seq: number; change_id: string };
  /** Insert-only. What an interface has to send; the interface keeps its own record of what became of it under the same id. */
  outgoing_message: {
    arrival: Generated<number>;
    id: string;
    interface: string;
    peer: string;
    type: string;
    subject: string;
    payload: unknown;
    at: Date;
  };
}
