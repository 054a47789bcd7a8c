// What comes from the HIS: stored first, then carried out as a command, then acknowledged. A known message gets its first answer again.
import {
  type AckCode,
  buildAck,
  firstSegment,
  get,
  type Hl7Header,
  type Hl7Message,
  hl7Time,
  readHeader,
  readHl7,
} from '../../../core/hl7/index.ts';
import {
  buildChargeAnswer,
  type ChargeMaster,
  type EntryAnswer,
  readChargeMaster,
} from '../../../core/integration/charge-message.ts';
import {
  type IncomingOrder,
  type IncomingPatient,
  type IncomingVisit,
  type MissingField,
  readMerge,
  readOrders,
  readPatient,
  readVisit,
} from '../../../core/integration/order-message.ts';
import { errorTable, fail, YishuError } from '../../../core/kernel/errors.ts';
import type { Caller, CommandWork, Kernel } from '../../kernel/types.ts';
import { decodeBytes, encodeText } from './charset.ts';
import { contentOf, type Hl7Row, insertMessage, updateMessage } from './store.ts';

export interface IncomingAbout {
  patient: IncomingPatient;
  visit: IncomingVisit;
  /** MSH-4: whose order it is. */
  facility: string;
}

/** What the areas do with a message, inside its command. Numbers are the sender's; whose they are, MSH-4 says. */
export interface InboundHandlers {
  /** @param corrects the register puts the person right (A08, A31): what is on file under the number gives way */
  savePatient(work: CommandWork, about: IncomingAbout, corrects: boolean): Promise<void>;
  /** A40: the number is given up for the patient's. */
  merge(work: CommandWork, from: string, about: IncomingAbout): Promise<void>;
  order(work: CommandWork, order: IncomingOrder, about: IncomingAbout): Promise<void>;
  /** MFN^M04: what became of each entry. */
  charges(work: CommandWork, master: ChargeMaster, sender: string): Promise<EntryAnswer[]>;
  /** ORU: a result of a device, with its files in it. Returns when it is durable; the same content again changes nothing. */
  result(content: Uint8Array, header: Hl7Header, peer: string): Promise<{ subject: string; note: string }>;
}

export const interfaceCaller = (peer: string): Caller => ({
  person: null,
  rights: [],
  labGroups: [],
  sessionId: null,
  station: null,
  address: peer,
  mode: 'system',
});

interface Understood {
  subject: string;
  carryOut(work: CommandWork): Promise<void>;
}

/** A master file: its entries are answered one by one. */
interface UnderstoodMaster {
  subject: string;
  file: ChargeMaster['file'];
  carryOut(work: CommandWork): Promise<EntryAnswer[]>;
}

function refuseMissing(missing: MissingField[]): void {
  if (missing.length > 0) {
    throw fail('INPUT_INVALID', { fields: missing.map(({ at, text }) => `${at}: ${text}`) });
  }
}

/** One shape of ORC and OBR under several names; platforms of hospitals order examinations by OMG. */
const orderTypes = ['ORM^O01', 'OMG^O19', 'OML^O21', 'OML^O33', 'OMI^O23'];

/** ADT: patient and visit, A40 the merge of two numbers; ORM^O01, OMG^O19, OML^O21, OML^O33 and OMI^O23: orders; MFN^M04: charge items. Anything else is refused by its name. */
function understand(
  message: Hl7Message,
  header: Hl7Header,
  handlers: InboundHandlers,
  now: Date,
): Understood | UnderstoodMaster {
  const type = `${header.type}^${header.trigger}`;
  if (type === 'MFN^M04') {
    const { master, missing: missingMaster } = readChargeMaster(message, now);
    refuseMissing(missingMaster);
    const sender = header.sendingApplication || header.sendingFacility;
    return {
      subject: `${master.file.event} ${master.entries.length}`,
      file: master.file,
      carryOut: (work) => handlers.charges(work, master, sender),
    };
  }
  const { patient, missing } = readPatient(message);
  const about: IncomingAbout = { patient, visit: readVisit(message), facility: header.sendingFacility };
  if (type === 'ADT^A40') {
    const { from, into, missing: missingMerge } = readMerge(message);
    refuseMissing(missingMerge);
    return {
      subject: `${from} -> ${into.number}`,
      carryOut: (work) => handlers.merge(work, from, { ...about, patient: into }),
    };
  }
  if (header.type === 'ADT') {
    refuseMissing(missing);
    const corrects = ['A08', 'A31'].includes(header.trigger);
    return { subject: patient.number, carryOut: (work) => handlers.savePatient(work, about, corrects) };
  }
  if (orderTypes.includes(type)) {
    const { orders, missing: missingOrder } = readOrders(message);
    const onlyCancels = orders.length > 0 && orders.every(({ action }) => action === 'cancel');
    refuseMissing(onlyCancels ? missingOrder : [...missing, ...missingOrder]);
    return {
      subject: orders.map(({ number }) => number).join(' '),
      carryOut: async (work) => {
        for (const order of orders) await handlers.order(work, order, about);
      },
    };
  }
  throw fail('MESSAGE_UNREADABLE', { type, expected: `ADT, ${orderTypes.join(', ')}, MFN^M04, ORU` });
}

function ackText(error: YishuError): string {
  const detail = Object.values(error.detail).flat().join('; ');
  return `${error.code} ${errorTable[error.code].zh}${detail ? ` ${detail}` : ''}`;
}

export interface Inbound {
  /** Content of one block to the content of its acknowledgement. */
  accept(content: Uint8Array, peer: string): Promise<Uint8Array>;
  /** Carries a stored message out again (a person asked for it). */
  again(row: Hl7Row): Promise<Hl7Row>;
}

export function createInbound(kernel: Kernel, handlers: InboundHandlers): Inbound {
  async function carryOut(
    row: Hl7Row,
    message: Hl7Message,
    header: Hl7Header,
  ): Promise<{ row: Hl7Row; code: AckCode; text?: string; answer?: string }> {
    const now = kernel.clock.now();
    try {
      if (header.type === 'ORU') return { row: await takeResult(row, header), code: 'AA' };
      const understood = understand(message, header, handlers, now);
      const request = {
        // Entries of a master file that were refused are looked at again when a person asks; what is stored stays as it is.
        id: 'file' in understood && row.attempts > 0 ? kernel.newId() : row.id,
        at: now.toISOString(),
        name: 'integration.receive',
        right: null,
        subject: understood.subject,
      };
      const { entries } = await kernel.command(interfaceCaller(row.peer), request, async (work) => ({
        entries: (await understood.carryOut(work)) ?? [],
      }));
      if ('file' in understood) return await answerEntries(row, header, understood.file, understood.subject, entries);
      const done = await updateMessage(kernel.db, kernel.fields, row, now, {
        state: 'done',
        attempts: row.attempts + 1,
        subject: understood.subject,
        note: 'carried out',
      });
      return { row: done, code: 'AA' };
    } catch (cause) {
      const error = cause instanceof YishuError ? cause : fail('INTERNAL', {}, { cause });
      const failed = await updateMessage(kernel.db, kernel.fields, row, now, {
        state: 'failed',
        attempts: row.attempts + 1,
        code: error.code,
        text: ackText(error),
        note: `refused: ${ackText(error)}`,
      });
      return { row: failed, code: error.retry === 'again' ? 'AR' : 'AE', text: ackText(error) };
    }
  }

  /** A result is more than one command: its files are stored and read first. */
  async function takeResult(row: Hl7Row, header: Hl7Header): Promise<Hl7Row> {
    const { subject, note } = await handlers.result(contentOf(kernel.fields, row), header, row.peer);
    const done = { state: 'done' as const, attempts: row.attempts + 1, subject: subject || row.subject, note };
    return updateMessage(kernel.db, kernel.fields, row, kernel.clock.now(), done);
  }

  /** Refused entries leave the message among those that a person looks at; the others are stored all the same. */
  async function answerEntries(
    row: Hl7Row,
    header: Hl7Header,
    file: ChargeMaster['file'],
    subject: string,
    entries: readonly EntryAnswer[],
  ): Promise<{ row: Hl7Row; code: AckCode; answer: string }> {
    const now = kernel.clock.now();
    const refused = entries.filter(({ problem }) => problem !== null);
    const text = refused
      .slice(0, 5)
      .map(({ entry, problem }) => `${entry.key}: ${problem}`)
      .join('; ');
    const state = refused.length > 0 ? ('failed' as const) : ('done' as const);
    const settled = await updateMessage(kernel.db, kernel.fields, row, now, {
      state,
      attempts: row.attempts + 1,
      subject,
      ...(refused.length > 0 ? { code: 'INPUT_INVALID', text: `${refused.length} / ${entries.length}: ${text}` } : {}),
      note: `${entries.length - refused.length} entries carried out, ${refused.length} refused ${text}`.trim(),
    });
    const answer = buildChargeAnswer(header, file, entries, { id: kernel.newId(), time: hl7Time(now) });
    return { row: settled, code: refused.length > 0 ? 'AE' : 'AA', answer };
  }

  return {
    async accept(content, peer) {
      const now = kernel.clock.now();
      const { messages, problems } = readHl7(content, decodeBytes);
      const message = messages[0];
      const msh = message && firstSegment(message, 'MSH');
      if (!message || !msh) {
        await insertMessage(kernel.db, kernel.fields, {
          id: kernel.newId(),
          direction: 'in',
          peer,
          type: '',
          controlId: kernel.newId(),
          subject: '',
          at: now,
          state: 'failed',
          nextAttemptAt: null,
          content,
          note: problems.map(({ at, text }) => `${at}: ${text}`).join('; '),
        });
        return encodeText(
          `MSH|^~\\&|YISHU||||${hl7Time(now)}||ACK|${kernel.newId()}|P|2.4\rMSA|AR||MESSAGE_UNREADABLE ${problems[0]?.text ?? ''}\r`,
          'UTF-8',
        );
      }
      const header = readHeader(msh);
      const { row, known } = await insertMessage(kernel.db, kernel.fields, {
        id: kernel.newId(),
        direction: 'in',
        peer,
        type: `${header.type}^${header.trigger}`,
        controlId: header.controlId,
        subject: get(firstSegment(message, 'PID'), 3),
        at: now,
        state: 'received',
        nextAttemptAt: null,
        content,
        note: `received from ${peer}`,
      });
      if (known && row.state === 'done' && row.answer)
        return encodeText(kernel.fields.decrypt(row.answer), header.charset);
      const outcome = await carryOut(row, message, header);
      const answer =
        outcome.answer ??
        buildAck(header, { code: outcome.code, text: outcome.text, id: kernel.newId(), time: hl7Time(now) });
      await kernel.db
        .updateTable('hl7_message')
        .set({ answer: kernel.fields.encrypt(answer) })
        .where('id', '=', row.id)
        .execute();
      return encodeText(answer, header.charset);
    },
    async again(row) {
      const { messages } = readHl7(contentOf(kernel.fields, row), decodeBytes);
      const message = messages[0];
      const msh = message && firstSegment(message, 'MSH');
      if (!message || !msh) throw fail('MESSAGE_UNREADABLE', { messageId: row.id });
      return (await carryOut(row, message, readHeader(msh))).row;
    },
  };
}
