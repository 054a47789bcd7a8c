// ECG in JSON: a plain object of leads, ours as `ecg convert` prints it, or a FHIR R4 Observation with SampledData.
import { z } from 'zod';
import { leadName, standardOrder } from '../../leads.ts';
import type { EcgLead, EcgRecording } from '../../recording.ts';
import { fromCompact, isoDate } from '../dates.ts';
import { readSex } from '../person.ts';
import { EcgRefusal, ProblemList } from '../refusal.ts';
import { microvoltsPer } from '../units.ts';
import { checkedWaveform, noteNoWaveform, scaled } from '../waveform.ts';
import { fhirLeads, fhirObservation } from './fhir.ts';
import { repeatedKey } from './repeated-key.ts';

const samples = z.array(z.union([z.number(), z.null()]));
/** Writers give numbers for what is digits, and `null` for what they do not know: no reason to lose the tracing. */
const word = z.preprocess(
  (value) => (value === null ? undefined : typeof value === 'number' ? String(value) : value),
  z.string().optional(),
);
const patient = z.looseObject({
  id: z.union([z.string(), z.number()]).nullish(),
  name: word,
  sex: word,
  birthDate: word,
  ageYears: z.preprocess((value) => value ?? undefined, z.number().optional()),
});

/** `{"sampleRateHz", "unit", "leads": {lead: […]}}`. */
const plain = z.looseObject({
  sampleRateHz: z.number().positive(),
  unit: z.string(),
  leads: z.record(z.string(), samples),
  acquiredAt: word,
  patient: patient.nullish(),
});

/** What `yishu ecg convert --to json` prints: microvolts under `samples`. */
const converted = z.looseObject({
  format: z.string(),
  leads: z.array(z.string()),
  sampleRateHz: z.number().positive(),
  samples: z.record(z.string(), samples),
  recordedAt: word,
  patient: patient.nullish(),
});

type Person = z.infer<typeof patient>;

/** Of 16 and more digits without quotes the last are lost in reading: the number of somebody else. */
function idOf({ id }: Person, problems: ProblemList): string | undefined {
  if (typeof id !== 'number') return id ?? undefined;
  if (Number.isSafeInteger(id)) return String(id);
  problems.add('ID_INVALID', 'patient', `${id} stands without quotes and has more digits than such a number keeps`);
  return undefined;
}

function patientOf(person: Person | null | undefined, problems: ProblemList): EcgRecording['patient'] {
  const sex = readSex(person?.sex, 'patient', problems);
  const birthDate = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(person?.birthDate ?? '');
  const isDate = birthDate && isoDate(Number(birthDate[1]), Number(birthDate[2] ?? 1), Number(birthDate[3] ?? 1));
  if (person?.birthDate && !isDate)
    problems.add('DATE_INVALID', 'patient', `"${person.birthDate.slice(0, 40)}" is no date of birth`);
  const id = person ? idOf(person, problems) : undefined;
  return {
    ...(id && { id }),
    ...(person?.name && { name: person.name }),
    ...(sex && { sex }),
    ...(isDate && person?.birthDate && { birthDate: person.birthDate }),
    ...(person?.ageYears !== undefined && { ageYears: person.ageYears }),
  };
}

function recordingOf(
  parts: { leads: EcgLead[]; sampleRateHz: number; recordedAt?: string | undefined; patient: EcgRecording['patient'] },
  version: string,
  problems: ProblemList,
): EcgRecording {
  const { leads, sampleRateHz } = parts;
  const waveform = checkedWaveform({ kind: 'rhythm', sampleRateHz, leads, where: 'leads' }, problems);
  const waveforms = waveform ? [waveform] : [];
  noteNoWaveform(waveforms, problems);
  // ISO text to the compact form that one parser checks.
  const compact = parts.recordedAt?.replace(/^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d))?)?/, '$1$2$3$4$5$6');
  const recordedAt = fromCompact(compact?.replace(/([+-]\d\d):(\d\d)$/, '$1$2'), 'time', problems);
  return {
    format: 'json',
    formatVersion: version,
    waveforms,
    patient: parts.patient,
    ...(recordedAt && { recordedAt }),
    vendorMeasurements: [],
    vendorStatements: [],
    vendorPacingMs: [],
    remarks: [],
    problems: problems.list(),
  };
}

const issueText = (error: z.ZodError): string => {
  const [issue] = error.issues;
  return issue ? `${issue.path.join('.')}: ${issue.message}` : 'not the expected shape';
};

const leadsOf = (of: Record<string, (number | null)[]>, microvolts: number): EcgLead[] =>
  Object.entries(of).map(([name, values]) => ({
    name: leadName(name),
    samples: scaled(
      values.map((value) => value ?? Number.NaN),
      microvolts,
    ),
  }));

const longestName = 64;

/** A quote that was lost makes one name of a lead, its samples and the next lead's name: that lead would be gone without a word. */
function refuseStrangeNames(of: Record<string, unknown>): void {
  for (const name of Object.keys(of)) {
    if (name.length > longestName || /[[\]{},:"]/.test(name))
      throw new EcgRefusal('MALFORMED', 'leads', `"${name.slice(0, 40)}" is no name of a lead`);
  }
}

/** A brace or a name that was damaged leaves leads behind among what is known of the patient, or beside all: they would be gone. */
function refuseLeadsElsewhere(value: object): void {
  const lists = (of: unknown) =>
    typeof of === 'object' && of !== null
      ? Object.entries(of).flatMap(([name, one]) => (isList(one) ? [name] : []))
      : [];
  const person = 'patient' in value ? lists(value.patient) : [];
  const beside = lists(value).filter((name) => standardOrder.includes(leadName(name)));
  const [found] = [...person, ...beside];
  if (found !== undefined)
    throw new EcgRefusal('MALFORMED', 'JSON', `"${found.slice(0, 40)}" holds numbers and stands outside the leads`);
}

const isList = (value: unknown): boolean => Array.isArray(value) && value.some((one) => typeof one === 'number');

/** Leads of unequal length in JSON are an error of the writer, not a lead that was switched on later. */
function refuseUnequal(leads: readonly EcgLead[]): void {
  const lengths = new Set(leads.map(({ samples: values }) => values.length));
  if (lengths.size > 1)
    throw new EcgRefusal('MALFORMED', 'leads', `Leads of unequal length: ${[...lengths].join(', ')}`);
}

/** Throws EcgRefusal: `MALFORMED` for JSON that is none or has samples that are no numbers, `NOT_RECOGNISED` for other JSON. */
export function readJson(bytes: Uint8Array): EcgRecording {
  const problems = new ProblemList();
  let value: unknown;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    value = JSON.parse(text);
  } catch (error) {
    throw new EcgRefusal('MALFORMED', 'JSON', error instanceof Error ? error.message : 'no JSON');
  }
  const repeated = repeatedKey(text);
  if (repeated !== undefined)
    throw new EcgRefusal('MALFORMED', 'JSON', `"${repeated.slice(0, 40)}" stands twice in one object`);
  const head = z
    .looseObject({ resourceType: z.unknown(), samples: z.unknown(), leads: z.unknown() })
    .partial()
    .safeParse(value);
  if (!head.success) throw new EcgRefusal('NOT_RECOGNISED', 'JSON', 'This JSON is no ECG');
  if (head.data.resourceType !== undefined) {
    const read = fhirObservation.safeParse(value);
    if (!read.success) throw new EcgRefusal('MALFORMED', 'Observation', issueText(read.error));
    const { leads, sampleRateHz } = fhirLeads(read.data, problems);
    const id = read.data.subject?.identifier?.value ?? read.data.subject?.reference;
    const parts = { leads, sampleRateHz, recordedAt: read.data.effectiveDateTime, patient: id ? { id } : {} };
    return recordingOf(parts, 'fhir', problems);
  }
  refuseLeadsElsewhere(head.data);
  if (head.data.samples !== undefined) {
    const read = converted.safeParse(value);
    if (!read.success) throw new EcgRefusal('MALFORMED', 'JSON', issueText(read.error));
    refuseStrangeNames(read.data.samples);
    const leads = leadsOf(read.data.samples, 1);
    refuseUnequal(leads);
    const { sampleRateHz, recordedAt } = read.data;
    return recordingOf(
      { leads, sampleRateHz, recordedAt, patient: patientOf(read.data.patient, problems) },
      'yishu',
      problems,
    );
  }
  if (head.data.leads === undefined) throw new EcgRefusal('NOT_RECOGNISED', 'JSON', 'This JSON is no ECG');
  const read = plain.safeParse(value);
  if (!read.success) throw new EcgRefusal('MALFORMED', 'JSON', issueText(read.error));
  const unit = microvoltsPer(read.data.unit);
  if (unit === undefined) throw new EcgRefusal('UNSUPPORTED', 'unit', `"${read.data.unit}" is no unit of voltage`);
  refuseStrangeNames(read.data.leads);
  const leads = leadsOf(read.data.leads, unit);
  refuseUnequal(leads);
  const { sampleRateHz, acquiredAt } = read.data;
  return recordingOf(
    { leads, sampleRateHz, recordedAt: acquiredAt, patient: patientOf(read.data.patient, problems) },
    'plain',
    problems,
  );
}
