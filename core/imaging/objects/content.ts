// Content items of structured reports (PS3.3 C.17.3): building them, and reading any content tree.
import { DataSet } from '../../dicom/data-set.ts';
import { type Code, codeItem, readCode } from './code.ts';

export type Relationship =
  | 'CONTAINS'
  | 'HAS OBS CONTEXT'
  | 'HAS CONCEPT MOD'
  | 'HAS PROPERTIES'
  | 'HAS ACQ CONTEXT'
  | 'INFERRED FROM'
  | 'SELECTED FROM';

export interface ObjectReference {
  sopClassUid: string;
  sopInstanceUid: string;
  /** 1-based; empty: the whole object. */
  frames: number[];
}

export interface ImageReference extends ObjectReference {
  /** Segments of a segmentation (0062,000B). */
  segments: number[];
  /** Presentation state to show it with; empty when none. */
  presentationUid: string;
}

export type Graphic = 'POINT' | 'MULTIPOINT' | 'POLYLINE' | 'CIRCLE' | 'ELLIPSE' | 'POLYGON' | 'ELLIPSOID';

interface NodeValues {
  CONTAINER: { template: string };
  TEXT: { text: string };
  CODE: { code: Code | undefined };
  NUM: { value: number | null; unit: Code | undefined; qualifier: Code | undefined };
  PNAME: { text: string };
  DATE: { text: string };
  TIME: { text: string };
  DATETIME: { text: string };
  UIDREF: { text: string };
  SCOORD: { graphic: Graphic; points: number[] };
  SCOORD3D: { graphic: Graphic; points: number[]; frameOfReferenceUid: string };
  TCOORD: { text: string };
  IMAGE: { reference: ImageReference | undefined };
  COMPOSITE: { reference: ImageReference | undefined };
  WAVEFORM: { reference: ImageReference | undefined };
  /** Points at another item by its place in the tree, or has a type that PS3.3 does not know. */
  OTHER: { text: string };
}
export type NodeType = keyof NodeValues;

/** A content item as it was read; `type` says which values it has. */
export type ContentNode = {
  [Type in NodeType]: {
    type: Type;
    relationship: string;
    concept: Code | undefined;
    /** (0040,A032) or empty. */
    observedAt: string;
    children: ContentNode[];
  } & NodeValues[Type];
}[NodeType];

/** A content item under construction. */
export function content(
  type: Exclude<NodeType, 'OTHER'>,
  relationship: Relationship | null,
  name: Code | null,
): DataSet {
  const item = new DataSet();
  if (relationship) item.set('RelationshipType', relationship);
  item.set('ValueType', type);
  if (name) item.set('ConceptNameCodeSequence', [codeItem(name)]);
  return item;
}

export function holding(item: DataSet, children: readonly DataSet[]): DataSet {
  if (children.length > 0) item.set('ContentSequence', children);
  return item;
}

export const container = (
  relationship: Relationship | null,
  name: Code,
  children: readonly DataSet[],
  template?: string,
): DataSet => {
  const item = content('CONTAINER', relationship, name).set('ContinuityOfContent', 'SEPARATE');
  if (template) {
    const of = new DataSet().set('MappingResource', 'DCMR').set('TemplateIdentifier', template);
    item.set('ContentTemplateSequence', [of]);
  }
  return holding(item, children);
};

/** UT takes line ends and tabs; other control characters have no place in it (PS3.5 6.1.3). */
const cleanText = (text: string): string => text.replaceAll(/(?![\n\r\t\f])\p{Cc}/gu, ' ');

export const textItem = (relationship: Relationship, name: Code, text: string): DataSet =>
  content('TEXT', relationship, name).set('TextValue', cleanText(text));
export const codeValue = (relationship: Relationship, name: Code, value: Code): DataSet =>
  content('CODE', relationship, name).set('ConceptCodeSequence', [codeItem(value)]);

/** A measured value: the decimal string for everybody, the double beside it where 16 characters lose digits (C.18.1). */
export function numberItem(relationship: Relationship, name: Code, value: number, unit: Code): DataSet {
  const measured = new DataSet().set('NumericValue', value);
  if (Number(measured.string('NumericValue')) !== value) measured.set('FloatingPointValue', value);
  measured.set('MeasurementUnitsCodeSequence', [codeItem(unit)]);
  return content('NUM', relationship, name).set('MeasuredValueSequence', [measured]);
}

/** @param points column, row, column, row … with (0, 0) at the upper left corner of the first pixel (C.18.6.1.2) */
export function spatial(
  relationship: Relationship,
  name: Code | null,
  graphic: Graphic,
  points: readonly number[],
  image: DataSet,
): DataSet {
  const item = content('SCOORD', relationship, name)
    .set('GraphicData', [...points])
    .set('GraphicType', graphic);
  return holding(item, [image]);
}

export function referenceItem({ sopClassUid, sopInstanceUid, frames }: ObjectReference): DataSet {
  const item = new DataSet().set('ReferencedSOPClassUID', sopClassUid).set('ReferencedSOPInstanceUID', sopInstanceUid);
  if (frames.length > 0) item.set('ReferencedFrameNumber', frames);
  return item;
}

export const imageItem = (relationship: Relationship, reference: ObjectReference): DataSet =>
  content('IMAGE', relationship, null).set('ReferencedSOPSequence', [referenceItem(reference)]);

function readReference(item: DataSet): ImageReference | undefined {
  const of = item.item('ReferencedSOPSequence');
  if (!of) return undefined;
  return {
    sopClassUid: of.string('ReferencedSOPClassUID') ?? '',
    sopInstanceUid: of.string('ReferencedSOPInstanceUID') ?? '',
    frames: of.numbers('ReferencedFrameNumber').filter(Number.isInteger),
    segments: of.numbers('ReferencedSegmentNumber').filter(Number.isInteger),
    presentationUid: of.item('ReferencedSOPSequence')?.string('ReferencedSOPInstanceUID') ?? '',
  };
}

const graphics: readonly Graphic[] = ['POINT', 'MULTIPOINT', 'POLYLINE', 'CIRCLE', 'ELLIPSE', 'POLYGON', 'ELLIPSOID'];
const graphicOf = (item: DataSet): Graphic => {
  const said = item.string('GraphicType');
  return graphics.find((one) => one === said) ?? 'MULTIPOINT';
};

function readNumber(item: DataSet): NodeValues['NUM'] {
  const measured = item.item('MeasuredValueSequence');
  return {
    value: measured?.number('FloatingPointValue') ?? measured?.number('NumericValue') ?? null,
    unit: readCode(measured?.item('MeasurementUnitsCodeSequence')),
    qualifier: readCode(item.item('NumericValueQualifierCodeSequence')),
  };
}

/** Trees nested deeper are damaged or hostile; real ones have about ten levels. */
const deepest = 64;

export function readContent(item: DataSet, depth = 0): ContentNode {
  const common = {
    relationship: item.string('RelationshipType') ?? '',
    concept: readCode(item.item('ConceptNameCodeSequence')),
    observedAt: item.string('ObservationDateTime') ?? '',
    children: depth < deepest ? item.items('ContentSequence').map((one) => readContent(one, depth + 1)) : [],
  };
  const type = item.string('ValueType') ?? '';
  switch (type) {
    case 'CONTAINER':
      return {
        ...common,
        type,
        template: item.item('ContentTemplateSequence')?.string('TemplateIdentifier') ?? '',
      };
    case 'TEXT':
      return { ...common, type, text: item.text('TextValue') ?? '' };
    case 'CODE':
      return { ...common, type, code: readCode(item.item('ConceptCodeSequence')) };
    case 'NUM':
      return { ...common, type, ...readNumber(item) };
    case 'PNAME':
      return { ...common, type, text: item.string('PersonName') ?? '' };
    case 'DATE':
      return { ...common, type, text: item.string('Date') ?? '' };
    case 'TIME':
      return { ...common, type, text: item.string('Time') ?? '' };
    case 'DATETIME':
      return { ...common, type, text: item.string('DateTime') ?? '' };
    case 'UIDREF':
      return { ...common, type, text: item.string('UID') ?? '' };
    case 'SCOORD':
      return { ...common, type, graphic: graphicOf(item), points: item.numbers('GraphicData') };
    case 'SCOORD3D':
      return {
        ...common,
        type,
        graphic: graphicOf(item),
        points: item.numbers('GraphicData'),
        frameOfReferenceUid: item.string('ReferencedFrameOfReferenceUID') ?? '',
      };
    case 'TCOORD':
      return {
        ...common,
        type,
        text: [
          item.string('TemporalRangeType') ?? '',
          ...item.strings('ReferencedSamplePositions'),
          ...item.strings('ReferencedTimeOffsets'),
          ...item.strings('ReferencedDateTime'),
        ].join(' '),
      };
    case 'IMAGE':
    case 'COMPOSITE':
    case 'WAVEFORM':
      return { ...common, type, reference: readReference(item) };
    default: {
      const place = item.numbers('ReferencedContentItemIdentifier');
      return { ...common, type: 'OTHER', text: place.length > 0 ? place.join('.') : type };
    }
  }
}

/** Every item of a tree, parents before their children. */
export function* everyNode(node: ContentNode): Generator<ContentNode> {
  yield node;
  for (const child of node.children) yield* everyNode(child);
}
