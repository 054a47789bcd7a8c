// HL7 aECG (FDA XML, PORT_MT020001): demographics, rhythm and representative-beat series, annotations.
import type { EcgPatient, EcgRecording } from '../../recording.ts';
import { fromCompact } from '../dates.ts';
import { knownFilters } from '../filters.ts';
import { readSex, yearsOf } from '../person.ts';
import { EcgRefusal, type ProblemList } from '../refusal.ts';
import { VendorList } from '../vendor-values.ts';
import { joinedLeads, noteNoWaveform } from '../waveform.ts';
import { all, at, attribute, below, finite, textAt } from '../xml/query.ts';
import type { XmlElement } from '../xml/tree.ts';
import { type AnnotationSink, readAnnotations } from './annotations.ts';
import { type SeriesClock, seriesWaveforms } from './series.ts';

/** Start of an effective time, whichever form it has. */
const startOf = (time: XmlElement | undefined): string | undefined =>
  attribute(at(time, 'low'), 'value') ?? attribute(at(time, 'center'), 'value') ?? attribute(time, 'value');

interface Instant {
  /** On a scale of its own; only differences mean anything. */
  ms: number;
  /** Minutes that the clock is ahead of UTC, where the time says it. */
  aheadMinutes: number | undefined;
}

function instantOf(timestamp: string): Instant | undefined {
  const match = /^(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})?(\d{2})?(?:\.(\d{1,6}))?)?(?:Z|([+-])(\d{2})(\d{2}))?/.exec(
    timestamp.trim(),
  );
  if (!match) return undefined;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '0', sign, hours, minutes] = match;
  const whole = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  const ahead = sign ? (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) : undefined;
  return { ms: whole + Number(`0.${fraction}`) * 1000, aheadMinutes: ahead ?? (/Z$/.test(match[0]) ? 0 : undefined) };
}

/** Milliseconds from one to the other: of one zone, where only one of them names it. */
function between(from: Instant, to: Instant): number {
  const zones =
    from.aheadMinutes === undefined || to.aheadMinutes === undefined ? 0 : from.aheadMinutes - to.aheadMinutes;
  return to.ms - from.ms + zones * 60_000;
}

function patientOf(root: XmlElement, problems: ProblemList): EcgPatient {
  const [subject] = below(root, 'trialSubject');
  const person = at(subject, 'subjectDemographicPerson');
  const name = at(person, 'name');
  const parts = [textAt(name, 'family'), textAt(name, 'given')].filter((part) => part !== undefined);
  // Mindray and others put the hospital's number and the age into elements of their own beside the name.
  const privateId = textAt(person, 'PatientID') ?? textAt(person, 'patientID') ?? textAt(person, 'SecondPatientID');
  const reported = [...below(root, 'relatedObservation')].find(
    (observation) => attribute(at(observation, 'code'), 'code') === '21612-7',
  );
  const ageElement = at(person, 'age') ?? at(person, 'Age');
  const age =
    yearsOf(finite(attribute(at(reported, 'value'), 'value')), attribute(at(reported, 'value'), 'unit')) ??
    yearsOf(finite(attribute(ageElement, 'value') ?? ageElement?.text.trim()), attribute(ageElement, 'unit'));
  const id = privateId ?? attribute(at(subject, 'id'), 'extension');
  const text = textAt(person, 'name') ?? (parts.length > 0 ? parts.join(' ') : undefined);
  const gender = at(person, 'administrativeGenderCode');
  const sexText = attribute(gender, 'code') ?? attribute(gender, 'displayName');
  const sex = readSex(sexText, 'administrativeGenderCode', problems);
  const birthDate = fromCompact(at(person, 'birthTime')?.attributes.get('value'), 'birthTime', problems)?.slice(0, 10);
  return {
    ...(id && { id }),
    ...(text && { name: text }),
    ...(sex && { sex }),
    ...(birthDate && { birthDate }),
    ...(age !== undefined && { ageYears: age }),
  };
}

function deviceOf(series: XmlElement | undefined): EcgRecording['device'] {
  const author = at(series, 'author', 'seriesAuthor');
  const device = at(author, 'manufacturedSeriesDevice');
  const manufacturer = textAt(author, 'manufacturerOrganization', 'name');
  const model = textAt(device, 'manufacturerModelName');
  const software = textAt(device, 'softwareName');
  const serial = attribute(at(device, 'id'), 'extension');
  if (!manufacturer && !model && !software) return undefined;
  return {
    ...(manufacturer && { manufacturer }),
    ...(model && { model }),
    ...(serial && { serial }),
    ...(software && { software }),
  };
}

function filtersOf(series: XmlElement | undefined): EcgRecording['filters'] {
  const filters: NonNullable<EcgRecording['filters']> = {};
  for (const outer of all(series, 'controlVariable')) {
    const variable = at(outer, 'controlVariable') ?? outer;
    const code = attribute(at(variable, 'code'), 'code') ?? '';
    const [frequency] = all(variable, 'component')
      .map((component) => at(component, 'controlVariable'))
      .filter((inner) => /_FREQ$/.test(attribute(at(inner, 'code'), 'code') ?? ''))
      .map((inner) => finite(attribute(at(inner, 'value'), 'value')));
    if (frequency === undefined) continue;
    if (code.endsWith('FILTER_LOW_PASS')) filters.lowPassHz = frequency;
    else if (code.endsWith('FILTER_HIGH_PASS')) filters.highPassHz = frequency;
    else if (code.endsWith('FILTER_NOTCH')) filters.notchHz = frequency;
  }
  return knownFilters(filters);
}

const isMedian = (series: XmlElement): boolean =>
  /REPRESENTATIVE|MEDIAN|AVERAGE/i.test(attribute(at(series, 'code'), 'code') ?? '');

/** Reads a parsed `AnnotatedECG`. No waveform is legal. Throws EcgRefusal for a document that is no aECG. */
export function readAecg(root: XmlElement, problems: ProblemList): EcgRecording {
  if (root.name !== 'AnnotatedECG') throw new EcgRefusal('NOT_RECOGNISED', root.name, 'This XML is no aECG');
  const series = all(root, 'component').flatMap((component) => all(component, 'series'));
  const derived = series.flatMap((one) => all(one, 'derivation').flatMap((each) => all(each, 'derivedSeries')));
  if (series.length === 0) problems.add('NO_SERIES', 'AnnotatedECG', 'The document has no series');

  const rhythms = series.filter((one) => !isMedian(one));
  const started = startOf(at(rhythms[0], 'effectiveTime')) ?? startOf(at(root, 'effectiveTime'));
  const origin = started === undefined ? undefined : instantOf(started);
  const sinceStart = (timestamp: string) => {
    const instant = instantOf(timestamp);
    return instant === undefined || origin === undefined ? undefined : between(origin, instant);
  };
  const clockOf = (one: XmlElement): SeriesClock => {
    const start = startOf(at(one, 'effectiveTime'));
    const high = attribute(at(one, 'effectiveTime', 'high'), 'value');
    const low = attribute(at(one, 'effectiveTime', 'low'), 'value');
    const [from, to] = [low && instantOf(low), high && instantOf(high)];
    const durationMs = from && to ? between(from, to) : undefined;
    return { startMs: Math.max(0, (start && sinceStart(start)) || 0), durationMs, sinceStart };
  };
  const medians = [...series.filter(isMedian), ...derived.filter(isMedian)];
  const others = derived.filter((one) => !isMedian(one)).length;
  if (others > 0)
    problems.add('SERIES_LEFT_OUT', 'derivedSeries', `${others} derived series that are no beat are left out`);
  const waveforms = joinedLeads([
    ...rhythms.flatMap((one) => seriesWaveforms(one, 'rhythm', clockOf(one), problems)),
    ...medians.flatMap((one) => seriesWaveforms(one, 'median', clockOf(one), problems)),
  ]);
  noteNoWaveform(waveforms, problems);

  const sink: AnnotationSink = { vendor: new VendorList(), statements: [], pacingMs: [], sinceStart };
  // Values of the representative beat stand for the recording; those of single beats come after and do not replace them.
  for (const one of [...medians, ...rhythms]) readAnnotations(one, sink);

  const recordedAt = fromCompact(startOf(at(root, 'effectiveTime')) ?? started, 'effectiveTime', problems);
  const device = deviceOf(series[0]);
  const filters = filtersOf(rhythms[0]);
  const comments = [...below(root, 'subjectFindingComment')].flatMap((comment) => textAt(comment, 'text') ?? []);
  return {
    format: 'aecg',
    waveforms,
    patient: patientOf(root, problems),
    ...(recordedAt && { recordedAt }),
    ...(device && { device }),
    ...(filters && { filters }),
    vendorMeasurements: sink.vendor.list(),
    vendorStatements: sink.statements,
    vendorPacingMs: sink.pacingMs,
    remarks: comments,
    problems: problems.list(),
  };
}
