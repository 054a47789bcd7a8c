// The custody store: inbox, outbox, traffic, leases and the station's own settings in one file.
import { custodyReads } from './custody-reads.ts';
import { custodyMigrations } from './custody-schema.ts';
import { custodyWrites } from './custody-writes.ts';
import type { StoreClient } from './sql-client.ts';
import type { StoreDefinition } from './store-definition.ts';

export const custodyStore = {
  migrations: custodyMigrations,
  reads: custodyReads,
  writes: custodyWrites,
  // A message that is `received` is read again and makes the same command ids; an answer that was not noted counts as not sent;
  // recorded traffic rides along.
  repeatable: ['forward', 'answered', 'recordTraffic'],
} satisfies StoreDefinition<typeof custodyReads, typeof custodyWrites>;

export type CustodyStore = StoreClient<typeof custodyReads, typeof custodyWrites>;
