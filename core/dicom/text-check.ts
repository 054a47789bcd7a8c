// Text that is not what Specific Character Set says: found by its bytes, told with a best guess, never repaired silently.
import { CharacterSet, isPlain } from './character-set.ts';
import type { DataSet } from './data-set.ts';
import type { Problem } from './errors.ts';
import { decodeWhole } from './repertoires.ts';
import { asGb, asUtf8, highBytes, ideographs, undeclared } from './undeclared.ts';
import { layoutOf } from './vr.ts';

export interface TextDoubt extends Problem {
  code: 'character-set-contradicted';
  /** As decoded by the declaration. */
  text: string;
  /** Specific Character Set that explains the bytes, and what the text then is. */
  guess?: { characterSet: string; text: string };
}

/** The character set that the bytes themselves speak for; Latin 1 is never guessed against a Chinese reading. */
function guess(bytes: Uint8Array): TextDoubt['guess'] {
  return (
    undeclared(bytes) ?? { characterSet: 'ISO_IR 100', text: new CharacterSet(['ISO_IR 100']).decode(bytes, 'LT') }
  );
}

/** Latin repertoires, in which any bytes decode to something. */
const latin = new Set([100, 101, 109, 110, 148, 203]);

/** Whether bytes that decode without an error still cannot be meant as declared. */
function suspect(bytes: Uint8Array, set: CharacterSet): boolean {
  const many = highBytes(bytes) >= 4;
  if (set.whole === 'gb18030' || set.whole === 'gbk') {
    const utf8 = asUtf8(bytes);
    return utf8 !== undefined && highBytes(bytes) >= 6 && ideographs.test(utf8);
  }
  const isLatin = set.declared.length > 0 && set.declared.every(({ ir }) => latin.has(ir) || ir === 6);
  if (!isLatin || !many) return false;
  const utf8 = asUtf8(bytes);
  return (utf8 !== undefined && ideographs.test(utf8)) || asGb(bytes) !== undefined;
}

function doubtOf(bytes: Uint8Array, set: CharacterSet, tag: number, vr: 'LT' | 'PN'): TextDoubt | undefined {
  const text = set.decode(bytes, vr);
  // The default repertoire has no such bytes at all, even where they can be read.
  const wrong = text.includes('\ufffd') || (bytes.includes(0x1b) ? false : set.isDefault || suspect(bytes, set));
  if (!wrong) return undefined;
  const declared = set.terms.join('\\') || 'nothing';
  const best = guess(bytes);
  const message = `The text is not in the character set declared (${declared})${best ? `; it may be ${best.characterSet}` : ''}`;
  return { code: 'character-set-contradicted', message, tag, text, guess: best };
}

/** Every text of a data set, its items included, that its declared character set does not explain. */
export function checkText(dataSet: DataSet): TextDoubt[] {
  return dataSet.elements().flatMap((element) => {
    if (element.kind === 'sequence') return element.items.flatMap(checkText);
    if (element.kind !== 'bytes' || !layoutOf(element.vr).ownCharacters || isPlain(element.bytes)) return [];
    const doubt = doubtOf(element.bytes, dataSet.characterSet, element.tag, element.vr === 'PN' ? 'PN' : 'LT');
    return doubt ? [{ ...doubt, offset: element.offset }] : [];
  });
}

/** Best reading of bytes whose character set nobody knows, for a person to confirm. */
export const guessText = (bytes: Uint8Array): { characterSet: string; text: string } =>
  isPlain(bytes)
    ? { characterSet: '', text: decodeWhole('utf-8', bytes) }
    : (guess(bytes) ?? { characterSet: '', text: '' });
