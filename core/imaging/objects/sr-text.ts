// Any structured report as an outline that people read: headings, values, references, with Chinese or English headings.
import type { DataSet } from '../../dicom/data-set.ts';
import { displayName, parsePersonName } from '../../dicom/person-name.ts';
import { type Code, isCode, readCode } from './code.ts';
import { concept, conceptName } from './concepts.ts';
import { type ContentNode, type ImageReference, readContent } from './content.ts';
import { unitText } from './quantity-codes.ts';

export interface OutlineNode {
  /** Heading or name of the value in both languages; empty when the item has none. */
  name: { zh: string; en: string };
  /** The value in both languages; empty for headings. */
  value: { zh: string; en: string };
  kind: 'heading' | 'text' | 'number' | 'reference' | 'graphic';
  /** The item says something about its parent (method, derivation, observer) rather than being one of its contents. */
  modifier: boolean;
  reference: ImageReference | null;
  /** Long lists that few people read: the library of all images. */
  folded: boolean;
  children: OutlineNode[];
}

export interface ReportOutline {
  title: { zh: string; en: string };
  completion: string;
  verification: string;
  /** Who verified, with the time. */
  verifiers: string[];
  /** Report that this one takes the place of. */
  predecessors: string[];
  date: string;
  time: string;
  body: OutlineNode[];
}

const both = (text: string) => ({ zh: text, en: text });
const named = (code: Code | undefined) => ({ zh: conceptName(code, 'zh-CN'), en: conceptName(code, 'en') });

const personText = (text: string): string => displayName(parsePersonName(text)) || text;

function dateText(text: string): string {
  const found = /^(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?/.exec(text);
  if (!found) return text;
  const [, year, month, day, hour, minute, second] = found;
  const time = hour ? ` ${hour}:${minute}${second ? `:${second}` : ''}` : '';
  return `${year}-${month}-${day}${time}`;
}

const timeText = (text: string): string => text.replace(/^(\d{2})(\d{2})(\d{2}).*$/, '$1:$2:$3');

function numberText(node: Extract<ContentNode, { type: 'NUM' }>): { zh: string; en: string } {
  if (node.value === null) return named(node.qualifier);
  const unit = unitText(node.unit);
  // Seven digits are more than any measurement has; floating point tails are no information.
  const shown = String(Number(node.value.toPrecision(7)));
  return both(unit ? `${shown} ${unit}` : shown);
}

function shownOf(node: ContentNode): Pick<OutlineNode, 'kind' | 'value' | 'reference'> {
  const plain = (text: string) => ({ kind: 'text' as const, value: both(text), reference: null });
  switch (node.type) {
    case 'CONTAINER':
      return { kind: 'heading', value: both(''), reference: null };
    case 'TEXT':
      // Line ends are CR LF, though some write CR or LF alone (PS3.5 6.1.2.3).
      return plain(node.text.replaceAll(/\r\n?/g, '\n'));
    case 'UIDREF':
    case 'TCOORD':
    case 'OTHER':
      return plain(node.text);
    case 'PNAME':
      return plain(personText(node.text));
    case 'DATE':
    case 'DATETIME':
      return plain(dateText(node.text));
    case 'TIME':
      return plain(timeText(node.text));
    case 'CODE':
      return { kind: 'text', value: named(node.code), reference: null };
    case 'NUM':
      return { kind: 'number', value: numberText(node), reference: null };
    case 'SCOORD':
    case 'SCOORD3D': {
      const count = node.points.length / (node.type === 'SCOORD' ? 2 : 3);
      return { kind: 'graphic', value: both(`${node.graphic} (${Math.floor(count)})`), reference: null };
    }
    case 'IMAGE':
    case 'COMPOSITE':
    case 'WAVEFORM':
      return { kind: 'reference', value: both(''), reference: node.reference ?? null };
    default:
      return node satisfies never;
  }
}

const contents = new Set(['CONTAINS', '', 'INFERRED FROM', 'SELECTED FROM']);

const outlineOf = (node: ContentNode): OutlineNode => ({
  name: named(node.concept),
  ...shownOf(node),
  modifier: !contents.has(node.relationship),
  folded: isCode(node.concept, concept.imageLibrary),
  children: node.children.map(outlineOf),
});

export function reportOutline(dataSet: DataSet): ReportOutline {
  const root = readContent(dataSet);
  return {
    title: named(readCode(dataSet.item('ConceptNameCodeSequence'))),
    completion: dataSet.string('CompletionFlag') ?? '',
    verification: dataSet.string('VerificationFlag') ?? '',
    verifiers: dataSet
      .items('VerifyingObserverSequence')
      .map((item) =>
        [personText(item.string('VerifyingObserverName') ?? ''), dateText(item.string('VerificationDateTime') ?? '')]
          .filter(Boolean)
          .join(' '),
      ),
    predecessors: dataSet
      .items('PredecessorDocumentsSequence')
      .flatMap((study) => study.items('ReferencedSeriesSequence'))
      .flatMap((series) => series.items('ReferencedSOPSequence'))
      .map((object) => object.string('ReferencedSOPInstanceUID') ?? ''),
    date: dateText(dataSet.string('ContentDate') ?? ''),
    time: timeText(dataSet.string('ContentTime') ?? ''),
    body: root.children.map(outlineOf),
  };
}
