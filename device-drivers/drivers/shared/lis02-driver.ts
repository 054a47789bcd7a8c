// Makes a Driver out of a dialect: link, reading, writing and simulation of the LIS02 family in one place.

import type { InstrumentMessage, InstrumentOrder } from '../../../core/lab/instrument-message.ts';
import type { FramingOptions } from '../../codecs/lis01/frame.ts';
import { createLis01Session } from '../../codecs/lis01/session.ts';
import { type Lis02Message, parseLis02 } from '../../codecs/lis02/parse.ts';
import { type Delimiters, standardDelimiters } from '../../codecs/lis02/record.ts';
import { headerText, messageText, recordText } from '../../codecs/lis02/serialize.ts';
import { decodeLis02, encodeLis02, type Lis02Encoding } from '../../codecs/lis02/text.ts';
import { createSnibeSession } from '../../codecs/snibe/session.ts';
import type { Driver } from '../../driver.ts';
import { usualReading } from './lis02-common.ts';
import type { Lis02Reading, Lis02Simulation, Lis02Writing, RecordToWrite } from './lis02-dialect.ts';
import { readLis02 } from './lis02-read.ts';

export interface Lis02DriverSpec {
  id: string;
  maker: string;
  model: string;
  title: Driver['title'];
  link?: 'lis01' | 'snibe';
  serial?: Driver['serial'];
  abilities: Driver['abilities'];
  encoding?: Lis02Encoding;
  /** What we write with; what we read with stands in H. */
  delimiters?: Delimiters;
  framing?: FramingOptions;
  recognise(message: Lis02Message, text: string): number;
  reading?: Partial<Lis02Reading>;
  writing?: Lis02Writing;
  simulation: Lis02Simulation;
  channels: Driver['channels'];
}

export function defineLis02Driver(spec: Lis02DriverSpec): Driver {
  const reading: Lis02Reading = { ...usualReading, ...spec.reading };
  const encoding = spec.encoding ?? 'utf-8';
  const delimiters = spec.delimiters ?? standardDelimiters;
  const { writing, simulation } = spec;
  const { query } = simulation;

  function content(header: RecordToWrite[1], records: readonly RecordToWrite[], terminator: string): Uint8Array {
    const body = records.map(([type, fields]) => recordText(type, fields, delimiters));
    const end = recordText('L', { 2: '1', 3: terminator }, delimiters);
    return encodeLis02(messageText([headerText(header, delimiters), ...body, end]), encoding);
  }

  function answer(
    writer: Lis02Writing,
    query: InstrumentMessage,
    orders: InstrumentOrder[],
    unknown: string[],
    now: Date,
  ) {
    const records = orders.flatMap((order, at) => writer.order(order, { now, query, number: at + 1 }));
    const none = unknown.flatMap((id, at) => writer.unknown(id, { now, query, number: orders.length + at + 1 }));
    const all = [...records, ...none];
    // L.3 I: no information available from the last query (LIS02-A2 12.1.3).
    return content(writer.header(now, true), all, all.length === 0 ? 'I' : (writer.terminator ?? 'N'));
  }

  return {
    id: spec.id,
    maker: spec.maker,
    model: spec.model,
    title: spec.title,
    link: spec.link ?? 'lis01',
    ...(spec.serial === undefined ? {} : { serial: spec.serial }),
    encoding,
    abilities: spec.abilities,
    channels: spec.channels,
    createSession: (options = {}) =>
      spec.link === 'snibe'
        ? createSnibeSession(options)
        : createLis01Session({ ...options, ...(spec.framing === undefined ? {} : { framing: spec.framing }) }),
    recognise: (bytes) => {
      const text = decodeLis02(bytes, encoding);
      const message = parseLis02(text);
      return message.header === null ? 0 : spec.recognise(message, text);
    },
    interpret: (bytes) => readLis02(bytes, reading, encoding),
    ...(writing === undefined
      ? {}
      : {
          encodeOrders: (orders: InstrumentOrder[], now: Date) =>
            orders.map((order) =>
              content(
                writing.header(now, false),
                writing.order(order, { now, query: null, number: 1 }),
                writing.terminator ?? 'N',
              ),
            ),
          encodeAnswer: (
            query: InstrumentMessage,
            given: { orders: InstrumentOrder[]; unknown: string[] },
            now: Date,
          ) => [answer(writing, query, given.orders, given.unknown, now)],
        }),
    simulate: (specimen) => {
      const results = specimen.results.flatMap((result, at) => simulation.result(result, at + 1, specimen));
      const header = simulation.header(specimen.instrumentTime, 'results');
      return content(header, [...simulation.order(specimen), ...results], 'N');
    },
    ...(query === undefined
      ? {}
      : {
          simulateQuery: (specimenIds: string[], now: Date) => {
            const queries = specimenIds.map((id, at) => query(id, at + 1));
            return content(simulation.header(now, 'query'), queries, 'N');
          },
        }),
  };
}
