// A PAdES signature (ETSI EN 319 142-1, B-B) in a PDF that this suite drew: an incremental update (ISO 32000-1 7.5.6, 12.8) that adds one invisible field.
import { Buffer } from 'node:buffer';
import { type CmsVerdict, verifyCms } from '../pki/cms.ts';

/** The file is not of the simple kind that pdfkit writes. */
export class PdfError extends Error {}

interface Reference {
  number: number;
  text: string;
}

interface Structure {
  size: number;
  startxref: number;
  root: Reference;
  /** The first page. */
  page: Reference;
  trailer: string;
}

function one(pattern: RegExp, text: string, what: string): string {
  const found = pattern.exec(text)?.[1];
  if (found === undefined) throw new PdfError(`no ${what}`);
  return found;
}

/** Only a classic cross-reference table without a former update is read (7.5.4): that is what is drawn here. */
function structureOf(pdf: Buffer): Structure {
  const tail = pdf.subarray(-2048).toString('latin1');
  const startxref = Number(one(/startxref\s+(\d+)\s+%%EOF\s*$/, tail, 'startxref'));
  const table = pdf.subarray(startxref).toString('latin1');
  const rows = one(/^xref\s+0 \d+\s+((?:\d{10} \d{5} [nf]\s+)+)trailer/, table, 'cross-reference table');
  const trailer = one(/trailer\s*<<([\s\S]*)>>\s*startxref/, table, 'trailer');
  const offsets = [...rows.matchAll(/(\d{10}) \d{5} ([nf])/g)].map(([, offset, use]) =>
    use === 'n' ? Number(offset) : null,
  );
  const object = (number: number): Reference => {
    const offset = offsets[number];
    if (offset === null || offset === undefined) throw new PdfError(`no object ${number}`);
    const end = pdf.indexOf('endobj', offset, 'latin1');
    const text = pdf.subarray(offset, end).toString('latin1');
    return { number, text: one(/^\d+ 0 obj\s*<<([\s\S]*)>>\s*$/, text, `dictionary in object ${number}`) };
  };
  const root = object(Number(one(/\/Root (\d+) 0 R/, trailer, 'root')));
  let page = object(Number(one(/\/Pages (\d+) 0 R/, root.text, 'pages')));
  for (let depth = 0; /\/Type \/Pages\b/.test(page.text) && depth < 32; depth += 1)
    page = object(Number(one(/\/Kids \[\s*(\d+) 0 R/, page.text, 'page')));
  if (/\/AcroForm\b/.test(root.text)) throw new PdfError('it has a form already');
  return { size: Number(one(/\/Size (\d+)/, trailer, 'size')), startxref, root, page, trailer };
}

function withAnnotation(page: string, reference: string): string {
  if (!/\/Annots\b/.test(page)) return `${page}/Annots [${reference}]\n`;
  if (!/\/Annots \[/.test(page)) throw new PdfError('annotations apart from the page');
  return page.replace(/\/Annots \[/, () => `/Annots [${reference} `);
}

/** UTF-16 with its mark, as hex (7.9.2.2). */
const textString = (text: string): string => `<feff${Buffer.from(text, 'utf16le').swap16().toString('hex')}>`;
const dateString = (at: Date): string => `(D:${at.toISOString().replaceAll(/[-:T]/g, '').slice(0, 14)}Z)`;

export interface PdfSigning {
  /** Who signs, as it stands in the certificate. */
  name: string;
  reason: string;
  at: Date;
  /** The CMS signature without a signing time over these bytes. */
  sign(content: Uint8Array): Buffer;
}

const rangeWidth = 40;

/** @throws PdfError */
export function signPdf(pdf: Uint8Array, signing: PdfSigning): Buffer {
  const before = Buffer.from(pdf);
  const { size, startxref, root, page, trailer } = structureOf(before);
  // Elliptic signatures differ by some bytes in length.
  const room = signing.sign(Buffer.alloc(0)).length + 32;
  const [field, value] = [size, size + 1];
  const range = ' '.repeat(rangeWidth);
  const objects: [number, string][] = [
    [root.number, `<<${root.text}/AcroForm << /Fields [${field} 0 R] /SigFlags 3 >>\n>>`],
    [page.number, `<<${withAnnotation(page.text, `${field} 0 R`)}>>`],
    [
      field,
      `<<\n/Type /Annot\n/Subtype /Widget\n/FT /Sig\n/T (Signature1)\n/V ${value} 0 R\n/P ${page.number} 0 R\n/F 132\n/Rect [0 0 0 0]\n>>`,
    ],
    [
      value,
      `<<\n/Type /Sig\n/Filter /Adobe.PPKLite\n/SubFilter /ETSI.CAdES.detached\n/M ${dateString(signing.at)}\n/Name ${textString(signing.name)}\n/Reason ${textString(signing.reason)}\n/ByteRange [${range}]\n/Contents <${'0'.repeat(room * 2)}>\n>>`,
    ],
  ];
  let text = before.at(-1) === 0x0a ? '' : '\n';
  const rows = objects.map(([number, body]) => {
    const offset = before.length + text.length;
    text += `${number} 0 obj\n${body}\nendobj\n`;
    return `${number} 1\n${String(offset).padStart(10, '0')} 00000 n \n`;
  });
  const table = before.length + text.length;
  const kept = trailer.replace(/\/Size \d+/, `/Size ${size + 2}`).replace(/\/Prev \d+/, '');
  text += `xref\n${rows.join('')}trailer\n<<${kept}/Prev ${startxref}\n>>\nstartxref\n${table}\n%%EOF\n`;
  const contents = before.length + text.indexOf('/Contents <') + '/Contents '.length;
  const after = contents + room * 2 + 2;
  const end = before.length + text.length;
  text = text.replace(`[${range}]`, `[${`0 ${contents} ${after} ${end - after}`.padEnd(rangeWidth)}]`);
  const whole = Buffer.concat([before, Buffer.from(text, 'latin1')]);
  const cms = signing.sign(Buffer.concat([whole.subarray(0, contents), whole.subarray(after)]));
  if (cms.length > room) throw new PdfError(`the signature needs ${cms.length} bytes, ${room} are held`);
  whole.write(cms.toString('hex'), contents + 1, 'latin1');
  return whole;
}

/** Whether the one signature of such a file stands and covers all of it. */
export function verifyPdf(pdf: Uint8Array): CmsVerdict {
  const whole = Buffer.from(pdf);
  const found = [...whole.toString('latin1').matchAll(/\/ByteRange \[0 (\d+) (\d+) (\d+) *\]/g)];
  const [start = 0, after = 0, rest = 0] = (found[0] ?? []).slice(1).map(Number);
  const gap = whole.subarray(start, after).toString('latin1');
  const hex = gap.slice(1, -1);
  if (found.length !== 1 || after + rest !== whole.length || !/^<(?:[0-9a-f]{2})+>$/.test(gap))
    return { fault: 'broken' };
  const held = Buffer.from(hex, 'hex');
  const lengthBytes = (held[1] ?? 0) - 0x80;
  if (lengthBytes < 1 || lengthBytes > 3) return { fault: 'broken' };
  const size = 2 + lengthBytes + held.readUIntBE(2, lengthBytes);
  if (held.subarray(size).some((byte) => byte !== 0)) return { fault: 'broken' };
  return verifyCms(held.subarray(0, size), Buffer.concat([whole.subarray(0, start), whole.subarray(after)]));
}
