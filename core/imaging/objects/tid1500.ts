// Writes annotations as a Comprehensive SR by TID 1500: a measurement group each (TID 1501, regions TID 1410).
import { DataSet } from '../../dicom/data-set.ts';
import type { Annotation } from '../annotation/model.ts';
import { codeItem, own, plainText, readCode } from './code.ts';
import { concept, partOf } from './concepts.ts';
import { codeValue, container, content, holding, imageItem, numberItem, spatial, textItem } from './content.ts';
import {
  type EvidenceContext,
  type EvidenceImage,
  evidenceClasses,
  evidenceObject,
  evidenceSequence,
  frameReference,
  imagesOf,
} from './evidence.ts';
import { conceptOf, unitCode } from './quantity-codes.ts';
import { flat, graphicsOf, handleOf, isRegion, pixelAspect } from './shapes.ts';

/**
 * `2026-11-21T09:05:00.123Z` as a DT in the time of the object, with its offset; undefined for what is no instant. At offset zero
 * none is written: the header says it, and dcmtk takes `+0000` for an error.
 */
export function observationTime(iso: string, offset: string): string | undefined {
  const milliseconds = Date.parse(iso);
  const found = /^([+-])(\d{2})(\d{2})$/.exec(offset);
  if (Number.isNaN(milliseconds) || !found) return undefined;
  const east = (found[1] === '-' ? -1 : 1) * (Number(found[2]) * 60 + Number(found[3]));
  const text = new Date(milliseconds + east * 60_000).toISOString();
  // Years beyond 9999 have a sign in ISO 8601 and no place in DT.
  if (!/^\d{4}-/.test(text)) return undefined;
  return `${text.slice(0, -1).replaceAll(/[-T:]/g, '')}000${east === 0 ? '' : offset}`;
}

/** Words for kinds, as findings of a group. */
const kindMeaning: Readonly<Record<Annotation['kind'], string>> = {
  length: 'Length',
  angle: 'Angle',
  cobb: 'Cobb angle',
  bidirectional: 'Bidirectional measurement',
  ellipse: 'Ellipse',
  rectangle: 'Rectangle',
  circle: 'Circle',
  polygon: 'Polygon',
  freehand: 'Freehand outline',
  probe: 'Probe',
  arrow: 'Arrow',
  text: 'Text',
  cardiothoracic: 'Cardiothoracic ratio',
};

/** Which graphics a value was taken from; null where it comes from other values. */
function graphicsUnder(kind: Annotation['kind'], name: string, lines: number, longFirst: boolean): number[] | null {
  if (kind === 'bidirectional') return [(name === 'long-axis') === longFirst ? 0 : 1];
  if (kind === 'cardiothoracic') return name === 'heart' ? [0] : name === 'thorax' ? [1] : null;
  return Array.from({ length: lines }, (_, index) => index);
}

function groupOf(annotation: Annotation, image: EvidenceImage, { uid, at }: EvidenceContext): DataSet | undefined {
  const { kind, id, points, text, quantities, label } = annotation;
  const aspect = pixelAspect(image.image);
  const graphics = graphicsOf(annotation, aspect);
  if (graphics.length === 0) return undefined;
  const reference = frameReference(image, annotation.frame);
  const selected = () => imageItem('SELECTED FROM', reference);
  const scoord = (index: number, relationship: 'CONTAINS' | 'INFERRED FROM', name = graphics.length > 1) => {
    const one = graphics[index] ?? graphics[0];
    const called = relationship === 'CONTAINS' ? concept.imageRegion : name ? partOf(index) : null;
    return spatial(relationship, called, one?.graphic ?? 'POINT', flat(one?.points ?? []), selected());
  };
  const children: DataSet[] = [
    textItem('HAS OBS CONTEXT', concept.trackingIdentifier, id),
    content('UIDREF', 'HAS OBS CONTEXT', concept.trackingUid).set('UID', uid(`track:${id}`)),
    codeValue('CONTAINS', concept.finding, own(kind, kindMeaning[kind])),
  ];
  const region = isRegion(kind);
  if (region) children.push(scoord(0, 'CONTAINS'));
  const [a, b, c, d] = points;
  const size = (from = a, to = b) => (from && to ? Math.hypot((to.x - from.x) * aspect, to.y - from.y) : 0);
  const longFirst = size(a, b) >= size(c, d);
  const carried = new Set<number>();
  for (const { name, value, unit } of quantities) {
    const under = region ? null : graphicsUnder(kind, name, graphics.length, longFirst);
    const named = conceptOf({ name }, kind);
    const units = unitCode(unit);
    const item = numberItem('CONTAINS', named.concept, value, units.code);
    const below: DataSet[] = [];
    if (named.derivation) below.push(codeValue('HAS CONCEPT MOD', concept.derivation, named.derivation));
    if (units.detector) below.push(codeValue('HAS CONCEPT MOD', concept.method, concept.detectorPlane));
    for (const index of under ?? []) {
      below.push(scoord(index, 'INFERRED FROM'));
      carried.add(index);
    }
    children.push(holding(item, below));
  }
  const all = graphics.map((_, index) => index);
  const uncarried = region ? [] : all.filter((index) => !carried.has(index));
  const drawn = () => uncarried.map((index) => scoord(index, 'INFERRED FROM'));
  const onText = kind === 'text' || kind === 'arrow';
  if (text !== '') children.push(holding(textItem('CONTAINS', concept.comment, text), onText ? drawn() : []));
  if (uncarried.length > 0 && !(onText && text !== '')) {
    children.push(holding(textItem('CONTAINS', concept.shape, kindMeaning[kind]), drawn()));
  }
  for (const [name, point] of [
    [concept.handle, handleOf(annotation, aspect)],
    [concept.label, label ?? undefined],
  ] as const) {
    if (!point) continue;
    const placed = spatial('INFERRED FROM', null, 'POINT', [point.x, point.y], selected());
    children.push(holding(textItem('CONTAINS', name, name.meaning), [placed]));
  }
  const group = container('CONTAINS', concept.group, children, region ? '1410' : '1501');
  const observed = observationTime(annotation.madeAt, at.offset);
  return observed ? group.set('ObservationDateTime', observed) : group;
}

function procedureOf({ subject }: EvidenceContext): DataSet {
  const said = readCode(subject.item('ProcedureCodeSequence'));
  const known = said && said.value !== '' && said.scheme !== '' ? said : concept.imagingProcedure;
  return codeValue('HAS CONCEPT MOD', concept.procedureReported, known);
}

export interface TidReport {
  /** Undefined when no annotation lies on an image of the study. */
  object: DataSet | undefined;
  /** Ids of annotations that are not in it: their image is gone, or points are missing. */
  left: string[];
}

/** @param former reports that this one takes the place of (0040,A360) */
export function writeMeasurementReport(
  annotations: readonly Annotation[],
  context: EvidenceContext,
  former: readonly { sopInstanceUid: string; seriesUid: string }[] = [],
): TidReport {
  const { observer, revision } = context;
  const left: string[] = [];
  const used: Annotation[] = [];
  const groups: DataSet[] = [];
  for (const annotation of annotations) {
    const image = context.images.get(annotation.sopInstanceUid);
    const group = image && groupOf(annotation, image, context);
    if (!group) {
      left.push(annotation.id);
      continue;
    }
    groups.push(group);
    used.push(annotation);
  }
  if (groups.length === 0) return { object: undefined, left };
  const images = imagesOf(context, used);
  const root = container(
    null,
    concept.report,
    [
      codeValue('HAS CONCEPT MOD', concept.language, concept.chinese),
      codeValue('HAS OBS CONTEXT', concept.observerType, concept.person),
      content('PNAME', 'HAS OBS CONTEXT', concept.observerName).set('PersonName', plainText(observer.name, 64)),
      ...(observer.organization
        ? [textItem('HAS OBS CONTEXT', concept.observerOrganization, observer.organization)]
        : []),
      procedureOf(context),
      container('CONTAINS', concept.imageLibrary, [
        container(
          'CONTAINS',
          concept.imageLibraryGroup,
          images.map((image) => imageItem('CONTAINS', { ...image, frames: [] })),
        ),
      ]),
      container('CONTAINS', concept.measurements, groups),
    ],
    '1500',
  );
  const object = evidenceObject(context, evidenceClasses.report, 'sr');
  for (const { tag } of root) {
    const element = root.element(tag);
    if (element) object.put(element);
  }
  const predecessors = former.map(({ sopInstanceUid, seriesUid }) => {
    const series = new DataSet()
      .set('SeriesInstanceUID', seriesUid)
      .set('ReferencedSOPSequence', [
        new DataSet()
          .set('ReferencedSOPClassUID', evidenceClasses.report)
          .set('ReferencedSOPInstanceUID', sopInstanceUid),
      ]);
    return new DataSet()
      .set('StudyInstanceUID', context.subject.string('StudyInstanceUID') ?? '')
      .set('ReferencedSeriesSequence', [series]);
  });
  object
    .set('Modality', 'SR')
    .set('SeriesNumber', 9000)
    .set('SeriesDescription', `影像测量 Measurements ${revision}`)
    .set('ReferencedPerformedProcedureStepSequence', [])
    .set('PerformedProcedureCodeSequence', [])
    .set('CompletionFlag', 'PARTIAL')
    .set('CompletionFlagDescription', `第${revision}版 revision ${revision}`)
    .set('VerificationFlag', 'UNVERIFIED')
    .set('PreliminaryFlag', 'PRELIMINARY')
    .set('CurrentRequestedProcedureEvidenceSequence', [evidenceSequence(context.subject, images)]);
  if (predecessors.length > 0) object.set('PredecessorDocumentsSequence', predecessors);
  const author = new DataSet()
    .set('InstitutionName', plainText(observer.organization, 64))
    .set('InstitutionCodeSequence', [])
    .set('PersonIdentificationCodeSequence', [codeItem(own('reader', observer.name))])
    .set('PersonName', plainText(observer.name, 64))
    .set('ObserverType', 'PSN');
  return { object: object.set('AuthorObserverSequence', [author]), left };
}
