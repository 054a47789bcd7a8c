// GE MUSE RestingECG XML: base64 leads, eight of twelve, a median block before the rhythm block.
import { leadName } from '../leads.ts';
import type { EcgLead, EcgPatient, EcgRecording, EcgWaveform } from '../recording.ts';
import { decodeBase64, int16s } from './base64.ts';
import { crc32 } from './crc.ts';
import { fromParts } from './dates.ts';
import { withDerivedLeads } from './derived-leads.ts';
import { knownFilters } from './filters.ts';
import { readSex, yearsOf } from './person.ts';
import type { ProblemList } from './refusal.ts';
import { microvoltsPer } from './units.ts';
import { VendorList } from './vendor-values.ts';
import { checkedWaveform, noteNoWaveform, scaled } from './waveform.ts';
import { all, at, below, numberAt, textAt } from './xml/query.ts';
import type { XmlElement } from './xml/tree.ts';

function leadOf(data: XmlElement, where: string, problems: ProblemList): EcgLead | undefined {
  const name = leadName(textAt(data, 'LeadID') ?? '?');
  const here = `${where}, lead ${name}`;
  const size = numberAt(data, 'LeadSampleSize') ?? 2;
  const perBit = numberAt(data, 'LeadAmplitudeUnitsPerBit');
  const unit = microvoltsPer(textAt(data, 'LeadAmplitudeUnits') ?? 'MICROVOLTS');
  if (size !== 2 || perBit === undefined || perBit === 0 || unit === undefined) {
    problems.add(
      'SCALE_INVALID',
      here,
      'Sample size, units per bit or unit is not one that is read; the lead is left out',
    );
    return undefined;
  }
  const bytes = decodeBase64(textAt(data, 'WaveFormData') ?? '', here, problems);
  if (!bytes) return undefined;
  const expected = numberAt(data, 'LeadSampleCountTotal');
  if (expected !== undefined && expected * 2 !== bytes.length) {
    problems.add('LEAD_LENGTH', here, `${bytes.length} bytes for ${expected} samples`);
  }
  const crc = numberAt(data, 'LeadDataCRC32');
  // Some writers print it with a sign.
  if (crc && crc >>> 0 !== crc32(bytes))
    problems.add('CRC_WRONG', here, 'The CRC-32 of the lead is wrong: its samples may be damaged');
  if (/^true$/i.test(textAt(data, 'LeadOff') ?? '')) {
    problems.add('LEAD_OFF', here, 'The device says that the electrode was off');
  }
  const lateMs = numberAt(data, 'LeadTimeOffset');
  if (lateMs)
    problems.add('LEAD_LATE', here, `The device says that the lead begins ${lateMs} ms late; it is not moved`);
  return { name, samples: scaled(int16s(bytes), perBit * unit) };
}

/** `SampleBase` x 10^`SampleExponent` Hz. */
function rateOf(block: XmlElement): number {
  const base = numberAt(block, 'SampleBase') ?? Number.NaN;
  return base * 10 ** (numberAt(block, 'SampleExponent') ?? 0);
}

function waveformOf(block: XmlElement, problems: ProblemList): EcgWaveform | undefined {
  const kind = /median/i.test(textAt(block, 'WaveformType') ?? '') ? 'median' : 'rhythm';
  const stored = all(block, 'LeadData').flatMap((data) => leadOf(data, kind, problems) ?? []);
  const announced = numberAt(block, 'NumberofLeads');
  if (announced !== undefined && announced !== stored.length) {
    problems.add('LEADS_MISSING', kind, `${stored.length} leads could be read where ${announced} are announced`);
  }
  const startMs = kind === 'median' ? 0 : Math.max(0, numberAt(block, 'WaveformStartTime') ?? 0);
  return checkedWaveform(
    { kind, sampleRateHz: rateOf(block), startMs, leads: withDerivedLeads(stored, problems), where: kind },
    problems,
  );
}

function patientOf(root: XmlElement, problems: ProblemList): EcgPatient {
  const person = at(root, 'PatientDemographics');
  const id = textAt(person, 'PatientID');
  const name = [textAt(person, 'PatientLastName'), textAt(person, 'PatientFirstName')].filter(Boolean).join(' ');
  const sex = readSex(textAt(person, 'Gender'), 'Gender', problems);
  const birthDate = fromParts(textAt(person, 'DateofBirth'), undefined, 'DateofBirth', problems);
  const ageYears = yearsOf(numberAt(person, 'PatientAge'), textAt(person, 'AgeUnits'));
  return {
    ...(id && { id }),
    ...(name && { name }),
    ...(sex && { sex }),
    ...(birthDate && { birthDate }),
    ...(ageYears !== undefined && { ageYears }),
  };
}

function vendorOf(root: XmlElement): VendorList {
  const list = new VendorList();
  const block = at(root, 'RestingECGMeasurements');
  const of = (name: string) => numberAt(block, name);
  list.add('heartRateBpm', of('VentricularRate'), 'VentricularRate');
  list.add('atrialRateBpm', of('AtrialRate'), 'AtrialRate');
  list.add('prMs', of('PRInterval'), 'PRInterval');
  list.add('qrsMs', of('QRSDuration'), 'QRSDuration');
  list.add('qtMs', of('QTInterval'), 'QTInterval');
  list.add('qtcMs', of('QTCorrected'), 'QTCorrected');
  list.add('qtcMs', of('QTcFrederica'), 'QTcFrederica', 'fridericia');
  list.add('axisPDeg', of('PAxis'), 'PAxis');
  list.add('axisQrsDeg', of('RAxis'), 'RAxis');
  list.add('axisTDeg', of('TAxis'), 'TAxis');
  list.add('rrMs', numberAt(root, 'QRSTimesTypes', 'GlobalRR'), 'GlobalRR');
  // Onsets and ends count samples of the median beat.
  const rate = of('ECGSampleBase');
  const ms = (name: string) => (rate ? ((of(name) ?? Number.NaN) * 1000) / rate : undefined);
  list.add('pOnsetMs', ms('POnset'), 'POnset');
  list.add('pOffsetMs', ms('POffset'), 'POffset');
  list.add('qrsOnsetMs', ms('QOnset'), 'QOnset');
  list.add('qrsOffsetMs', ms('QOffset'), 'QOffset');
  list.add('tOffsetMs', ms('TOffset'), 'TOffset');
  return list;
}

function filtersOf(block: XmlElement | undefined): EcgRecording['filters'] {
  const high = numberAt(block, 'HighPassFilter');
  const low = numberAt(block, 'LowPassFilter');
  const notch = numberAt(block, 'ACFilter');
  // Hundredths of a hertz: 5 is 0.05, 16 is 0.16.
  return knownFilters({ highPassHz: high && high / 100, lowPassHz: low, notchHz: notch });
}

/** Lines of a diagnosis; a statement ends where a line carries the flag `ENDSLINE`. */
function statementsOf(root: XmlElement): EcgRecording['vendorStatements'] {
  const made: string[] = [];
  let open = '';
  const diagnosis = at(root, 'Diagnosis') ?? at(root, 'OriginalDiagnosis');
  for (const statement of all(diagnosis, 'DiagnosisStatement')) {
    open = `${open} ${textAt(statement, 'StmtText') ?? ''}`.trim();
    if (all(statement, 'StmtFlag').some(({ text }) => text.trim() === 'ENDSLINE')) {
      if (open) made.push(open);
      open = '';
    }
  }
  return [...made, ...(open ? [open] : [])].map((text) => ({ text }));
}

/** Reads a parsed `RestingECG`. */
export function readMuse(root: XmlElement, problems: ProblemList): EcgRecording {
  const blocks = all(root, 'Waveform');
  const made = blocks.flatMap((block) => waveformOf(block, problems) ?? []);
  const waveforms = [...made.filter(({ kind }) => kind === 'rhythm'), ...made.filter(({ kind }) => kind === 'median')];
  noteNoWaveform(waveforms, problems);
  const test = at(root, 'TestDemographics');
  const recordedAt = fromParts(
    textAt(test, 'AcquisitionDate'),
    textAt(test, 'AcquisitionTime'),
    'AcquisitionDate',
    problems,
  );
  const model = textAt(test, 'AcquisitionDevice');
  const serial = textAt(root, 'PharmaData', 'PharmaCartID');
  const filters = filtersOf(blocks.find((block) => /rhythm/i.test(textAt(block, 'WaveformType') ?? '')) ?? blocks[0]);
  const version = textAt(root, 'MuseInfo', 'MuseVersion');
  const pacing = [...below(root, 'PaceSpikes')].flatMap((spikes) =>
    [...below(spikes, 'Time')].flatMap((time) => numberAt(time) ?? []),
  );
  return {
    format: 'muse',
    ...(version && { formatVersion: version }),
    waveforms,
    patient: patientOf(root, problems),
    ...(recordedAt && { recordedAt }),
    device: { manufacturer: 'GE', ...(model && { model }), ...(serial && { serial }) },
    ...(filters && { filters }),
    vendorMeasurements: vendorOf(root).list(),
    vendorStatements: statementsOf(root),
    vendorPacingMs: pacing,
    remarks: [],
    problems: problems.list(),
  };
}
