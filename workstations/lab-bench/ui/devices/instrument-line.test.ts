// An instrument behind a connection for any instrument is known once it has spoken, and only as long as its line is open.
import { expect, test } from 'vitest';
import type { ConnectionStatus } from '../../../../core/devices/contract.ts';
import { instrumentLine, instrumentsOf } from './instrument-line.ts';

const at = '2026-03-01T08:00:00.000Z';

function status(instrumentId: string, part: Partial<ConnectionStatus> = {}): ConnectionStatus {
  return {
    config: {
      id: '00000000-0000-4000-8000-000000000001',
      name: instrumentId,
      instrumentId,
      driverId: 'd',
      transport: { kind: 'tcpServer', host: '0.0.0.0', port: 1, allow: [] },
      checksum: 'case',
      frameNumberCheck: true,
      enabled: true,
    },
    state: 'connected',
    peers: ['10.0.0.1:1'],
    heard: [],
    since: at,
    lastByteAt: null,
    received: 0,
    parked: 0,
    problem: null,
    address: null,
    ...part,
  };
}
const door = status('auto', { heard: [{ instrumentId: 'xn', peer: '10.0.0.1:1', at }] });

test('by its own connection, the open one first', () => {
  const line = instrumentLine([status('c311', { state: 'retrying' }), status('c311'), door], 'c311');
  expect(line).toMatchObject({ state: 'connected', takesOrders: true });
});

test('heard at the door: connected while its line is open, then waiting; it asks for orders itself', () => {
  expect(instrumentLine([door], 'xn')).toMatchObject({ state: 'connected', takesOrders: false });
  expect(instrumentLine([{ ...door, peers: ['10.0.0.2:9'] }], 'xn').state).toBe('waiting');
  expect(instrumentsOf(door)).toEqual(['xn']);
});

test('not heard yet is not the same as not connected', () => {
  expect(instrumentLine([door], 'bs480').state).toBe('unheard');
  expect(instrumentLine([], 'bs480').state).toBe('none');
});
