// The door for HL7: a result message (ORU) of a registered and approved device, with the tracing or its picture in it.
import { documentKind } from '../../../core/ecg/formats/document.ts';
import {
  type EcgOrderNumbers,
  ecgMessage,
  encapsulatedFiles,
  orderNumbers,
} from '../../../core/ecg/formats/hl7/message.ts';
import { carriesWaveform } from '../../../core/ecg/formats/hl7/waveform.ts';
import { EcgRefusal, ProblemList } from '../../../core/ecg/formats/refusal.ts';
import type { Hl7Header } from '../../../core/hl7/index.ts';
import { fail } from '../../../core/kernel/errors.ts';
import { cutText } from '../../../core/kernel/storable-text.ts';
import { systemCaller } from '../../kernel/access.ts';
import { sourceOfDevice } from './admission.ts';
import { type DeviceRow, rememberRefused } from './devices.ts';
import { takeIn } from './intake.ts';
import type { EcgServices } from './services.ts';

/** The device of MSH-3, else MSH-4, as its code is registered. @throws RIGHT_MISSING for one that is unknown or not approved */
async function senderOf({ kernel }: EcgServices, header: Hl7Header, peer: string): Promise<DeviceRow> {
  const code = header.sendingApplication || header.sendingFacility;
  const device = await kernel.db.selectFrom('ecg_device').selectAll().where('code', '=', code).executeTakeFirst();
  if (device?.state === 'approved') return device;
  if (/^[A-Za-z0-9._-]{1,64}$/.test(code)) await rememberRefused(kernel, code, peer);
  const isKnown = device !== undefined && device.state !== 'asking';
  const why = isKnown ? `the device is ${device.state}` : 'the device is not registered';
  const subject = code.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 64);
  await kernel.audit(systemCaller(peer), { act: 'ecg.message', subject, outcome: 'refused', detail: why });
  throw fail('RIGHT_MISSING', { what: 'device', device: subject, why });
}

/** The same result sent again under a new time (MSH-7) and number (MSH-10) gives the same bytes: it is the same recording. */
function withoutSending(content: Uint8Array): Uint8Array<ArrayBuffer> {
  const end = content.findIndex((byte) => byte === 13 || byte === 10);
  const from = end < 0 ? content.length : end;
  const header = Buffer.from(content.subarray(0, from)).toString('latin1');
  const separator = header[header.indexOf('MSH') + 3] ?? '|';
  const fields = header.split(separator).map((field, at) => (at === 6 || at === 9 ? '' : field));
  // One character a byte, as it was decoded.
  const head = Uint8Array.from(fields.join(separator), (letter) => letter.charCodeAt(0));
  const made = new Uint8Array(head.length + content.length - from);
  made.set(head);
  made.set(content.subarray(from), head.length);
  return made;
}

interface Part {
  name: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/** The message itself where it carries a tracing, and each picture by itself. */
function partsOf(content: Uint8Array, header: Hl7Header): { parts: Part[]; numbers: EcgOrderNumbers } {
  try {
    const problems = new ProblemList();
    const message = ecgMessage(content, problems);
    const files = encapsulatedFiles(message, problems);
    const name = header.controlId.replaceAll(/[^\w.-]/g, '_').slice(0, 60) || 'message';
    const isTracing = carriesWaveform(message) || files.some(({ isPicture }) => !isPicture);
    const pictures = files.flatMap(({ bytes, isPicture }, at) =>
      isPicture ? [{ name: `${name}-${at + 1}.${documentKind(bytes)}`, bytes: Uint8Array.from(bytes) }] : [],
    );
    const parts = [...(isTracing ? [{ name: `${name}.hl7`, bytes: withoutSending(content) }] : []), ...pictures];
    if (parts.length > 0) return { parts, numbers: orderNumbers(message) };
    const said = problems.list().map(({ at, text }) => `${at}: ${text}`);
    throw new EcgRefusal('UNSUPPORTED', 'OBX', said.join('; ') || 'no OBX of type ED, and no waveform');
  } catch (error) {
    if (!(error instanceof EcgRefusal)) throw error;
    throw fail('MESSAGE_UNREADABLE', { type: `${header.type}^${header.trigger}`, at: error.at, why: error.message });
  }
}

const short = (text: string): string => cutText(text.trim(), 64);

/**
 * Takes what the message carries in. Answered means durable; what belongs to no exam waits for a person, what cannot be read is parked.
 * @throws RIGHT_MISSING, MESSAGE_UNREADABLE for a message without an ECG, SERVER_BUSY, DISK_FULL
 */
export async function takeEcgMessage(
  services: EcgServices,
  content: Uint8Array,
  header: Hl7Header,
  peer: string,
): Promise<{ subject: string; note: string }> {
  const { kernel } = services;
  const device = await senderOf(services, header, peer);
  const { parts, numbers } = partsOf(content, header);
  const notes: string[] = [];
  for (const { name, bytes } of parts) {
    const arrival = await takeIn(services, bytes, {
      fileName: name,
      source: await sourceOfDevice(kernel, device, 'hl7'),
      given: {
        accession: short(numbers.accession),
        requestNumber: short(numbers.requestNumber),
        patientNumber: short(numbers.patientNumber),
        recordingId: '',
      },
      caller: systemCaller(peer),
    });
    notes.push([`${name}: ${arrival.outcome}, ${arrival.state}`, ...arrival.problems].join('; '));
  }
  return {
    subject: short(numbers.accession || numbers.requestNumber || numbers.patientNumber),
    note: notes.join(' | '),
  };
}
