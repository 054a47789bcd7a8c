// A page of a foreign PDF inside a page of ours: its drawing as a form (ISO 32000-1 8.10), with copies of the fonts and pictures that it needs.
import { isDict, isName, isRef, type PdfDict, type PdfValue } from './lex.ts';
import { isStream, type PdfPage, type PdfSource, type PdfStream } from './open.ts';

/** References that lead to references: a font needs a handful, a chain of thousands is an attack. */
const deepest = 100;

/** What leads away from the drawing: to other pages, scripts, and trees of the foreign file. */
const leftOut = new Set([
  'Parent',
  'StructParent',
  'StructParents',
  'Metadata',
  'PieceInfo',
  'OPI',
  'Ref',
  'Length',
  'AA',
  'A',
]);

export interface FormBox {
  x: number;
  y: number;
  width: number;
  height: number;
}

type Reference = ReturnType<PDFKit.PDFDocument['ref']>;

/** From the page's own corner, upright: what a rotated page needs. */
function upright({ box: [x0, y0, x1, y1], rotate }: PdfPage): number[] {
  if (rotate === 90) return [0, -1, 1, 0, -y0, x1];
  if (rotate === 180) return [-1, 0, 0, -1, x1, y1];
  if (rotate === 270) return [0, 1, -1, 0, y1, -x0];
  return [1, 0, 0, 1, -x0, -y0];
}

export interface PagePlacer {
  /** Fits the page into the box, in points from the upper left corner. */
  place(source: PdfSource, page: PdfPage, box: FormBox): void;
}

export function createPagePlacer(pen: PDFKit.PDFDocument): PagePlacer {
  const copies = new Map<PdfSource, Map<number, Reference>>();
  const count = { forms: 0, depth: 0 };

  function written(source: PdfSource, value: PdfValue): unknown {
    if (value === null || typeof value === 'number' || typeof value === 'boolean') return value;
    // Bytes as they are: a text would be re-encoded.
    if (value instanceof Uint8Array) return Buffer.from(value);
    if (Array.isArray(value)) return value.map((one) => written(source, one));
    if (isRef(value)) return copied(source, value.ref);
    if (isName(value)) return value.name;
    return dictionary(source, value);
  }

  function dictionary(source: PdfSource, { dict }: PdfDict): Record<string, unknown> {
    return Object.fromEntries(
      [...dict].filter(([key]) => !leftOut.has(key)).map(([key, value]) => [key, written(source, value)]),
    );
  }

  /** Each object once, however often it is used; a circle ends at itself. */
  function copied(source: PdfSource, ref: number): Reference | null {
    const known = copies.get(source) ?? new Map<number, Reference>();
    copies.set(source, known);
    const there = known.get(ref);
    if (there) return there;
    const value = source.valueOf(ref);
    if (value === undefined || value === null || count.depth > deepest) return null;
    count.depth += 1;
    const made = isStream(value)
      ? stream(source, value, {}, (one) => known.set(ref, one))
      : plain(source, value, (one) => known.set(ref, one));
    count.depth -= 1;
    return made;
  }

  function plain(source: PdfSource, value: PdfValue, know: (made: Reference) => void): Reference {
    const made = pen.ref({});
    know(made);
    Object.assign(made, { data: written(source, value) });
    made.end(undefined);
    return made;
  }

  function stream(
    source: PdfSource,
    { dict, bytes }: PdfStream,
    more: Record<string, unknown>,
    know: (made: Reference) => void,
  ): Reference {
    const made = pen.ref({});
    know(made);
    const data = { ...dictionary(source, dict), ...more };
    // A stream that is packed already must not be packed again.
    Object.assign(made, { data, compress: false });
    made.end(Buffer.from(bytes));
    return made;
  }

  return {
    place(source, page, { x, y, width, height }) {
      const [x0, y0, x1, y1] = page.box;
      const turned = page.rotate % 180 !== 0;
      const [wide, high] = turned ? [y1 - y0, x1 - x0] : [x1 - x0, y1 - y0];
      const scale = Math.min(width / wide, height / high);
      const form = stream(
        source,
        page.content,
        {
          Type: 'XObject',
          Subtype: 'Form',
          FormType: 1,
          BBox: [x0, y0, x1, y1],
          Matrix: upright(page),
          Resources: isDict(page.resources) ? dictionary(source, page.resources) : {},
        },
        () => undefined,
      );
      count.forms += 1;
      const name = `Foreign${count.forms}`;
      Object.assign(pen.page.xobjects, { [name]: form });
      pen.save();
      // The page's own axis points up, ours down.
      pen.transform(scale, 0, 0, -scale, x + (width - wide * scale) / 2, y + (height + high * scale) / 2);
      pen.addContent(`/${name} Do`);
      pen.restore();
    },
  };
}
