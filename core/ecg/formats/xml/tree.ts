// XML as a small tree: strict, no entities but the five, nothing fetched, bounded in size and depth.
import { SaxesParser } from 'saxes';
import { EcgRefusal, type ProblemList } from '../refusal.ts';
import { decodeXml } from './decode.ts';

export interface XmlElement {
  /** Without namespace prefix: vendors bind the same names to many prefixes. */
  name: string;
  attributes: ReadonlyMap<string, string>;
  children: XmlElement[];
  /** Its own character data, in one piece; white space alone is left out. */
  text: string;
}

const maximumBytes = 128 * 1024 * 1024;
const maximumDepth = 100;
const maximumElements = 1_000_000;

const local = (name: string): string => name.slice(name.indexOf(':') + 1);

/** Throws EcgRefusal: `MALFORMED` where it is not well formed, `TOO_LARGE`, `UNSUPPORTED` (encoding, entity declarations). */
export function parseXml(bytes: Uint8Array, problems: ProblemList): XmlElement {
  if (bytes.length > maximumBytes) throw new EcgRefusal('TOO_LARGE', 'document', 'The XML is larger than 128 MiB');
  const text = decodeXml(bytes, problems);
  const parser = new SaxesParser();
  const open: XmlElement[] = [];
  let root: XmlElement | undefined;
  let elements = 0;
  const where = () => `line ${parser.line}, column ${parser.column}`;

  parser.on('doctype', (doctype) => {
    if (/<!ENTITY/.test(doctype)) throw new EcgRefusal('UNSUPPORTED', where(), 'Entity declarations are not followed');
  });
  parser.on('opentag', (tag) => {
    elements += 1;
    if (open.length >= maximumDepth) throw new EcgRefusal('TOO_LARGE', where(), 'Nested deeper than 100 elements');
    if (elements > maximumElements) throw new EcgRefusal('TOO_LARGE', where(), 'More than a million elements');
    const attributes = new Map(Object.entries(tag.attributes).map(([name, value]) => [local(name), value]));
    const element = { name: local(tag.name), attributes, children: [], text: '' };
    open.at(-1)?.children.push(element);
    root ??= element;
    open.push(element);
  });
  parser.on('closetag', () => {
    open.pop();
  });
  const add = (data: string) => {
    const element = open.at(-1);
    if (element && (element.text || /\S/.test(data))) element.text += data;
  };
  parser.on('text', add);
  parser.on('cdata', add);
  parser.on('error', (error) => {
    throw new EcgRefusal('MALFORMED', where(), `Not well-formed XML: ${error.message.replace(/^\d+:\d+: /, '')}`);
  });
  parser.write(text).close();
  if (!root) throw new EcgRefusal('MALFORMED', 'document', 'The XML has no element');
  return root;
}
