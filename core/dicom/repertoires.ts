// The character repertoires of PS3.3 C.12.1.1.2: their defined terms, escape sequences and which decoder knows them.

/** One repertoire that code extension can designate (PS3.3 tables C.12-3 and C.12-4). */
export interface Repertoire {
  /** Registration number of ISO 2375, as in `ISO 2022 IR 87`. */
  ir: number;
  /** The half of the code table that it fills: G0 is 21-7E, G1 is A1-FF. */
  area: 'G0' | 'G1';
  /** Bytes of one character. */
  width: 1 | 2;
  /** Bytes after ESC that designate it. */
  designation: readonly number[];
  /** Decoder of the WHATWG Encoding Standard; absent for ASCII and Katakana, which need none. */
  decoder?: TextDecoder;
}

const ascii = (text: string): readonly number[] => [...text].map((letter) => letter.charCodeAt(0));

const single = (ir: number, designation: string, label: string): Repertoire => ({
  ir,
  area: 'G1',
  width: 1,
  designation: ascii(designation),
  decoder: new TextDecoder(label),
});

/** ISO-IR 6, and ISO-IR 14 (romaji), whose yen sign and overline are read as the backslash and tilde that they serve as. */
export const isoIr6: Repertoire = { ir: 6, area: 'G0', width: 1, designation: ascii('(B') };
export const isoIr14: Repertoire = { ir: 14, area: 'G0', width: 1, designation: ascii('(J') };
/** Half-width Katakana of JIS X 0201: A1-DF are U+FF61 to U+FF9F. */
export const isoIr13: Repertoire = { ir: 13, area: 'G1', width: 1, designation: ascii(')I') };

const jis = new TextDecoder('euc-jp');

export const repertoires: readonly Repertoire[] = [
  isoIr6,
  isoIr14,
  isoIr13,
  single(100, '-A', 'iso-8859-1'),
  single(101, '-B', 'iso-8859-2'),
  single(109, '-C', 'iso-8859-3'),
  single(110, '-D', 'iso-8859-4'),
  single(144, '-L', 'iso-8859-5'),
  single(127, '-G', 'iso-8859-6'),
  single(126, '-F', 'iso-8859-7'),
  single(138, '-H', 'iso-8859-8'),
  single(148, '-M', 'iso-8859-9'),
  single(166, '-T', 'windows-874'),
  single(203, '-b', 'iso-8859-15'),
  { ir: 87, area: 'G0', width: 2, designation: ascii('$B'), decoder: jis },
  { ir: 159, area: 'G0', width: 2, designation: ascii('$(D'), decoder: jis },
  { ir: 149, area: 'G1', width: 2, designation: ascii('$)C'), decoder: new TextDecoder('euc-kr') },
  { ir: 58, area: 'G1', width: 2, designation: ascii('$)A'), decoder: new TextDecoder('gbk') },
];

/** The repertoire that the bytes after an ESC at `at` designate. */
export function designatedAt(bytes: Uint8Array, at: number): Repertoire | undefined {
  return repertoires.find(({ designation }) => designation.every((byte, index) => bytes[at + 1 + index] === byte));
}

/** Bytes of characters of one repertoire, in the form in which they stand in a value, to text. */
export function decodeRun(repertoire: Repertoire, run: Uint8Array): string {
  const { ir, width, area, decoder } = repertoire;
  if (ir === 13)
    return String.fromCharCode(...[...run].map((byte) => (byte > 0xa0 && byte < 0xe0 ? byte + 0xfec0 : 0xfffd)));
  if (decoder === undefined) return String.fromCharCode(...[...run].map((byte) => (byte < 0x80 ? byte : 0xfffd)));
  if (width === 1 || area === 'G1') return decoder.decode(run);
  // EUC-JP is JIS X 0208 with the high bits set; 8F announces JIS X 0212.
  const euc: number[] = [];
  for (let at = 0; at < run.length; at += 2) {
    if (ir === 159) euc.push(0x8f);
    euc.push((run[at] ?? 0) | 0x80, (run[at + 1] ?? 0) | 0x80);
  }
  return decoder.decode(new Uint8Array(euc));
}

/** Character sets that stand alone: no code extension, and no other beside them (PS3.3 table C.12-5). */
export type WholeSet = 'utf-8' | 'gb18030' | 'gbk';

const wholeDecoders: Record<WholeSet, TextDecoder> = {
  'utf-8': new TextDecoder('utf-8', { ignoreBOM: true }),
  gb18030: new TextDecoder('gb18030'),
  gbk: new TextDecoder('gbk'),
};
export const decodeWhole = (set: WholeSet, bytes: Uint8Array): string => wholeDecoders[set].decode(bytes);

const wholeTerms: Record<string, WholeSet> = { ISOIR192: 'utf-8', GB18030: 'gb18030', GBK: 'gbk' };
/** What senders write instead of a defined term. */
const wrongTerms: Record<string, WholeSet> = {
  UTF8: 'utf-8',
  ISO2022IR192: 'utf-8',
  GB2312: 'gbk',
  ISOIR58: 'gbk',
  CP936: 'gbk',
};

/** What a value of Specific Character Set (0008,0005) means; `standard: false` when it is not written as the standard says. */
export type TermMeaning =
  | { kind: 'whole'; set: WholeSet; standard: boolean }
  | { kind: 'repertoire'; repertoire: Repertoire; standard: boolean };

export function meaningOf(term: string): TermMeaning | undefined {
  const bare = term.toUpperCase().replaceAll(/[\s_-]/g, '');
  const whole = wholeTerms[bare];
  if (whole) return { kind: 'whole', set: whole, standard: /^(?:ISO_IR 192|GB18030|GBK)$/.test(term) };
  const wrong = wrongTerms[bare];
  if (wrong) return { kind: 'whole', set: wrong, standard: false };
  if (bare === '') return { kind: 'repertoire', repertoire: isoIr6, standard: true };
  const number = /^(?:ISO2022IR|ISOIR|ISO)(\d+)$/.exec(bare)?.[1];
  const repertoire = repertoires.find(({ ir }) => ir === Number(number) && ir !== 14);
  if (number === undefined || repertoire === undefined) return undefined;
  return { kind: 'repertoire', repertoire, standard: /^ISO(?:_IR| 2022 IR) \d+$/.test(term) };
}
