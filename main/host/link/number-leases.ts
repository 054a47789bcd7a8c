// Numbers for work without the server: blocks are leased beforehand and given out in pieces that never overlap.
import type { CustodyStore } from '../cache/custody-store.ts';
import { type HostEnvironment, messageOf } from '../environment.ts';
import type { ServerClient } from './server-client.ts';

export interface NumberLeases {
  /** Leases more when the stock is low; called when the server is back and after numbers were given out. */
  refill(): Promise<void>;
  /** `size` numbers in a row, from the stock, or straight from the server when it is empty; null when neither has them. */
  take(kind: 'barcode', size: number): Promise<{ from: number; to: number; prefix: string } | null>;
}

/** Enough for three days of a busy reception without the server (P4). */
const stock = 3_000;
const block = 1_000;

export function createNumberLeases(
  environment: HostEnvironment,
  store: CustodyStore,
  client: ServerClient,
  online: () => boolean,
): NumberLeases {
  let filling: Promise<void> | null = null;

  async function fill(): Promise<void> {
    try {
      while (online() && (await store.read.leftNumbers('barcode')) < stock) {
        const { prefix, from, to } = await client.sync.lease({ kind: 'barcode', size: block });
        await store.write.addLease('barcode', prefix, from, to);
      }
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
