// The HL7 interface put together: the door for the HIS, the queue to it, and the page that shows both.
import type { AreaModule } from '../../kernel/area.ts';
import type { Kernel } from '../../kernel/types.ts';
import { createInbound, type InboundHandlers } from './inbound.ts';
import { listenMllp } from './listener.ts';
import { createOutbound } from './outbound.ts';
import { integrationRoutes } from './routes.ts';
import { composeMessage, peerOf } from './subjects.ts';

const everyMs = 5_000;

export function hl7Module(handlersOf: (kernel: Kernel) => InboundHandlers): AreaModule {
  let wake: () => void = () => undefined;
  return {
    name: 'hl7',
    routes: (kernel, os) => ({
      integration: integrationRoutes(kernel, os, createInbound(kernel, handlersOf(kernel)), () => wake()),
    }),
    async start(kernel, settings) {
      const inbound = createInbound(kernel, handlersOf(kernel));
      const listener =
        settings.hl7 && (await listenMllp(settings.hl7.host, settings.hl7.port, inbound.accept, kernel.log));
      const outbound = createOutbound(kernel, {
        peers: settings.hl7Peers ?? [],
        peerOf: (row) => peerOf(kernel, row),
        compose: (row, header) => composeMessage(kernel, row, header),
        log: kernel.log,
        reached: settings.reached,
      });
      wake = () => void outbound.run();
      const stopListening = kernel.onPublished(wake);
      const timer = setInterval(wake, everyMs);
      wake();
      return {
        ...(listener ? { listeners: { mllp: listener.address } } : {}),
        async stop() {
          clearInterval(timer);
          stopListening();
          await listener?.stop();
          await outbound.run();
        },
      };
    },
  };
}
