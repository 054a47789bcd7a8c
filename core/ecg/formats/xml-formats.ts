// XML ECG documents by the name of their root element.
import type { EcgRecording } from '../recording.ts';
import { readAecg } from './aecg/read.ts';
import { readMuse } from './muse.ts';
import { readPhilips } from './philips/read.ts';
import { EcgRefusal, ProblemList } from './refusal.ts';
import { readSchiller } from './schiller.ts';
import { parseXml, type XmlElement } from './xml/tree.ts';

const byRoot: Record<string, (root: XmlElement, problems: ProblemList) => EcgRecording> = {
  AnnotatedECG: readAecg,
  RestingECG: readMuse,
  restingecgdata: readPhilips,
  SchillerEDI: readSchiller,
};

/** First character beyond byte order mark and white space is `<`, in single or double bytes. */
export function looksLikeXml(bytes: Uint8Array): boolean {
  for (const byte of bytes.subarray(0, 512)) {
    if (byte === 0x3c) return true;
    const skipped =
      byte === 0 || byte === 0x20 || (byte >= 9 && byte <= 13) || [0xef, 0xbb, 0xbf, 0xff, 0xfe].includes(byte);
    if (!skipped) return false;
  }
  return false;
}

/** Throws EcgRefusal. */
export function readXmlEcg(bytes: Uint8Array): EcgRecording {
  const problems = new ProblemList();
  const root = parseXml(bytes, problems);
  // Schiller's root is the class of the program that wrote it, after its package.
  const name = root.name.slice(root.name.lastIndexOf('.') + 1);
  const read = Object.hasOwn(byRoot, name) ? byRoot[name] : undefined;
  if (!read)
    throw new EcgRefusal('NOT_RECOGNISED', root.name.slice(0, 60), 'This XML is of no ECG format that is read here');
  return read(root, problems);
}
