// Annotations of an aECG: nested measurements, global before lead-specific, statements, and pacing marks.
import { leadName } from '../../leads.ts';
import type { EcgRecording, VendorMeasurement } from '../../recording.ts';
import type { VendorList, VendorName } from '../vendor-values.ts';
import { all, at, attribute, finite } from '../xml/query.ts';
import type { XmlElement } from '../xml/tree.ts';

/** MDC reference identifiers (ISO/IEEE 11073-10102) without `MDC_ECG_`, and what vendors write in their place. */
const global: Record<string, VendorName> = {
  HEART_RATE: 'heartRateBpm',
  HEART_RATE_VENTRICULAR: 'heartRateBpm',
  HEART_RATE_ATRIAL: 'atrialRateBpm',
  TIME_PD_RR: 'rrMs',
  TIME_PD_RR_GL: 'rrMs',
  TIME_PD_PP: 'ppMs',
  TIME_PD_PP_GL: 'ppMs',
  TIME_PD_P: 'pMs',
  TIME_PD_P_GL: 'pMs',
  TIME_PD_PR: 'prMs',
  TIME_PD_PQ: 'prMs',
  TIME_PD_PQ_GL: 'prMs',
  TIME_PD_QRS: 'qrsMs',
  TIME_PD_QRS_GL: 'qrsMs',
  TIME_PD_QT: 'qtMs',
  TIME_PD_QT_GL: 'qtMs',
  ANGLE_P_FRONT: 'axisPDeg',
  ANGLE_QRS_FRONT: 'axisQrsDeg',
  ANGLE_T_FRONT: 'axisTDeg',
};

type Formula = NonNullable<VendorMeasurement['formula']>;

const formulas = [
  [/BAZETT|QTCB$/i, 'bazett'],
  [/FRIDERICIA|QTCF$/i, 'fridericia'],
  [/FRAMINGHAM/i, 'framingham'],
  [/HODGES/i, 'hodges'],
] as const;

/** What an MDC reference identifier measures of the whole recording; `undefined` for others. */
export function mdcMeasurement(code: string): { name: VendorName; formula?: Formula | undefined } | undefined {
  const short = code.replace(/^MDC_ECG_/, '').toUpperCase();
  const name = Object.hasOwn(global, short) ? global[short] : undefined;
  if (name) return { name };
  return /QTC/.test(short)
    ? { name: 'qtcMs', formula: formulas.find(([pattern]) => pattern.test(code))?.[1] }
    : undefined;
}

/** Milliseconds, beats per minute or degrees, whatever unit the file took. */
function inOurUnit(value: number | undefined, unit: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  return unit === 's' ? value * 1000 : unit === 'us' ? value / 1000 : value;
}

/** The lead that an annotation is about, from its regions of interest. */
function leadOfAnnotation(annotation: XmlElement): string | undefined {
  for (const support of all(annotation, 'support')) {
    for (const component of all(at(support, 'supportingROI'), 'component')) {
      const code = attribute(at(component, 'boundary', 'code'), 'code');
      if (code?.startsWith('MDC_ECG_LEAD_')) return leadName(code);
    }
  }
  return undefined;
}

/** Where an annotation begins: absolute or relative `low`, as its attributes. */
function lowBoundary(annotation: XmlElement): { value: string; unit: string | undefined } | undefined {
  for (const component of all(at(annotation, 'support', 'supportingROI'), 'component')) {
    const low = at(component, 'boundary', 'value', 'low') ?? at(component, 'boundary', 'value', 'center');
    const value = attribute(low, 'value');
    if (value !== undefined) return { value, unit: attribute(low, 'unit') };
  }
  return undefined;
}

export interface AnnotationSink {
  vendor: VendorList;
  statements: EcgRecording['vendorStatements'];
  pacingMs: number[];
  sinceStart: (timestamp: string) => number | undefined;
}

function takeStatement(code: string, value: XmlElement | undefined, statements: AnnotationSink['statements']): void {
  const text = value?.text.trim() || attribute(value, 'displayName') || attribute(value, 'code');
  if (!text) return;
  const named = attribute(value, 'code');
  const entry = { ...(named && { code: named }), text };
  if (/RHY$|RHYTHM|INTERPRETATION|SEVERITY|STATEMENT|DIAGNOS/i.test(code)) {
    if (!statements.some((have) => have.text === text)) statements.push(entry);
  }
}

/** Walks an annotation and those nested in it; a lead or a beat found further out holds further in. */
function walk(annotation: XmlElement, lead: string | undefined, sink: AnnotationSink): void {
  const code = attribute(at(annotation, 'code'), 'code') ?? '';
  const value = at(annotation, 'value');
  const ours = leadOfAnnotation(annotation) ?? lead;
  const short = code.replace(/^MDC_ECG_/, '').toUpperCase();
  const number = inOurUnit(finite(attribute(value, 'value')), attribute(value, 'unit'));
  const measured = mdcMeasurement(code);
  if (number !== undefined && ours === undefined) {
    if (measured) sink.vendor.add(measured.name, number, code, measured.formula);
    else if (short) sink.vendor.other(short, number, attribute(value, 'unit') ?? '', code);
  } else if (number !== undefined) sink.vendor.other(`${ours} ${short}`, number, attribute(value, 'unit') ?? '', code);
  else if (value) takeStatement(code, value, sink.statements);
  if (/PACER|PACE_SPIKE|PACING_SPIKE/i.test(`${code} ${attribute(value, 'code') ?? ''}`)) {
    const low = lowBoundary(annotation);
    const ms = low && (low.unit ? inOurUnit(finite(low.value), low.unit) : sink.sinceStart(low.value));
    if (ms !== undefined) sink.pacingMs.push(ms);
  }
  for (const component of all(annotation, 'component')) {
    for (const nested of all(component, 'annotation')) walk(nested, ours, sink);
  }
}

/** Everything that the annotation sets of a series say. */
export function readAnnotations(series: XmlElement, sink: AnnotationSink): void {
  for (const subject of all(series, 'subjectOf')) {
    for (const set of all(subject, 'annotationSet')) {
      for (const component of all(set, 'component')) {
        for (const annotation of all(component, 'annotation')) walk(annotation, undefined, sink);
      }
    }
  }
}
