// From a connection's configuration to its transport: the one place that knows every kind.
import type { TransportConfig } from '../../core/devices/contract.ts';
import { createDatabase } from './database/database.ts';
import { createFolder } from './folder.ts';
import { createSerial } from './serial.ts';
import { createTcpClient } from './tcp-client.ts';
import { createTcpServer } from './tcp-server.ts';
import type { Transport } from './transport.ts';

export function openTransport(config: TransportConfig): Transport {
  switch (config.kind) {
    case 'serial':
      return createSerial(config);
    case 'tcpServer':
      return createTcpServer(config);
    case 'tcpClient':
      return createTcpClient(config);
    case 'folder':
      return createFolder(config);
    case 'database':
      return createDatabase(config);
    default:
      return config satisfies never;
  }
}
