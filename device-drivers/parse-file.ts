// A file or a recorded line of unknown wrapping to what it says: unwraps it, finds the driver, interprets every message.

import type { InstrumentMessage, InstrumentProblem, Interpretation } from '../core/lab/instrument-message.ts';
import { unwrapAstm } from './codecs/lis01/unwrap.ts';
import { looksLikeHl7, unwrapMllp } from './codecs/mllp/unwrap.ts';
import type { Driver, Unwrapped } from './driver.ts';
import { drivers } from './drivers/index.ts';
import { type ContentFamily, familyOf, genericOf, recogniseDriver } from './drivers/recognise.ts';

export interface ParsedFile extends Interpretation {
  /** Id of the driver that read it. */
  driver: string;
}

const familyIn = (bytes: Uint8Array): ContentFamily => (looksLikeHl7(bytes) ? 'hl7' : 'astm');

const failureText = (failure: unknown) => (failure instanceof Error ? failure.message : String(failure));

/** Contents of the messages of a file, framing removed. Never throws. */
export function unwrapFile(bytes: Uint8Array): Unwrapped {
  if (bytes.every((byte) => byte <= 0x20)) {
    return { messages: [], problems: [{ code: 'CONTENT_EMPTY', at: 'byte 0', text: 'There is nothing in the file.' }] };
  }
  try {
    return familyIn(bytes) === 'hl7' ? unwrapMllp(bytes) : unwrapAstm(bytes);
  } catch (failure) {
    const text = `The file could not be unwrapped: ${failureText(failure)}`;
    return { messages: [], problems: [{ code: 'CONTENT_UNREADABLE', at: 'byte 0', text }] };
  }
}

/** Some analyzers speak HL7 and LIS02 both (GeneXpert, Maglumi): the generic driver reads the language that the named one does not. */
function driverFor(driverId: string, family: ContentFamily, content: Uint8Array): Driver {
  const named = drivers.find(({ id }) => id === driverId);
  if (named === undefined) return recogniseDriver(content, family);
  return familyOf(named) === family ? named : genericOf(family);
}

function interpreted(driver: Driver, content: Uint8Array): Interpretation {
  try {
    return driver.interpret(content);
  } catch (failure) {
    const text = `${driver.id} could not read the message: ${failureText(failure)}`;
    return { messages: [], problems: [{ code: 'CONTENT_UNREADABLE', at: 'message', text }] };
  }
}

/** Says something: a result, a tube, an id, or at least that it is a whole message. */
const hasSubstance = ({ kind, results, specimenId, messageId, incomplete }: InstrumentMessage) =>
  results.length > 0 || specimenId !== '' || messageId !== undefined || (kind !== 'results' && incomplete !== true);

/** Of a foreign file only the first complaints are worth reading. */
const foreignComplaints = 5;

/**
 * `driverId` is a driver's id or `auto`. Problems say what could not be read: CONTENT_EMPTY, CONTENT_FOREIGN (neither HL7 nor
 * LIS02), DRIVER_UNKNOWN, and what links and drivers add. Never throws.
 */
export function parseFile(bytes: Uint8Array, driverId: string): ParsedFile {
  const problems: InstrumentProblem[] = [];
  if (driverId !== 'auto' && !drivers.some(({ id }) => id === driverId)) {
    problems.push({ code: 'DRIVER_UNKNOWN', at: 'driver', text: `There is no driver "${driverId}"; read as auto.` });
  }
  const unwrapped = unwrapFile(bytes);
  const first = unwrapped.messages[0]?.content ?? new Uint8Array();
  const driver = driverFor(driverId, familyIn(bytes), first);
  const messages: InstrumentMessage[] = [];
  problems.push(...unwrapped.problems);
  for (const { content, complete } of unwrapped.messages) {
    const read = interpreted(driver, content);
    messages.push(...read.messages.map((message) => (complete ? message : { ...message, incomplete: true })));
    problems.push(...read.problems);
  }
  const empty = problems.some(({ code }) => code === 'CONTENT_EMPTY');
  // A named driver that found a record of its own, however broken, has said better what is wrong.
  const unclaimed = driver === genericOf(familyIn(bytes)) || problems.length === 0;
  const foreign = !empty && unclaimed && !messages.some(hasSubstance);
  if (!foreign) return { messages, problems, driver: driver.id };
  const text = 'Neither HL7 v2 segments nor LIS02 records were found; check the file and the driver.';
  problems.unshift({ code: 'CONTENT_FOREIGN', at: 'byte 0', text });
  return { messages, problems: problems.slice(0, foreignComplaints + 1), driver: driver.id };
}
