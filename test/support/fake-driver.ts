// A driver of a made-up analyzer for tests of the host: lines of text, each acknowledged by one byte.
// `R|barcode|WBC=5.1,RBC=4.2|id` results, `Q|barcode` a query, `QC|lot|WBC=5.0`, anything else is unreadable.
import type { InstrumentMessage, Interpretation } from '../../core/lab/instrument-message.ts';
import { concatBytes } from '../../device-drivers/bytes.ts';
import type { Driver } from '../../device-drivers/driver.ts';
import type { RawMessage, Session, SessionAction } from '../../device-drivers/session.ts';

export const ACK = 0x06;
export const NAK = 0x15;
/** Ends a frame inside a message: what came so far is stored and acknowledged, the message goes on. */
const ETB = 0x17;
const LF = 0x0a;

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

function createSession(): Session {
  let open: number[] = [];
  let parts: Uint8Array[] = [];
  let tickets = 0;
  const after = new Map<number, () => void>();
  const persist = (frame: Uint8Array, messages: RawMessage[], stored: () => void): SessionAction => {
    after.set(++tickets, stored);
    return { type: 'persist', ticket: tickets, frame, messages };
  };
  return {
    receive(bytes) {
      const actions: SessionAction[] = [];
      for (const byte of bytes) {
        if (byte !== LF && byte !== ETB) {
          open.push(byte);
          continue;
        }
        const frame = Uint8Array.from(open);
        open = [];
        const content = concatBytes([...parts, frame]);
        if (byte === ETB) actions.push(persist(frame, [], () => parts.push(frame)));
        else {
          const stored = () => {
            parts = [];
          };
          // As with the real links, a frame that ends a message is not kept beside it.
          actions.push(persist(new Uint8Array(), [{ content, complete: true }], stored));
        }
      }
      return actions;
    },
    tick: () => [],
    deadline: () => null,
    settle(ticket, outcome) {
      if (outcome === 'stored') after.get(ticket)?.();
      after.delete(ticket);
      return [{ type: 'write', bytes: Uint8Array.of(outcome === 'stored' ? ACK : NAK) }];
    },
    send: (batch, content) => [
      { type: 'write', bytes: concatBytes([content, Uint8Array.of(LF)]) },
      { type: 'delivered', batch },
    ],
    closed() {
      const content = concatBytes(parts);
      parts = [];
      return content.length === 0 ? [] : [persist(new Uint8Array(), [{ content, complete: false }], () => undefined)];
    },
  };
}

function resultsOf(list: string): InstrumentMessage['results'] {
  return list.split(',').map((pair) => {
    const [code = '', value = ''] = pair.split('=');
    return { code, value, flags: [] };
  });
}

function interpret(content: Uint8Array): Interpretation {
  const [kind, id = '', list = '', messageId] = text(content).trim().split('|');
  const message: InstrumentMessage = { kind: 'results', specimenId: id, results: [] };
  switch (kind) {
    case 'R':
      message.results = resultsOf(list);
      if (messageId) message.messageId = messageId;
      return { messages: [message], problems: [] };
    case 'RR':
      return {
        messages: id.split('+').map((one) => ({ ...message, specimenId: one, results: resultsOf(list) })),
        problems: [],
      };
    case 'Q':
      return { messages: [{ ...message, kind: 'query', specimenIds: [id] }], problems: [] };
    case 'QC':
      return {
        messages: [{ ...message, kind: 'qc', specimenId: '', control: { lot: id }, results: resultsOf(list) }],
        problems: [],
      };
    default:
      return { messages: [], problems: [{ code: 'CONTENT_UNREADABLE', at: 'byte 0', text: 'not a fake message' }] };
  }
}

export const fakeDriver: Driver = {
  id: 'fake',
  maker: 'Test',
  model: 'Fake',
  title: { zh: '测试仪器', en: 'Fake analyzer' },
  link: 'lis01',
  encoding: 'utf-8',
  abilities: { query: true, orders: true },
  createSession,
  recognise: () => 0,
  interpret,
  encodeOrders: (orders) =>
    orders.map((order) => new TextEncoder().encode(`O|${order.specimenId}|${order.tests.join(',')}`)),
  encodeAnswer: (_query, { orders, unknown }) => [
    new TextEncoder().encode(
      orders.length > 0
        ? orders.map((order) => `A|${order.specimenId}|${order.tests.join(',')}`).join(';')
        : `N|${unknown.join(',')}`,
    ),
  ],
  simulate: ({ specimenId, results }) =>
    new TextEncoder().encode(`R|${specimenId}|${results.map(({ code, value }) => `${code}=${value}`).join(',')}`),
  channels: [{ code: 'WBC' }, { code: 'RBC' }],
};
