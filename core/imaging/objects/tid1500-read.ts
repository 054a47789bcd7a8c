// Reads measurement reports: groups of ours become annotations again, groups of others marks that can be looked at and not changed.
import type { z } from 'zod';
import type { DataSet } from '../../dicom/data-set.ts';
import { type Annotation, type AnnotationPoint, annotationKinds, type StoredQuantity } from '../annotation/model.ts';
import { type Code, isCode, ownScheme } from './code.ts';
import { concept } from './concepts.ts';
import { type ContentNode, everyNode, type Graphic, type ImageReference, readContent } from './content.ts';
import { quantityNameOf, unitText } from './quantity-codes.ts';
import { pairs, pointsOf } from './shapes.ts';

type Quantity = z.infer<typeof StoredQuantity>;

/** A graphic on one image, in pixels from the corner of the first one. */
export interface MarkGraphic {
  graphic: Graphic;
  points: AnnotationPoint[];
  sopInstanceUid: string;
  /** 1-based. */
  frame: number;
}

/** A graphic in the patient (SCOORD3D), millimetres. */
export interface SpaceGraphic {
  graphic: Graphic;
  points: [number, number, number][];
  frameOfReferenceUid: string;
}

export interface ForeignValue {
  concept: Code | undefined;
  /** Mean, maximum …; undefined when the name says all. */
  derivation: Code | undefined;
  value: number | null;
  unit: string;
  /** Why there is no number. */
  qualifier: Code | undefined;
}

/** A measurement group of another program. */
export interface ForeignMark {
  trackingIdentifier: string;
  trackingUid: string;
  finding: Code | undefined;
  site: Code | undefined;
  values: ForeignValue[];
  /** Qualitative statements and comments. */
  statements: { concept: Code | undefined; text: string }[];
  graphics: MarkGraphic[];
  space: SpaceGraphic[];
  /** Segments that the values were measured in. */
  segments: { sopInstanceUid: string; segments: number[] }[];
  /** Images that are named without a graphic. */
  images: string[];
}

export interface MeasurementReport {
  annotations: Annotation[];
  foreign: ForeignMark[];
}

type Of<Type extends ContentNode['type']> = Extract<ContentNode, { type: Type }>;
const isType =
  <Type extends ContentNode['type']>(type: Type) =>
  (node: ContentNode): node is Of<Type> =>
    node.type === type;

const imageUnder = (node: ContentNode): ImageReference | undefined =>
  [...everyNode(node)].filter(isType('IMAGE')).find(({ reference }) => reference)?.reference;

/** DT to ISO 8601 in UTC; empty when it is no whole date and time. `offset`: of the object, for times that name none. */
function isoOf(observed: string, offset: string): string {
  const found = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(?:\.(\d{1,6}))?([+-]\d{4})?$/.exec(observed);
  if (!found) return '';
  const [, year, month, day, hour, minute, second, fraction = '', own = offset] = found;
  const zone = /^[+-]\d{4}$/.test(own) ? `${own.slice(0, 3)}:${own.slice(3)}` : 'Z';
  const at = Date.parse(
    `${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.padEnd(3, '0').slice(0, 3)}${zone}`,
  );
  return Number.isNaN(at) ? '' : new Date(at).toISOString();
}

const derivationOf = ({ children }: ContentNode): Code | undefined =>
  children.filter(isType('CODE')).find((child) => isCode(child.concept, concept.derivation))?.code;
const isAtDetector = ({ children }: ContentNode): boolean =>
  children.filter(isType('CODE')).some(({ code }) => isCode(code, concept.detectorPlane));

/** The point under a text of ours: where a label or a handle is. */
function pointNamed(group: ContentNode, name: Code): AnnotationPoint | undefined {
  const holder = group.children.find((child) => child.type === 'TEXT' && isCode(child.concept, name));
  const at = holder?.children.find(isType('SCOORD'));
  return at && pairs(at.points)[0];
}

const lineNumber = (node: Of<'SCOORD'>): number =>
  node.concept?.scheme === ownScheme ? Number(/^part-(\d+)$/.exec(node.concept.value)?.[1] ?? 1) : 1;

function ownGraphics(group: ContentNode): Of<'SCOORD'>[] {
  const hidden = group.children.filter(
    ({ concept: name }) => !isCode(name, concept.label) && !isCode(name, concept.handle),
  );
  const found = new Map<number, Of<'SCOORD'>>();
  for (const child of hidden) {
    for (const node of [child, ...child.children].filter(isType('SCOORD'))) {
      if (!found.has(lineNumber(node))) found.set(lineNumber(node), node);
    }
  }
  return [...found].sort(([a], [b]) => a - b).map(([, node]) => node);
}

/** Undefined when the group is not of ours, or was changed so that it no longer is. */
function annotationOf(
  group: ContentNode,
  seriesOf: ReadonlyMap<string, string>,
  offset: string,
): Annotation | undefined {
  const finding = group.children
    .filter(isType('CODE'))
    .find(({ concept: name }) => isCode(name, concept.finding))?.code;
  const kind = annotationKinds.find((one) => finding?.scheme === ownScheme && finding.value === one);
  const graphics = ownGraphics(group);
  const image = graphics[0] && imageUnder(graphics[0]);
  if (!kind || !image) return undefined;
  const drawn = graphics.map(({ graphic, points }) => ({ graphic, points: pairs(points) }));
  const points = pointsOf(kind, drawn, pointNamed(group, concept.handle));
  if (!points) return undefined;
  const texts = group.children.filter(isType('TEXT'));
  const quantities = group.children.filter(isType('NUM')).flatMap((node): Quantity[] => {
    const name = quantityNameOf(node.concept, derivationOf(node));
    return node.value === null || name === undefined
      ? []
      : [{ name, value: node.value, unit: unitText(node.unit, isAtDetector(node)) }];
  });
  return {
    id: texts.find((node) => isCode(node.concept, concept.trackingIdentifier))?.text ?? '',
    kind,
    seriesUid: seriesOf.get(image.sopInstanceUid) ?? '',
    sopInstanceUid: image.sopInstanceUid,
    frame: image.frames[0] ?? 1,
    points,
    text: texts.find((node) => isCode(node.concept, concept.comment))?.text ?? '',
    label: pointNamed(group, concept.label) ?? null,
    quantities,
    madeAt: isoOf(group.observedAt, offset),
  };
}

/** Names of concepts in SNOMED-RT codes, which older objects have. */
const srt = (value: string): Code => ({ value, scheme: 'SRT', meaning: '' });
const isOneOf = (code: Code | undefined, ...others: readonly Code[]): boolean =>
  others.some((other) => isCode(code, other));

/** Of one group. One image of thousands of frames under thousands of shapes would be more than any memory; no reader made that. */
const mostGraphics = 50_000;

function markGraphics(group: ContentNode): { graphics: MarkGraphic[]; space: SpaceGraphic[] } {
  const graphics = new Map<string, MarkGraphic>();
  const space = new Map<string, SpaceGraphic>();
  // An item without an image of its own is drawn on the one that its group names.
  const around = imageUnder(group);
  for (const node of everyNode(group)) {
    if (graphics.size + space.size >= mostGraphics) break;
    if (node.type === 'SCOORD') {
      const image = imageUnder(node) ?? around;
      if (!image || node.points.length < 2) continue;
      const frames = image.frames.length > 0 ? image.frames : [1];
      for (const frame of frames) {
        const one = { graphic: node.graphic, points: pairs(node.points), sopInstanceUid: image.sopInstanceUid, frame };
        graphics.set(JSON.stringify(one), one);
      }
    } else if (node.type === 'SCOORD3D' && node.points.length >= 3) {
      const points = Array.from(
        { length: Math.floor(node.points.length / 3) },
        (_, index): [number, number, number] => [
          node.points[index * 3] ?? 0,
          node.points[index * 3 + 1] ?? 0,
          node.points[index * 3 + 2] ?? 0,
        ],
      );
      const one = { graphic: node.graphic, points, frameOfReferenceUid: node.frameOfReferenceUid };
      space.set(JSON.stringify(one), one);
    }
  }
  return { graphics: [...graphics.values()], space: [...space.values()] };
}

const segmentationClasses = /^1\.2\.840\.10008\.5\.1\.4\.1\.1\.66\.(4|7)$/;

function foreignMark(group: ContentNode): ForeignMark {
  const { children } = group;
  const codes = children.filter(isType('CODE'));
  const texts = children.filter(isType('TEXT'));
  const references = [...everyNode(group)].filter(isType('IMAGE')).flatMap(({ reference }) => reference ?? []);
  const known = [concept.trackingIdentifier, concept.finding, concept.findingSite, srt('G-C0E3')];
  const findings = codes.filter(({ concept: name }) => isCode(name, concept.finding));
  return {
    trackingIdentifier: texts.find((node) => isCode(node.concept, concept.trackingIdentifier))?.text ?? '',
    trackingUid:
      children.filter(isType('UIDREF')).find((node) => isCode(node.concept, concept.trackingUid))?.text ?? '',
    finding: findings[0]?.code,
    site: codes.find((node) => isOneOf(node.concept, concept.findingSite, srt('G-C0E3')))?.code,
    values: children.filter(isType('NUM')).map((node) => ({
      concept: node.concept,
      derivation: derivationOf(node),
      value: node.value,
      unit: unitText(node.unit, isAtDetector(node)),
      qualifier: node.qualifier,
    })),
    statements: [
      ...codes
        .filter((node) => !isOneOf(node.concept, ...known) || findings.indexOf(node) > 0)
        .map((node) => ({ concept: node.concept, text: node.code?.meaning ?? '' })),
      ...texts
        .filter((node) => !isOneOf(node.concept, ...known))
        .map((node) => ({ concept: node.concept, text: node.text })),
    ],
    ...markGraphics(group),
    segments: references
      .filter(({ sopClassUid }) => segmentationClasses.test(sopClassUid))
      .map(({ sopInstanceUid, segments }) => ({ sopInstanceUid, segments })),
    images: [
      ...new Set(
        references
          .filter(({ sopClassUid }) => !segmentationClasses.test(sopClassUid))
          .map(({ sopInstanceUid }) => sopInstanceUid),
      ),
    ],
  };
}

/** Series of the objects that the evidence sequences name. */
export function seriesByObject(dataSet: DataSet): Map<string, string> {
  const found = new Map<string, string>();
  for (const key of ['CurrentRequestedProcedureEvidenceSequence', 'PertinentOtherEvidenceSequence'] as const) {
    for (const study of dataSet.items(key)) {
      for (const series of study.items('ReferencedSeriesSequence')) {
        for (const object of series.items('ReferencedSOPSequence')) {
          found.set(object.string('ReferencedSOPInstanceUID') ?? '', series.string('SeriesInstanceUID') ?? '');
        }
      }
    }
  }
  return found;
}

/** Measurement groups wherever they stand, and graphics of reports that have none. */
export function readMeasurementReport(dataSet: DataSet): MeasurementReport {
  const root = readContent(dataSet);
  const seriesOf = seriesByObject(dataSet);
  const report: MeasurementReport = { annotations: [], foreign: [] };
  const groups = [...everyNode(root)].filter(
    (node) => node.type === 'CONTAINER' && isCode(node.concept, concept.group),
  );
  for (const group of groups) {
    const annotation = annotationOf(group, seriesOf, dataSet.string('TimezoneOffsetFromUTC') ?? '');
    if (annotation) report.annotations.push(annotation);
    else report.foreign.push(foreignMark(group));
  }
  if (groups.length > 0) return report;
  // Reports of other templates: the graphics are shown, the outline says what they mean.
  const drawn = markGraphics(root);
  if (drawn.graphics.length + drawn.space.length > 0) {
    report.foreign.push({ ...foreignMark({ ...root, children: [] }), ...drawn, finding: root.concept });
  }
  return report;
}
