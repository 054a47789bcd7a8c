// Whether an SVG may be a logo: drawing elements and nothing else. What could run, load or point elsewhere is refused by name.
import { SaxesParser } from 'saxes';

const drawing: ReadonlySet<string> = new Set(
  'svg g defs path rect circle ellipse line polyline polygon lineargradient radialgradient stop clippath title desc'.split(
    ' ',
  ),
);
/** Editors write notes of their own into a drawing; they are not drawn. */
const ownNotes = /^(metadata|sodipodi:|inkscape:|rdf:|cc:|dc:)/u;

export type SvgRefusal =
  | 'notSvg'
  | 'tooDeep'
  /** Doctypes bring entities: they multiply and they read files. */
  | 'doctype'
  | 'script'
  /** Letters would be drawn with whatever font the server has: they must be paths. */
  | 'text'
  | 'elementUnknown'
  | 'reference';

export interface SvgVerdict {
  refusal: SvgRefusal | null;
  /** The element or attribute that is refused. */
  what: string;
}

const fine: SvgVerdict = { refusal: null, what: '' };
const most = { elements: 20_000, depth: 40 };

function attributeRefusal(name: string, value: string): SvgVerdict {
  const plain = name.toLowerCase();
  if (plain.startsWith('on')) return { refusal: 'script', what: name };
  const compact = value.replace(/[\s\p{Cc}]/gu, '').toLowerCase();
  if (/javascript:|vbscript:|expression\(/u.test(compact)) return { refusal: 'script', what: name };
  // A name space is an address that nobody opens.
  if (plain === 'xmlns' || plain.startsWith('xmlns:')) return fine;
  if (/^(xlink:)?href$|^src$/u.test(plain) && !compact.startsWith('#')) return { refusal: 'reference', what: name };
  const outside = [...compact.matchAll(/url\(["']?([^)"']*)/gu)].some(([, target = '']) => !target.startsWith('#'));
  if (outside || compact.includes('@import')) return { refusal: 'reference', what: name };
  return fine;
}

function elementRefusal(name: string): SvgVerdict {
  const plain = name.toLowerCase().replace(/^svg:/u, '');
  if (drawing.has(plain) || ownNotes.test(plain)) return fine;
  if (['script', 'foreignobject', 'iframe', 'handler', 'animate', 'set'].includes(plain))
    return { refusal: 'script', what: name };
  if (['text', 'tspan', 'textpath'].includes(plain)) return { refusal: 'text', what: name };
  if (['image', 'use', 'a', 'style'].includes(plain)) return { refusal: 'reference', what: name };
  return { refusal: 'elementUnknown', what: name };
}

/** @param text the whole file, decoded as UTF-8 */
export function svgVerdict(text: string): SvgVerdict {
  const parser = new SaxesParser({ xmlns: false, position: false });
  let verdict = fine;
  let root = '';
  let depth = 0;
  let elements = 0;
  const refuse = (next: SvgVerdict) => {
    if (verdict.refusal === null) verdict = next;
  };
  parser.on('doctype', () => refuse({ refusal: 'doctype', what: 'DOCTYPE' }));
  parser.on('processinginstruction', ({ target }) => refuse({ refusal: 'reference', what: `<?${target}` }));
  parser.on('error', ({ message }) => refuse({ refusal: 'notSvg', what: message }));
  parser.on('opentag', ({ name, attributes }) => {
    elements += 1;
    depth += 1;
    root ||= name;
    if (depth > most.depth || elements > most.elements) refuse({ refusal: 'tooDeep', what: name });
    refuse(elementRefusal(name));
    for (const [key, value] of Object.entries(attributes)) refuse(attributeRefusal(key, value));
  });
  parser.on('closetag', () => {
    depth -= 1;
  });
  parser.write(text.replace(/^\uFEFF/u, '')).close();
  if (verdict.refusal !== null) return verdict;
  return /^(svg:)?svg$/u.test(root) ? fine : { refusal: 'notSvg', what: root };
}
