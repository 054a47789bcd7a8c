// What the server answers about devices to a browser: that there are none here, and that the link is what it is.
import { withEventMeta } from '@orpc/server';
import { fail } from '../../core/kernel/errors.ts';
import { followFeed, type Sources } from '../areas/sync/module.ts';
import { requireAccess } from '../kernel/access.ts';
import type { AreaModule } from '../kernel/area.ts';
import type { RunningKernel } from '../kernel/kernel.ts';
import type { PublishedChange } from '../kernel/types.ts';
import { withContractErrors } from './procedures.ts';

async function* asStationEvents(hello: string, changes: AsyncIterable<PublishedChange>) {
  yield { type: 'hello' as const, at: hello };
  for await (const { seq, kind, entityId } of changes) {
    yield withEventMeta({ type: 'change' as const, kind, entityId }, { id: String(seq) });
  }
}

function noDevices(): never {
  throw fail('DEVICE_OFFLINE', { what: 'this browser has no devices: open the workstation program' });
}

/** @param sources documents of all areas, which say who is told of their changes */
export function browserDevicesModule(running: RunningKernel, sources: () => Sources, version: string): AreaModule {
  const since = running.clock.now().toISOString();
  return {
    name: 'devices',
    routes: (kernel, os) => ({
      devices: os.devices.router({
        capabilities: os.devices.capabilities.handler(() => ({
          devices: false,
          offline: false,
          shell: 'browser' as const,
          version,
        })),
        link: os.devices.link.handler(() => ({
          online: true,
          since,
          dataAsOf: kernel.clock.now().toISOString(),
          waiting: 0,
          parked: 0,
          diskFreeBytes: null,
          diskLow: false,
        })),
        events: os.devices.events.handler(({ context, lastEventId, signal }) => {
          requireAccess(context.caller, null);
          const resumed = /^\d{1,15}$/.test(lastEventId ?? '') ? Number(lastEventId) : null;
          const changes = followFeed({ kernel: running, sources: sources() }, context.caller, resumed, signal);
          return withContractErrors(
            asStationEvents(kernel.clock.now().toISOString(), changes),
            context.log,
            'devices.events',
          );
        }),
        drivers: os.devices.drivers.handler(noDevices),
        ports: os.devices.ports.handler(noDevices),
        connections: os.devices.connections.handler(noDevices),
        saveConnection: os.devices.saveConnection.handler(noDevices),
        tryDatabase: os.devices.tryDatabase.handler(noDevices),
        removeConnection: os.devices.removeConnection.handler(noDevices),
        traffic: os.devices.traffic.handler(noDevices),
        replay: os.devices.replay.handler(noDevices),
        inbox: os.devices.inbox.handler(noDevices),
        outbox: os.devices.outbox.handler(noDevices),
        keptText: os.devices.keptText.handler(noDevices),
        keepText: os.devices.keepText.handler(noDevices),
        decide: os.devices.decide.handler(noDevices),
        sendOrders: os.devices.sendOrders.handler(noDevices),
      }),
    }),
  };
}
