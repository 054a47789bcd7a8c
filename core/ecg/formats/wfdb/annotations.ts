// WFDB annotation files (annot(5)): beats, rhythm changes and wave marks, with SKIP, NUM, SUB, CHN and AUX.

export interface WfdbAnnotation {
  sample: number;
  /** Mnemonic of `ecgcodes.h`: `N`, `V`, `+`, `(`; `[n]` for codes without one. */
  code: string;
  subtype: number;
  channel: number;
  number: number;
  /** Text of the annotation, as `(AFIB`. */
  aux: string;
}

/** Mnemonics of codes 0 to 41 (WFDB `ecgcodes.h`). */
const mnemonics = [...' NLRaVFJASEj/Q~ | sT*D"=pB^t+u?![]en@xf()r'];
const skip = 59;
const numberCode = 60;
const subtypeCode = 61;
const channelCode = 62;
const auxCode = 63;

/** Beats as ANSI/AAMI EC57 counts them. */
export const isBeat = ({ code }: Pick<WfdbAnnotation, 'code'>): boolean =>
  'NLRBAaJSVrFejnE/fQ?'.includes(code) && code !== ' ';

/** Annotations in the order of the file, which ends at a zero word; what follows a cut is left out. */
export function readWfdbAnnotations(bytes: Uint8Array): WfdbAnnotation[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const made: WfdbAnnotation[] = [];
  let sample = 0;
  let channel = 0;
  let number = 0;
  let at = 0;
  while (at + 2 <= bytes.length) {
    const word = view.getUint16(at, true);
    at += 2;
    if (word === 0) break;
    const code = word >> 10;
    const value = word & 0x3ff;
    const last = made.at(-1);
    if (code === skip) {
      if (at + 4 > bytes.length) break;
      // The high word comes first (PDP-11 order); the interval may be negative.
      sample += (view.getInt16(at, true) << 16) + view.getUint16(at + 2, true);
      at += 4;
    } else if (code === numberCode) {
      number = (value << 22) >> 22;
      if (last) last.number = number;
    } else if (code === subtypeCode) {
      if (last) last.subtype = (value << 22) >> 22;
    } else if (code === channelCode) {
      channel = value;
      if (last) last.channel = channel;
    } else if (code === auxCode) {
      const text = bytes.subarray(at, at + value);
      if (last) last.aux = new TextDecoder('windows-1252').decode(text).replace(/\0.*$/s, '');
      at += value + (value % 2);
    } else {
      sample += value;
      made.push({ sample, code: mnemonics[code] ?? `[${code}]`, subtype: 0, channel, number, aux: '' });
    }
  }
  return made;
}
