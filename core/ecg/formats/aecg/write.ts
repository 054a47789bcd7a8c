// Writes a recording as HL7 aECG: rhythm series, representative beat as derived series, vendor measurements and statements.
import { mdcLeadCode } from '../../leads.ts';
import type { EcgLead, EcgRecording, EcgWaveform, VendorMeasurement } from '../../recording.ts';
import { stepOf } from '../quantise.ts';
import { finite } from '../xml/query.ts';
import { stretches } from './stretches.ts';

const escapeXml = (text: string): string =>
  text
    .replace(/[&<>"]/g, (mark) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[mark] ?? '')
    // Characters that XML 1.0 cannot carry at all.
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD');

const mdc = '2.16.840.1.113883.6.24';
const actCode = '2.16.840.1.113883.5.4';

/** HL7 TS of an ISO date-time. */
const timestamp = (iso: string): string =>
  iso
    .replace(/([+-]\d\d):(\d\d)$/, '$1$2')
    .replace(/(?<!T.*)-|[T:]/g, '')
    .replace('Z', '+0000');

/** From the first sample to the last of the recording; a point where only its start is known, nothing where that is not known either. */
function effectiveTime({ recordedAt, waveforms }: EcgRecording): string {
  if (!recordedAt) return '<effectiveTime nullFlavor="UNK"/>';
  const [, day = '', clock = '', zone = ''] = /^(.{10})(?:T(.+?)(Z|[+-]\d\d:\d\d)?)?$/.exec(recordedAt) ?? [];
  const started = Date.parse(`${day}T${clock}Z`);
  const lastsMs = Math.max(
    ...waveforms.map(({ kind, startMs, leads, sampleRateHz }) =>
      kind === 'rhythm' ? startMs + ((leads[0]?.samples.length ?? 0) * 1000) / sampleRateHz : 0,
    ),
  );
  if (!(lastsMs > 0) || !Number.isFinite(started))
    return `<effectiveTime><center value="${timestamp(recordedAt)}"/></effectiveTime>`;
  const end = new Date(started + Math.round(lastsMs)).toISOString().replace(/(\.000)?Z$/, zone);
  return `<effectiveTime><low value="${timestamp(recordedAt)}"/><high value="${timestamp(end)}"/></effectiveTime>`;
}

const measurementCodes: Record<string, string> = {
  heartRateBpm: 'MDC_ECG_HEART_RATE',
  atrialRateBpm: 'MDC_ECG_HEART_RATE_ATRIAL',
  rrMs: 'MDC_ECG_TIME_PD_RR',
  ppMs: 'MDC_ECG_TIME_PD_PP',
  pMs: 'MDC_ECG_TIME_PD_P',
  prMs: 'MDC_ECG_TIME_PD_PR',
  qrsMs: 'MDC_ECG_TIME_PD_QRS',
  qtMs: 'MDC_ECG_TIME_PD_QT',
  qtcMs: 'MDC_ECG_TIME_PD_QTc',
  axisPDeg: 'MDC_ECG_ANGLE_P_FRONT',
  axisQrsDeg: 'MDC_ECG_ANGLE_QRS_FRONT',
  axisTDeg: 'MDC_ECG_ANGLE_T_FRONT',
};

function annotation({ name, value, unit, formula }: VendorMeasurement): string {
  const base = measurementCodes[name];
  if (!base) return '';
  const code = formula && formula !== 'unknown' ? `${base}_${formula.toUpperCase()}` : base;
  return `<component><annotation><code code="${code}" codeSystem="${mdc}"/><value xsi:type="PQ" value="${value}" unit="${unit === '/min' ? 'bpm' : unit}"/></annotation></component>`;
}

const statement = ({ code, text }: EcgRecording['vendorStatements'][number]): string =>
  `<component><annotation><code code="MDC_ECG_INTERPRETATION" codeSystem="${mdc}"/><value xsi:type="CD" code="${escapeXml(code ?? '')}" displayName="${escapeXml(text)}"/></annotation></component>`;

/** A pacing mark of the device by its time since the start; the reader of this project and those that go by the name find it. */
const pacer = (ms: number): string =>
  `<component><annotation><code code="MDC_ECG_BEAT_PACER" codeSystem="${mdc}"/><support><supportingROI classCode="ROIBND"><code code="ROIPS" codeSystem="${actCode}"/><component><boundary><code code="TIME_RELATIVE" codeSystem="${actCode}"/><value xsi:type="IVL_PQ"><low value="${ms}" unit="ms"/></value></boundary></component></supportingROI></support></annotation></component>`;

function lead({ name, samples }: EcgLead): string {
  const step = stepOf(samples);
  const digits = Array.from(samples, (value) => Math.round(value / step)).join(' ');
  return `<component><sequence classCode="OBS"><code code="${escapeXml(mdcLeadCode(name))}" codeSystem="${mdc}"/><value xsi:type="SLIST_PQ"><origin value="0" unit="uV"/><scale value="${step}" unit="uV"/><digits>${digits}</digits></value></sequence></component>`;
}

function sequenceSet(waveform: EcgWaveform, head: string | undefined): string {
  // Twelve digits name the rates whose period no decimal holds, as 360 Hz.
  const increment = Number((1 / waveform.sampleRateHz).toPrecision(12));
  const axis = head
    ? `<code code="TIME_ABSOLUTE" codeSystem="${actCode}"/><value xsi:type="GLIST_TS"><head value="${head}"/><increment value="${increment}" unit="s"/></value>`
    : `<code code="TIME_RELATIVE" codeSystem="${actCode}"/><value xsi:type="GLIST_PQ"><head value="${waveform.startMs / 1000}" unit="s"/><increment value="${increment}" unit="s"/></value>`;
  return `<component><sequenceSet><component><sequence classCode="OBS">${axis}</sequence></component>\n${waveform.leads.map(lead).join('\n')}</sequenceSet></component>`;
}

function subject({ patient }: EcgRecording): string {
  const sex = patient.sex && { male: 'M', female: 'F', other: 'UN' }[patient.sex];
  const parts = [
    patient.name ? `<name>${escapeXml(patient.name)}</name>` : '',
    sex ? `<administrativeGenderCode code="${sex}" codeSystem="2.16.840.1.113883.5.1"/>` : '',
    patient.birthDate ? `<birthTime value="${timestamp(patient.birthDate)}"/>` : '',
  ].join('');
  const id = patient.id
    ? `<id root="2.16.840.1.113883.3" extension="${escapeXml(patient.id)}"/>`
    : '<id nullFlavor="UNK"/>';
  return `<componentOf><timepointEvent><componentOf><subjectAssignment><subject><trialSubject>${id}<subjectDemographicPerson>${parts}</subjectDemographicPerson></trialSubject></subject><componentOf><clinicalTrial><id nullFlavor="NA"/></clinicalTrial></componentOf></subjectAssignment></componentOf></timepointEvent></componentOf>`;
}

function author({ device }: EcgRecording): string {
  if (!device) return '';
  const line = (name: string, value: string | undefined) => (value ? `<${name}>${escapeXml(value)}</${name}>` : '');
  const serial = device.serial ? `<id extension="${escapeXml(device.serial)}"/>` : '';
  const maker = device.manufacturer
    ? `<manufacturerOrganization>${line('name', device.manufacturer)}</manufacturerOrganization>`
    : '';
  return `<author><seriesAuthor><manufacturedSeriesDevice>${serial}${line('manufacturerModelName', device.model)}${line('softwareName', device.software)}</manufacturedSeriesDevice>${maker}</seriesAuthor></author>`;
}

function filters({ filters: used }: EcgRecording): string {
  const one = (kind: string, frequency: string, value: number | undefined) =>
    value === undefined
      ? ''
      : `<controlVariable><controlVariable><code code="MDC_ECG_CTL_VBL_ATTR_FILTER_${kind}" codeSystem="${mdc}"/><component><controlVariable><code code="MDC_ECG_CTL_VBL_ATTR_FILTER_${frequency}_FREQ" codeSystem="${mdc}"/><value xsi:type="PQ" value="${value}" unit="Hz"/></controlVariable></component></controlVariable></controlVariable>`;
  return [
    one('LOW_PASS', 'CUTOFF', used?.lowPassHz),
    one('HIGH_PASS', 'CUTOFF', used?.highPassHz),
    one('NOTCH', 'NOTCH', used?.notchHz),
  ].join('');
}

const age = ({ patient }: EcgRecording): string =>
  patient.ageYears === undefined
    ? ''
    : `<controlVariable><relatedObservation><code code="21612-7" codeSystem="2.16.840.1.113883.6.1" displayName="Reported Age"/><value xsi:type="PQ" value="${finite(String(patient.ageYears)) ?? 0}" unit="a"/></relatedObservation></controlVariable>`;

/**
 * UTF-8 bytes of an `AnnotatedECG`. `documentId` is a UUID. Leads with gaps inside cannot be said in this format: throws
 * EcgRefusal `UNSUPPORTED`; a lead that is all gap is left out, and leads recorded in turn stand in sets of their own.
 */
export function writeAecg(recording: EcgRecording, options: { documentId: string }): Uint8Array {
  const rhythms = recording.waveforms.filter(({ kind }) => kind === 'rhythm');
  const medians = recording.waveforms.filter(({ kind }) => kind === 'median');
  const started =
    recording.recordedAt && recording.recordedAt.length > 10 ? timestamp(recording.recordedAt) : undefined;
  const effective = effectiveTime(recording);
  const annotations = [
    ...recording.vendorStatements.map(statement),
    ...recording.vendorMeasurements.map(annotation),
    ...recording.vendorPacingMs.map(pacer),
  ].join('\n');
  const derived = medians
    .flatMap(stretches)
    .map(
      (median) =>
        `<derivation><derivedSeries><code code="REPRESENTATIVE_BEAT" codeSystem="${actCode}"/>${effective}${sequenceSet(median, undefined)}</derivedSeries></derivation>`,
    )
    .join('');
  // Segments that begin later keep their place by a relative axis; one that begins at the start has an absolute one.
  const sets = rhythms
    .flatMap(stretches)
    .map((rhythm) => sequenceSet(rhythm, rhythm.startMs === 0 ? started : undefined))
    .join('');
  const series = `<component><series><code code="RHYTHM" codeSystem="${actCode}"/>${effective}${author(recording)}${filters(recording)}${sets}<subjectOf><annotationSet>${annotations}</annotationSet></subjectOf>${derived}</series></component>`;
  const xml = `<?xml version="1.0" encoding="UTF-8"?>
<AnnotatedECG xmlns="urn:hl7-org:v3" xmlns:voc="urn:hl7-org:v3/voc" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" type="Observation">
<id root="${escapeXml(options.documentId)}"/><code code="93000" codeSystem="2.16.840.1.113883.6.12" codeSystemName="CPT-4"/>${effective}
${subject(recording)}${age(recording)}${recording.remarks.map((remark) => `<pertainsTo><subjectFindingComment><text>${escapeXml(remark)}</text></subjectFindingComment></pertainsTo>`).join('')}
${rhythms.length + medians.length > 0 ? series : ''}
</AnnotatedECG>
`;
  return new TextEncoder().encode(xml);
}
