// The records of one LIS02-A2 (ASTM E1394) message as a tree. Tolerant: what is wrong becomes a problem, never an exception.

import type { InstrumentProblem } from '../../../core/lab/instrument-message.ts';
import { type Delimiters, type Lis02Record, rawField, standardDelimiters } from './record.ts';

export interface ResultNode {
  record: Lis02Record;
  comments: Lis02Record[];
  manufacturer: Lis02Record[];
}

export interface OrderNode {
  /** Null when results came without an order. */
  record: Lis02Record | null;
  comments: Lis02Record[];
  manufacturer: Lis02Record[];
  results: ResultNode[];
}

export interface PatientNode {
  record: Lis02Record | null;
  comments: Lis02Record[];
  orders: OrderNode[];
}

export interface Lis02Message {
  header: Lis02Record | null;
  delimiters: Delimiters;
  patients: PatientNode[];
  queries: Lis02Record[];
  terminator: Lis02Record | null;
  records: Lis02Record[];
  problems: InstrumentProblem[];
}

const knownTypes = new Set(['H', 'P', 'O', 'R', 'C', 'Q', 'S', 'M', 'L']);

/** Delimiters that an H record declares; missing ones stay at the standard, a missing escape means none. */
export function delimitersOf(header: string): { delimiters: Delimiters; sound: boolean } {
  const field = header[1] ?? '|';
  const end = header.indexOf(field, 2);
  const definition = header.slice(2, end < 0 ? undefined : end);
  const [repeat = '', component = '', escapeMark = ''] = definition;
  const all = [field, repeat, component, escapeMark].filter((character) => character !== '');
  const sound =
    repeat !== '' &&
    component !== '' &&
    definition.length <= 3 &&
    new Set(all).size === all.length &&
    !all.some((character) => /[A-Za-z0-9\s]/.test(character));
  if (!sound) return { delimiters: { ...standardDelimiters, field }, sound };
  return { delimiters: { field, repeat, component, escape: escapeMark }, sound };
}

/** Loggers that write each backslash twice show it in H first. */
const doubledHeader = /^H[^\r\nA-Za-z0-9 ]\\\\\^&/;

export function parseLis02(text: string): Lis02Message {
  const asSent = text.split(/\r\n?|\n/);
  const doubled = asSent.some((line) => doubledHeader.test(line));
  const lines = doubled ? asSent.map((line) => line.replaceAll('\\\\', '\\')) : asSent;
  const message: Lis02Message = {
    header: null,
    delimiters: standardDelimiters,
    patients: [],
    queries: [],
    terminator: null,
    records: [],
    problems: [],
  };
  const problem = (code: string, at: string, what: string) => message.problems.push({ code, at, text: what });
  if (doubled) problem('CONTENT_DOUBLED_BACKSLASH', 'record 1 H', 'the backslashes were written twice');
  /** Where a C record belongs: the record before it (LIS02-A2 6.6.1). */
  let commentsOfLast: Lis02Record[] | null = null;
  let place = 0;
  let garbage = 0;

  const lastPatient = (): PatientNode => {
    const last = message.patients.at(-1);
    if (last !== undefined) return last;
    const implied: PatientNode = { record: null, comments: [], orders: [] };
    message.patients.push(implied);
    return implied;
  };
  const newOrder = (record: Lis02Record | null): OrderNode => {
    const order: OrderNode = { record, comments: [], manufacturer: [], results: [] };
    lastPatient().orders.push(order);
    return order;
  };

  function add(record: Lis02Record): void {
    const at = `record ${record.place} ${record.type}`;
    switch (record.type) {
      case 'H':
        message.header = record;
        commentsOfLast = null;
        return;
      case 'P': {
        const patient: PatientNode = { record, comments: [], orders: [] };
        message.patients.push(patient);
        commentsOfLast = patient.comments;
        return;
      }
      case 'O':
        commentsOfLast = newOrder(record).comments;
        return;
      case 'R': {
        let order = lastPatient().orders.at(-1);
        if (order === undefined) {
          problem('CONTENT_RESULT_WITHOUT_ORDER', at, 'no O record stands before this result');
          order = newOrder(null);
        }
        const result: ResultNode = { record, comments: [], manufacturer: [] };
        order.results.push(result);
        commentsOfLast = result.comments;
        return;
      }
      case 'C':
        commentsOfLast?.push(record);
        return;
      case 'M': {
        const order = message.patients.at(-1)?.orders.at(-1);
        (order?.results.at(-1)?.manufacturer ?? order?.manufacturer)?.push(record);
        return;
      }
      case 'Q':
        message.queries.push(record);
        commentsOfLast = null;
        return;
      case 'L':
        message.terminator = record;
        return;
      default:
    }
  }

  for (const sent of lines) {
    if (sent.trim() === '' || sent.startsWith('#')) continue;
    place += 1;
    // Seen from a host that numbered records inside one frame: the digit is told and left out, the record is read.
    const numbered = /^[0-7][HPORCQSML]\W/.test(sent);
    const line = numbered ? sent.slice(1) : sent;
    if (numbered) {
      problem(
        'CONTENT_FRAME_NUMBER_IN_RECORD',
        `record ${place}`,
        `a frame number stands in front: "${sent.slice(0, 12)}"`,
      );
    }
    const type = (line[0] ?? '').toUpperCase();
    const next = line[1] ?? message.delimiters.field;
    const isHeader = type === 'H' && message.header === null && /[^A-Za-z0-9 ]/.test(next);
    if (!isHeader && (!/[A-Z]/.test(type) || next !== message.delimiters.field)) {
      garbage += 1;
      if (garbage <= 3) {
        problem('CONTENT_GARBAGE', `record ${place}`, `not a record: ${JSON.stringify(line.slice(0, 24))}`);
      }
      continue;
    }
    if (!knownTypes.has(type)) {
      problem('CONTENT_UNKNOWN_RECORD', `record ${place} ${type}`, 'LIS02-A2 knows no such record');
      continue;
    }
    if (isHeader) {
      const { delimiters, sound } = delimitersOf(line);
      message.delimiters = delimiters;
      if (!sound)
        problem(
          'CONTENT_DELIMITERS',
          `record ${place} H`,
          'the delimiter definition is unusable; the standard one is used',
        );
    }
    const fields = line.split(message.delimiters.field);
    const record: Lis02Record = { type, fields, delimiters: message.delimiters, place };
    message.records.push(record);
    add(record);
  }
  if (garbage > 3) problem('CONTENT_GARBAGE', `record ${place}`, `${garbage} lines are not records`);
  if (message.header === null) problem('CONTENT_NO_HEADER', 'record 1', 'the message does not begin with H');
  if (message.terminator === null)
    problem('CONTENT_NO_TERMINATOR', `record ${place}`, 'the message does not end with L');
  return message;
}

/** Sender as the analyzer writes it in H.5, without padding. */
export function senderOf(message: Lis02Message): string {
  return rawField(message.header, 5).trim();
}
