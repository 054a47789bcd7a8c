// Values of a PDF file as they are written (ISO 32000-1 7.3): names, numbers, strings, lists, dictionaries and references.

export type PdfValue = null | boolean | number | PdfName | Uint8Array | PdfRef | PdfValue[] | PdfDict;
/** As written after the solidus, with its `#` escapes. */
export interface PdfName {
  name: string;
}
export interface PdfRef {
  ref: number;
}
export interface PdfDict {
  dict: Map<string, PdfValue>;
}

/** Deeper nesting is an attack, not a page. */
const deepest = 60;

export class PdfSyntax extends Error {}

export const isDict = (value: PdfValue | undefined): value is PdfDict =>
  typeof value === 'object' && value !== null && 'dict' in value;
export const isRef = (value: PdfValue | undefined): value is PdfRef =>
  typeof value === 'object' && value !== null && 'ref' in value;
export const isName = (value: PdfValue | undefined): value is PdfName =>
  typeof value === 'object' && value !== null && 'name' in value;

/** Reads values one after the other from `at`; the text is the file, one character a byte. */
export function createLexer(text: string, at: number): { value(): PdfValue; position(): number } {
  let here = at;

  function skip(): void {
    for (;;) {
      while (here < text.length && /[\0\t\n\f\r ]/u.test(text[here] ?? '')) here += 1;
      if (text[here] !== '%') return;
      while (here < text.length && !/[\r\n]/u.test(text[here] ?? '')) here += 1;
    }
  }

  function regular(): string {
    const from = here;
    while (here < text.length && !/[\0\t\n\f\r ()<>[\]{}/%]/u.test(text[here] ?? '')) here += 1;
    return text.slice(from, here);
  }

  function literal(): Uint8Array {
    const bytes: number[] = [];
    let open = 1;
    here += 1;
    for (; here < text.length; here += 1) {
      const one = text[here] ?? '';
      if (one === '(') open += 1;
      if (one === ')') {
        open -= 1;
        if (open === 0) break;
      }
      if (one === '\\') escaped(bytes);
      else bytes.push(one.charCodeAt(0));
    }
    here += 1;
    return Uint8Array.from(bytes);
  }

  function escaped(bytes: number[]): void {
    here += 1;
    const octal = /^[0-7]{1,3}/u.exec(text.slice(here, here + 3))?.[0];
    if (octal !== undefined) {
      bytes.push(Number.parseInt(octal, 8) & 255);
      here += octal.length - 1;
      return;
    }
    const one = text[here] ?? '';
    const plain = { n: 10, r: 13, t: 9, b: 8, f: 12 }[one];
    if (plain !== undefined) bytes.push(plain);
    else if (one === '\r' && text[here + 1] === '\n') here += 1;
    else if (one !== '\r' && one !== '\n') bytes.push(one.charCodeAt(0));
  }

  function hexadecimal(): Uint8Array {
    const end = text.indexOf('>', here);
    if (end < 0) throw new PdfSyntax('a string without its end');
    const digits = text.slice(here + 1, end).replaceAll(/[^0-9A-Fa-f]/gu, '');
    here = end + 1;
    return Uint8Array.from(Buffer.from(digits.length % 2 === 0 ? digits : `${digits}0`, 'hex'));
  }

  function value(depth: number): PdfValue {
    if (depth > deepest) throw new PdfSyntax('values nested too deep');
    skip();
    const one = text[here];
    if (one === undefined) throw new PdfSyntax('the file ends within a value');
    if (one === '/') {
      here += 1;
      return { name: regular() };
    }
    if (one === '(') return literal();
    if (one === '[') return list(depth);
    if (one === '<') return text[here + 1] === '<' ? dictionary(depth) : hexadecimal();
    const word = regular();
    if (word === 'true' || word === 'false') return word === 'true';
    if (word === 'null') return null;
    if (!/^[+-]?(\d+\.?\d*|\.\d+)$/u.test(word)) throw new PdfSyntax(`not a value: ${word.slice(0, 20)}`);
    const reference = /^\d+$/u.test(word) ? /^\s+\d+\s+R(?![A-Za-z])/u.exec(text.slice(here, here + 20)) : null;
    if (!reference) return Number(word);
    here += reference[0].length;
    return { ref: Number(word) };
  }

  function list(depth: number): PdfValue[] {
    const values: PdfValue[] = [];
    here += 1;
    for (;;) {
      skip();
      if (text[here] === ']') break;
      values.push(value(depth + 1));
    }
    here += 1;
    return values;
  }

  function dictionary(depth: number): PdfDict {
    const dict = new Map<string, PdfValue>();
    here += 2;
    for (;;) {
      skip();
      if (text.startsWith('>>', here)) break;
      if (text[here] !== '/') throw new PdfSyntax('a dictionary without a key');
      here += 1;
      const key = regular();
      dict.set(key, value(depth + 1));
    }
    here += 2;
    return { dict };
  }

  return { value: () => value(0), position: () => here };
}
