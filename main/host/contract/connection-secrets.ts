// Passwords of databases: a screen never sees one, and saving with none keeps the one that is there.
import type { ConnectionConfig, ConnectionStatus } from '../../../core/devices/contract.ts';
import type { DatabaseConfig } from '../../../core/devices/database-config.ts';

export function withoutSecret(status: ConnectionStatus): ConnectionStatus {
  const { transport } = status.config;
  if (transport.kind !== 'database' || transport.source.type !== 'postgres') return status;
  const source = { ...transport.source, password: '' };
  return { ...status, config: { ...status.config, transport: { ...transport, source } } };
}

/** Only for the same account of the same server: the password is nobody else's to try. */
export function withKnownPassword(config: DatabaseConfig, saved: ConnectionConfig | null): DatabaseConfig {
  const { source } = config;
  const known = saved?.transport.kind === 'database' ? saved.transport.source : null;
  if (source.type !== 'postgres' || source.password !== '' || known?.type !== 'postgres') return config;
  const same = (['host', 'port', 'database', 'user'] as const).every((name) => source[name] === known[name]);
  return same ? { ...config, source: { ...source, password: known.password } } : config;
}

export function withSecret(config: ConnectionConfig, saved: ConnectionConfig | null): ConnectionConfig {
  const { transport } = config;
  return transport.kind === 'database' ? { ...config, transport: withKnownPassword(transport, saved) } : config;
}
