// The source of a database connection by its kind.
import type { DatabaseConfig } from '../../../core/devices/database-config.ts';
import type { RowSource } from './ask.ts';
import { fileSource } from './file-source.ts';
import { postgresSource } from './postgres-source.ts';

export function openSource(config: DatabaseConfig): RowSource {
  return config.source.type === 'postgres' ? postgresSource(config.source, config) : fileSource(config);
}
