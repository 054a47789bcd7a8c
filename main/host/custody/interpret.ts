// From the stored bytes of one message to what they say, whichever way they came: a line, a file of a driver, a CSV file.
import type { Interpretation } from '../../../core/lab/instrument-message.ts';
import { parseFile } from '../../../device-drivers/parse-file.ts';
import { interpretCsv } from '../../../device-drivers/transports/csv-results.ts';
import { interpretRows, rowsDriverId } from '../../../device-drivers/transports/database/row-message.ts';
import type { StoredMessage } from '../cache/custody-types.ts';
import { type HostEnvironment, messageOf } from '../environment.ts';

/** Stands where a driver's id stands for messages of a CSV folder. */
export const csvDriverId = (encoding: string): string => `csv:${encoding}`;

/** Never throws: what cannot be read is a problem, the bytes stay. */
export function interpretStored(message: StoredMessage, environment: HostEnvironment): Interpretation {
  if (message.driverId.startsWith('csv:')) return interpretCsv(message.content, message.driverId.slice(4));
  if (message.driverId === rowsDriverId) return interpretRows(message.content);
  if (message.source !== null) return parseFile(message.content, message.driverId);
  const driver = environment.driverById(message.driverId);
  if (!driver) {
    return {
      messages: [],
      problems: [{ code: 'DRIVER_UNKNOWN', at: 'message', text: `没有驱动 / no driver ${message.driverId}` }],
    };
  }
  try {
    const read = driver.interpret(message.content);
    if (message.complete) return read;
    return { ...read, messages: read.messages.map((part) => ({ ...part, incomplete: true })) };
  } catch (error) {
    return { messages: [], problems: [{ code: 'CONTENT_UNREADABLE', at: 'message', text: messageOf(error) }] };
  }
}

/** One line for the inbox list. */
export function summaryOf({ messages }: Interpretation): string {
  const results = messages.flatMap((message) => message.results);
  const shown = results.slice(0, 6).map(({ code, value, unit }) => [code, value, unit].filter(Boolean).join(' '));
  return results.length > shown.length ? `${shown.join(' · ')} … (${results.length})` : shown.join(' · ');
}

export function problemText({ problems }: Interpretation): string | null {
  if (problems.length === 0) return null;
  return problems
    .slice(0, 5)
    .map(({ code, at, text }) => `${code} ${at}: ${text}`)
    .join('; ');
}
