// Rows of an instrument's database on their way to the inbox, and what is remembered of them: one write, or nothing.
import { createHash } from 'node:crypto';
import type { DatabaseConfig } from '../../../core/devices/database-config.ts';
import type { Place } from '../../../device-drivers/transports/database/ask.ts';
import { addressOf } from '../../../device-drivers/transports/database/database.ts';
import type { RowIntake } from '../../../device-drivers/transports/transport.ts';
import type { CustodyStore } from '../cache/custody-store.ts';
import type { Origin } from '../cache/custody-types.ts';
import type { Intake } from '../custody/intake.ts';
import type { HostEnvironment } from '../environment.ts';

export interface RowParts {
  intake: Intake;
  store: CustodyStore;
  stored(ids: string[], connectionId: string): void;
  heard(): void;
  outcome(text: string, outcome: 'stored' | 'busy'): void;
}

/** What is remembered holds for this question to this database only; other settings begin anew. */
function sourceId({ source, ask, keyColumn, sinceColumn }: DatabaseConfig): string {
  const where = source.type === 'postgres' ? [source.host, source.port, source.database] : [source.path];
  return createHash('sha256')
    .update(JSON.stringify([source.type, where, ask, keyColumn, sinceColumn]))
    .digest('hex');
}

export function rowIntake(
  environment: HostEnvironment,
  config: DatabaseConfig,
  origin: Omit<Origin, 'peer' | 'session'>,
  parts: RowParts,
): RowIntake {
  const source = sourceId(config);
  const from: Origin = { ...origin, peer: addressOf(config), session: environment.newId() };
  return {
    async memory() {
      const { position, rows } = await parts.store.read.sourceMemory(origin.connectionId, source);
      return {
        // Written by `store` below.
        position: position === null ? null : (JSON.parse(position) as Place),
        known: new Map(rows.map(({ key, hash }) => [key, hash])),
      };
    },
    async store({ content, position, remember, forget }) {
      parts.heard();
      const place = position && JSON.stringify(position);
      const { outcome, ids } = await parts.intake.storeRows(from, {
        source,
        content,
        position: place,
        remember,
        forget,
      });
      parts.outcome(`${remember.length} rows, ${outcome}`, outcome);
      if (ids.length > 0) parts.stored(ids, origin.connectionId);
      return outcome;
    },
  };
}
