// Key Object Selection (PS3.3 A.35.4, TID 2010): writes the frames that a reader marked, reads those of anybody.
import type { DataSet } from '../../dicom/data-set.ts';
import { displayName, parsePersonName } from '../../dicom/person-name.ts';
import type { KeyMark } from '../annotation/model.ts';
import { type Code, plainText, readCode } from './code.ts';
import { concept } from './concepts.ts';
import { codeValue, container, content, everyNode, holding, readContent, referenceItem, textItem } from './content.ts';
import {
  type EvidenceContext,
  evidenceClasses,
  evidenceObject,
  evidenceSequence,
  frameReference,
  imagesOf,
} from './evidence.ts';
import { seriesByObject } from './tid1500-read.ts';

/** @param presentationOf the presentation state that shows a frame as it was marked; undefined when there is none */
export function writeKeyObjects(
  marks: readonly KeyMark[],
  context: EvidenceContext,
  presentationOf: (mark: KeyMark) => { sopClassUid: string; sopInstanceUid: string } | undefined,
): { object: DataSet | undefined; left: KeyMark[] } {
  const { images, observer, revision } = context;
  const used = marks.filter(({ sopInstanceUid }) => images.has(sopInstanceUid));
  const left = marks.filter(({ sopInstanceUid }) => !images.has(sopInstanceUid));
  if (used.length === 0) return { object: undefined, left };
  const lines = used.flatMap(({ caption }, index) => (caption ? [`${index + 1}. ${caption}`] : []));
  const items = used.flatMap((mark) => {
    const image = images.get(mark.sopInstanceUid);
    if (!image) return [];
    const reference = referenceItem(frameReference(image, mark.frame));
    const shown = presentationOf(mark);
    if (shown) reference.set('ReferencedSOPSequence', [referenceItem({ ...shown, frames: [] })]);
    return [content('IMAGE', 'CONTAINS', null).set('ReferencedSOPSequence', [reference])];
  });
  const root = container(
    null,
    concept.ofInterest,
    [
      codeValue('HAS CONCEPT MOD', concept.language, concept.chinese),
      codeValue('HAS OBS CONTEXT', concept.observerType, concept.person),
      content('PNAME', 'HAS OBS CONTEXT', concept.observerName).set('PersonName', plainText(observer.name, 64)),
      holding(
        textItem('CONTAINS', concept.keyDescription, [`第${revision}版 revision ${revision}`, ...lines].join('\n')),
        [],
      ),
      ...items,
    ],
    '2010',
  );
  const object = evidenceObject(context, evidenceClasses.keyObjects, 'ko');
  for (const element of root) object.put(element);
  object
    .set('Modality', 'KO')
    .set('SeriesNumber', 9001)
    .set('SeriesDescription', `关键图像 Key images ${revision}`)
    .set('ReferencedPerformedProcedureStepSequence', [])
    .set('CurrentRequestedProcedureEvidenceSequence', [evidenceSequence(context.subject, imagesOf(context, used))]);
  return { object, left };
}

export interface KeyObjectReference {
  seriesUid: string;
  sopClassUid: string;
  sopInstanceUid: string;
  /** 1-based; empty: the whole object. */
  frames: number[];
  /** Presentation state that it was shown with; empty when none is named. */
  presentationUid: string;
}

export interface KeyObjects {
  title: Code | undefined;
  /** Why a quality issue or a rejection is one (TID 2010 document title modifier). */
  modifiers: Code[];
  description: string;
  observer: string;
  references: KeyObjectReference[];
}

export function readKeyObjects(dataSet: DataSet): KeyObjects {
  const root = readContent(dataSet);
  const seriesOf = seriesByObject(dataSet);
  const nodes = [...everyNode(root)];
  return {
    title: readCode(dataSet.item('ConceptNameCodeSequence')),
    modifiers: nodes.flatMap((node) =>
      node.type === 'CODE' && node.concept?.value === '113011' && node.code ? [node.code] : [],
    ),
    description: nodes.flatMap((node) => (node.type === 'TEXT' && node.text ? [node.text] : [])).join('\n'),
    observer:
      nodes.flatMap((node) => (node.type === 'PNAME' ? [displayName(parsePersonName(node.text))] : []))[0] ?? '',
    references: nodes.flatMap((node) => {
      if (node.type !== 'IMAGE' && node.type !== 'COMPOSITE' && node.type !== 'WAVEFORM') return [];
      if (!node.reference) return [];
      const { sopClassUid, sopInstanceUid, frames, presentationUid } = node.reference;
      return [{ seriesUid: seriesOf.get(sopInstanceUid) ?? '', sopClassUid, sopInstanceUid, frames, presentationUid }];
    }),
  };
}
