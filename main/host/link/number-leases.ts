// Numbers for work without the server: blocks are leased beforehand and given out in pieces that never overlap.
import type { CustodyStore } from '../cache/custody-store.ts';
import { type HostEnvironment, messageOf } from '../environment.ts';
import type { ServerClient } from './server-client.ts';

export type NumberKind = 'barcode' | 'accession';

export interface NumberLeases {
  /** Leases more when the stock is low; called when the server is back and after numbers were given out. */
  refill(): Promise<void>;
  /** `size` numbers in a row, from the stock, or straight from the server when it is empty; null when neither has them. */
  take(kind: NumberKind, size: number): Promise<{ from: number; to: number; prefix: string } | null>;
}

/** Enough for three days of a busy reception, or exam desk, without the server (P4). */
const kinds = {
  barcode: { stock: 3_000, block: 1_000 },
  accession: { stock: 300, block: 300 },
} as const satisfies Record<NumberKind, { stock: number; block: number }>;

export function createNumberLeases(
  environment: HostEnvironment,
  store: CustodyStore,
  client: ServerClient,
  online: () => boolean,
): NumberLeases {
  let filling: Promise<void> | null = null;

  async function fillKind(kind: NumberKind): Promise<void> {
    const { stock, block } = kinds[kind];
    while (online() && (await store.read.leftNumbers(kind)) < stock) {
      const { prefix, from, to } = await client.sync.lease({ kind, size: block });
      await store.write.addLease(kind, prefix, from, to);
    }
  }

  async function fill(): Promise<void> {
    try {
      await fillKind('barcode');
      await fillKind('accession');
    } catch (error) {
      environment.log('warn', 'numbers could not be leased', { reason: messageOf(error) });
    }
  }

  function refill(): Promise<void> {
    filling ??= fill().finally(() => {
      filling = null;
    });
    return filling;
  }

  return {
    refill,
    async take(kind, size) {
      const numbers = await store.write.takeNumbers(kind, size);
      if (numbers) {
        void refill();
        return numbers;
      }
      await refill();
      return store.write.takeNumbers(kind, size);
    },
  };
}
