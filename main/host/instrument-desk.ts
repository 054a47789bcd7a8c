// What the reader of messages needs to know of the laboratory: which instrument spoke, what a barcode is about, what to answer a query.

import { normalizeBarcode } from '../../core/lab/barcode.ts';
import type { InstrumentMessage } from '../../core/lab/instrument-message.ts';
import { instrumentOrder } from '../../core/lab/instrument-orders.ts';
import type { SpecimenDocument } from '../../core/lab/model.ts';
import type { StoredMessage } from './cache/custody-types.ts';
import type { Line } from './connections/line.ts';
import { type HostEnvironment, messageOf } from './environment.ts';
import type { ServerClient } from './link/server-client.ts';
import type { ServerLink } from './link/server-link.ts';
import type { Picture } from './picture/picture.ts';

export interface InstrumentDesk {
  instrumentIdOf(message: StoredMessage, driverId: string | undefined): Promise<string>;
  subjectOf(barcode: string): Promise<string>;
  /** Answers a query; null, or why it could not. */
  answer(message: StoredMessage, query: InstrumentMessage, instrumentId: string): Promise<string | null>;
}

/** Analyzers give up after 10 to 15 s and skip the tube. */
const serverWaitMs = 4_000;

export function createInstrumentDesk(
  environment: HostEnvironment,
  parts: { picture: Picture; client: ServerClient; link: ServerLink; lineOf(message: StoredMessage): Line | null },
): InstrumentDesk {
  const { picture, client, link } = parts;

  async function specimens(instrumentId: string, barcodes: string[]): Promise<Map<string, SpecimenDocument | null>> {
    if (link.online()) {
      try {
        const context = { background: true, timeoutMs: serverWaitMs };
        const answer = await client.lab.worklistForInstrument({ instrumentId, barcodes }, { context });
        link.worked();
        return new Map(answer.map(({ barcode, document }) => [barcode, document]));
      } catch (error) {
        environment.log('warn', 'a query is answered from the cache', { reason: messageOf(error) });
        link.failed(error);
      }
    }
    return new Map(
      await Promise.all(
        barcodes.map(async (barcode) => [barcode, await picture.byBarcode(normalizeBarcode(barcode))] as const),
      ),
    );
  }

  return {
    async instrumentIdOf(message, driverId) {
      const read = driverId ?? message.driverId;
      const instruments = (await picture.dictionaries())?.instrument ?? {};
      const named = message.instrumentId !== 'auto' && message.instrumentId !== read;
      // A message that is read again may carry the driver's id, from when the dictionary did not know its instrument yet.
      if (named || instruments[message.instrumentId]) return message.instrumentId;
      const entry = Object.values(instruments).find((one) => one.driverId === read && one.enabled);
      return entry?.id ?? read;
    },
    async subjectOf(sent) {
      const barcode = normalizeBarcode(sent);
      if (barcode === '') return 'barcode:';
      const document = await picture.byBarcode(barcode);
      return document?.id ?? `barcode:${barcode}`;
    },
    async answer(message, query, instrumentId) {
      const line = parts.lineOf(message);
      const driver = environment.driverById(message.driverId);
      if (!line?.open()) return '查询未能回答：连接已断开 / the query was not answered: the line is closed';
      if (!driver?.encodeAnswer) return '该驱动不回答查询 / this driver answers no queries';
      const barcodes = query.specimenIds ?? (query.specimenId === '' ? [] : [query.specimenId]);
      const documents = await specimens(instrumentId, barcodes);
      const dictionaries = await picture.dictionaries();
      const instrument = dictionaries?.instrument[instrumentId];
      const orders = barcodes.flatMap((barcode) => {
        const document = documents.get(barcode);
        const order =
          document && instrument && dictionaries ? instrumentOrder(document, instrument, dictionaries) : null;
        return order ? [{ ...order, specimenId: barcode }] : [];
      });
      const known = new Set(orders.map(({ specimenId }) => specimenId));
      const answer = { orders, unknown: barcodes.filter((barcode) => !known.has(barcode)) };
      // The analyzer's acceptance is not waited for: its next message may have to be read first.
      void line.send(driver.encodeAnswer(query, answer, environment.clock.now())).then((problem) => {
        if (problem !== null) environment.log('warn', 'an analyzer did not take an answer', { problem });
      });
      return null;
    },
  };
}
