// The instruments of this station: only a host answers this. Connections, their raw traffic, the inbox and the outbox.
import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { base, Id, Instant, ShortText } from '../kernel/contract.ts';
import { KeptText } from '../reporting/draft-copy.ts';
import { DatabaseConfig, DatabaseTrial } from './database-config.ts';

export const TransportConfig = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('serial'),
    path: z.string().min(1),
    baudRate: z.number().int().positive(),
    dataBits: z.union([z.literal(7), z.literal(8)]),
    stopBits: z.union([z.literal(1), z.literal(2)]),
    parity: z.enum(['none', 'even', 'odd']),
  }),
  z.object({
    kind: z.literal('tcpServer'),
    host: z.string().default('0.0.0.0'),
    port: z.number().int().min(0).max(65_535),
    allow: z.array(z.string()).default([]),
  }),
  z.object({ kind: z.literal('tcpClient'), host: z.string().min(1), port: z.number().int().min(1).max(65_535) }),
  z.object({
    kind: z.literal('folder'),
    path: z.string().min(1),
    pattern: z.string().default('*'),
    format: z.enum(['driver', 'csv']),
    encoding: z.string().default('utf-8'),
  }),
  DatabaseConfig,
]);
export type TransportConfig = z.infer<typeof TransportConfig>;

export const ConnectionConfig = z.object({
  id: Id,
  name: ShortText.min(1),
  /** Key of the instrument dictionary. */
  instrumentId: z.string().min(1),
  driverId: z.string().min(1),
  transport: TransportConfig,
  checksum: z.enum(['strict', 'case', 'off']).default('case'),
  frameNumberCheck: z.boolean().default(true),
  enabled: z.boolean(),
});
export type ConnectionConfig = z.infer<typeof ConnectionConfig>;

export const ConnectionStatus = z.object({
  config: ConnectionConfig,
  state: z.enum(['off', 'waiting', 'connected', 'retrying', 'failed', 'busy']),
  peers: z.array(z.string()),
  /** Who has spoken since the station started, newest last: a connection for any instrument learns it only from the messages. */
  heard: z.array(z.object({ instrumentId: z.string(), peer: z.string(), at: Instant })),
  since: Instant,
  lastByteAt: Instant.nullable(),
  received: z.number().int(),
  parked: z.number().int(),
  problem: z.object({ code: z.string(), text: z.string(), at: Instant }).nullable(),
  address: z.string().nullable(),
});
export type ConnectionStatus = z.infer<typeof ConnectionStatus>;

export const TrafficEntry = z.object({
  id: z.number().int(),
  connectionId: Id,
  peer: z.string(),
  at: Instant,
  direction: z.enum(['in', 'out', 'note']),
  /** base64 of the bytes; a note is UTF-8 text. */
  bytes: z.string(),
});
export type TrafficEntry = z.infer<typeof TrafficEntry>;

export const InboxRow = z.object({
  id: z.string(),
  connectionId: Id,
  instrumentId: z.string(),
  receivedAt: Instant,
  custody: z.enum(['received', 'forwarding', 'committed', 'rejected', 'parked']),
  answer: z.enum(['owed', 'sent', 'unsent', 'none']),
  kind: z.string(),
  specimenId: z.string(),
  summary: z.string(),
  problem: z.string().nullable(),
  attempts: z.number().int(),
});
export type InboxRow = z.infer<typeof InboxRow>;

export const OutboxRow = z.object({
  id: Id,
  name: z.string(),
  at: Instant,
  state: z.enum(['waiting', 'parked']),
  attempts: z.number().int(),
  code: z.string().nullable(),
  text: z.string().nullable(),
  subject: z.string(),
});
export type OutboxRow = z.infer<typeof OutboxRow>;

export const LinkState = z.object({
  /** Whether the central server answers. */
  online: z.boolean(),
  since: Instant,
  /** How old the cached data are: when the feed was last known to be complete. */
  dataAsOf: Instant.nullable(),
  waiting: z.number().int(),
  parked: z.number().int(),
  diskFreeBytes: z.number().nullable(),
  diskLow: z.boolean(),
});
export type LinkState = z.infer<typeof LinkState>;

/** What the shell asks instead of "am I in Electron?". */
export const Capabilities = z.object({
  devices: z.boolean(),
  offline: z.boolean(),
  shell: z.enum(['electron', 'node', 'browser']),
  version: z.string(),
});
export type Capabilities = z.infer<typeof Capabilities>;

export const devicesContract = {
  capabilities: base.route({ method: 'GET', path: '/station/capabilities' }).output(Capabilities),
  link: base.route({ method: 'GET', path: '/station/link' }).output(LinkState),
  /** An event whenever something that the screen shows has changed: a change of the feed, a result on its way, the link, a connection. */
  events: base
    .route({ method: 'GET', path: '/station/events' })
    .output(
      eventIterator(
        z.discriminatedUnion('type', [
          z.object({ type: z.literal('change'), kind: z.string(), entityId: z.string() }),
          z.object({ type: z.literal('link'), link: LinkState }),
          z.object({ type: z.literal('connection'), connectionId: Id }),
          z.object({ type: z.literal('inbox'), id: z.string() }),
          z.object({ type: z.literal('hello'), at: Instant }),
        ]),
      ),
    ),
  drivers: base.route({ method: 'GET', path: '/devices/drivers' }).output(
    z.array(
      z.object({
        id: z.string(),
        maker: z.string(),
        model: z.string(),
        titleZh: z.string(),
        titleEn: z.string(),
        link: z.string(),
      }),
    ),
  ),
  ports: base
    .route({ method: 'GET', path: '/devices/ports' })
    .output(
      z.object({ ports: z.array(z.object({ path: z.string(), label: z.string() })), note: z.string().nullable() }),
    ),
  connections: base.route({ method: 'GET', path: '/devices/connections' }).output(z.array(ConnectionStatus)),
  saveConnection: base
    .route({ method: 'POST', path: '/devices/connections' })
    .input(ConnectionConfig)
    .output(ConnectionStatus),
  /** Reads the first rows of a database as they would be handed on; nothing is stored. */
  tryDatabase: base
    .route({ method: 'POST', path: '/devices/database' })
    .input(z.object({ connectionId: Id, config: DatabaseConfig }))
    .output(DatabaseTrial),
  removeConnection: base
    .route({ method: 'POST', path: '/devices/connections/remove' })
    .input(z.object({ id: Id }))
    .output(z.object({ ok: z.literal(true) })),
  traffic: base
    .route({ method: 'GET', path: '/devices/traffic' })
    .input(
      z.object({
        connectionId: Id,
        before: z.coerce.number().int().optional(),
        limit: z.coerce.number().int().min(1).max(1000).default(200),
      }),
    )
    .output(z.array(TrafficEntry)),
  /** Feeds the recorded bytes of one direction through the driver again, without storing: what it would read today. */
  replay: base
    .route({ method: 'POST', path: '/devices/replay' })
    .input(z.object({ connectionId: Id, fromId: z.number().int(), toId: z.number().int() }))
    .output(
      z.object({
        messages: z.array(z.unknown()),
        problems: z.array(z.object({ code: z.string(), at: z.string(), text: z.string() })),
      }),
    ),
  inbox: base
    .route({ method: 'GET', path: '/devices/inbox' })
    .input(
      z.object({
        custody: z.enum(['all', 'waiting', 'parked']).default('all'),
        limit: z.coerce.number().int().min(1).max(1000).default(200),
      }),
    )
    .output(z.array(InboxRow)),
  outbox: base.route({ method: 'GET', path: '/station/outbox' }).output(z.array(OutboxRow)),
  /** The asker's own text about an exam that the server does not have; null when there is none (any more). */
  keptText: base
    .route({ method: 'GET', path: '/station/kept-text' })
    .input(z.object({ examId: Id }))
    .output(KeptText.nullable()),
  /** Null: the server has it, or its author threw it away. */
  keepText: base
    .route({ method: 'POST', path: '/station/kept-text' })
    .input(z.object({ examId: Id, text: KeptText.nullable() }))
    .output(z.object({ ok: z.literal(true) })),
  /** A person decides about a parked command or message: try again, or give up with a reason (kept, never deleted). */
  decide: base
    .route({ method: 'POST', path: '/station/decide' })
    .input(
      z.object({
        what: z.enum(['command', 'message']),
        id: z.string(),
        how: z.enum(['retry', 'giveUp']),
        reason: z.string().max(500),
      }),
    )
    .output(z.object({ ok: z.literal(true) })),
  /** Sends the orders of these specimens to an analyzer (LAB-88, two-way). */
  sendOrders: base
    .route({ method: 'POST', path: '/devices/orders' })
    .input(z.object({ connectionId: Id, specimenIds: z.array(Id).min(1).max(200) }))
    .output(
      z.object({ sent: z.array(z.string()), refused: z.array(z.object({ specimenId: z.string(), text: z.string() })) }),
    ),
};
