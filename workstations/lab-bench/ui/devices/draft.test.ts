// The connection dialog gives back what it was given, and gives nothing while a field is wrong.
import { describe, expect, test } from 'vitest';
import type { ConnectionConfig, TransportConfig } from '../../../../core/devices/contract.ts';
import { configOf, draftOf, newDraft, portOf } from './draft.ts';
import { remedyOf } from './look.ts';

const id = '01890a5d-ac96-774b-bcce-b302099a8057';
const transports: TransportConfig[] = [
  { kind: 'serial', path: 'COM3', baudRate: 9600, dataBits: 8, stopBits: 1, parity: 'none' },
  { kind: 'tcpServer', host: '0.0.0.0', port: 5001, allow: ['10.0.0.1', '10.0.0.2'] },
  { kind: 'tcpClient', host: '10.0.0.9', port: 9100 },
  { kind: 'folder', path: 'import', pattern: '*.csv', format: 'csv', encoding: 'gb18030' },
  {
    kind: 'database',
    source: { type: 'postgres', host: 'pc', port: 5432, database: 'lis', user: 'reader', password: '', tls: true },
    ask: { by: 'select', select: 'select * from r where id > :since' },
    keyColumn: 'id',
    sinceColumn: 'id',
    startAt: '0',
    columns: { specimen: 's', test: 't', value: 'v', unit: null, flag: 'f', time: null },
    pollSeconds: 5,
  },
  {
    kind: 'database',
    source: { type: 'dbf', path: 'D:\\RESULT.DBF', encoding: 'gb18030' },
    ask: { by: 'table', table: '' },
    keyColumn: 'ID',
    sinceColumn: 'ID',
    startAt: '',
    columns: { specimen: 'S', test: 'T', value: 'V', unit: 'U', flag: null, time: 'D' },
    pollSeconds: 10,
  },
];

describe('connection draft', () => {
  test.each(transports)('$kind comes back unchanged', (transport) => {
    const config: ConnectionConfig = {
      id,
      name: '血球',
      instrumentId: 'xn-1',
      driverId: transport.kind === 'database' ? 'database' : 'sysmex-xn',
      transport,
      checksum: 'case',
      frameNumberCheck: false,
      enabled: true,
    };
    expect(configOf(draftOf(config))).toEqual(config);
  });

  test('an unfinished draft gives no configuration', () => {
    expect(configOf(newDraft(id))).toBeNull();
    const named = { ...newDraft(id), name: 'a', instrumentId: 'i', driverId: 'd' };
    expect(configOf(named)).not.toBeNull();
    expect(configOf({ ...named, listen: { ...named.listen, port: '70000' } })).toBeNull();
    expect(configOf({ ...named, kind: 'serial' })).toBeNull();
  });

  test('a port is digits only', () => {
    expect(portOf(' 5001 ')).toBe(5001);
    expect(portOf('0x10')).toBeNaN();
    expect(portOf('')).toBeNaN();
  });
});

test('the remedy goes by the code, then by the words', () => {
  expect(remedyOf({ code: 'EADDRINUSE', text: '' })).toBe('do.port');
  expect(remedyOf({ code: 'SERIAL_OPEN', text: 'Error: Permission denied' })).toBe('do.access');
  expect(remedyOf({ code: 'LINK_CHECKSUM', text: 'frame 3' })).toBe('do.link');
  expect(remedyOf({ code: 'SOMETHING', text: 'else' })).toBe('do.other');
});
