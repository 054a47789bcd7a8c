// A result message that carries no tracing but one picture of it (PDF, JPEG, PNG), handed in as a file: the picture is what is filed.
import { documentKind } from '../../../core/ecg/formats/document.ts';
import {
  type EcgOrderNumbers,
  ecgMessage,
  encapsulatedFiles,
  looksLikeHl7,
  orderNumbers,
} from '../../../core/ecg/formats/hl7/message.ts';
import { carriesWaveform } from '../../../core/ecg/formats/hl7/waveform.ts';
import { EcgRefusal, ProblemList } from '../../../core/ecg/formats/refusal.ts';

export interface MessagePicture {
  bytes: Uint8Array<ArrayBuffer>;
  /** `pdf`, `jpeg` or `png`. */
  extension: string;
  numbers: EcgOrderNumbers;
}

/** `null` for anything else, also for a message with a tracing, with several pictures or that cannot be read: its reader says why. */
export function messagePicture(content: Uint8Array): MessagePicture | null {
  if (!looksLikeHl7(content)) return null;
  try {
    const message = ecgMessage(content, new ProblemList());
    const [file, ...others] = encapsulatedFiles(message, new ProblemList());
    const extension = file && documentKind(file.bytes);
    if (!extension || others.length > 0 || carriesWaveform(message)) return null;
    return { bytes: Uint8Array.from(file.bytes), extension, numbers: orderNumbers(message) };
  } catch (error) {
    if (error instanceof EcgRefusal) return null;
    throw error;
  }
}
