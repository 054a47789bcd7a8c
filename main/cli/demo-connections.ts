// The connections of the demo's bench: one door per protocol that recognises what is plugged in, and a serial port where there is one.
import type { HostOptions } from '../host/api.ts';

const ids = {
  astm: '00000000-0000-4000-8000-00000000a571',
  mllp: '00000000-0000-4000-8000-000000003117',
  serial: '00000000-0000-4000-8000-00000000c311',
} as const;

type DemoConnection = NonNullable<HostOptions['connections']>[number] & { listener?: string };

export function demoConnections(serialPath: string | null): DemoConnection[] {
  return [
    {
      id: ids.astm,
      name: 'ASTM',
      listener: 'astm',
      instrumentId: 'auto',
      driverId: 'auto-lis02',
      transport: { kind: 'tcpServer', host: '127.0.0.1', port: 0, allow: [] },
    },
    {
      id: ids.mllp,
      name: 'MLLP',
      listener: 'mllp',
      instrumentId: 'auto',
      driverId: 'auto-hl7',
      transport: { kind: 'tcpServer', host: '127.0.0.1', port: 0, allow: [] },
    },
    ...(serialPath
      ? [
          {
            id: ids.serial,
            name: 'cobas c 311',
            instrumentId: 'roche-cobas-c311',
            driverId: 'roche-cobas-c311',
            transport: {
              kind: 'serial' as const,
              path: serialPath,
              baudRate: 9600,
              dataBits: 8 as const,
              stopBits: 1 as const,
              parity: 'none' as const,
            },
          },
        ]
      : []),
  ];
}
