// Philips ECG XML (Sierra 1.03, 1.04, 1.04.01): patient, vendor measurements, statements, rhythm and representative beats.
import { leadName } from '../../leads.ts';
import type { EcgLead, EcgPatient, EcgRecording, EcgWaveform } from '../../recording.ts';
import { decodeBase64, int16s } from '../base64.ts';
import { fromParts } from '../dates.ts';
import { knownFilters } from '../filters.ts';
import { readSex, yearsOf } from '../person.ts';
import { EcgRefusal, type ProblemList } from '../refusal.ts';
import { VendorList } from '../vendor-values.ts';
import { checkedWaveform, noteNoWaveform, scaled } from '../waveform.ts';
import { all, at, attribute, below, finite, numberAt, textAt } from '../xml/query.ts';
import type { XmlElement } from '../xml/tree.ts';
import { philipsRhythm } from './leads.ts';

function patientOf(root: XmlElement, problems: ProblemList): EcgPatient {
  const person = at(root, 'patient', 'generalpatientdata');
  const id = textAt(person, 'patientid') ?? textAt(person, 'MRN');
  const names = ['lastname', 'firstname', 'middlename'].flatMap((part) => textAt(person, 'name', part) ?? []);
  const sex = readSex(textAt(person, 'sex'), 'sex', problems);
  const birthDate = fromParts(textAt(person, 'age', 'dateofbirth'), undefined, 'dateofbirth', problems);
  const ageYears = yearsOf(numberAt(person, 'age', 'years'), 'a');
  return {
    ...(id && { id }),
    ...(names.length > 0 && { name: names.join(' ') }),
    ...(sex && { sex }),
    ...(birthDate && { birthDate }),
    ...(ageYears !== undefined && { ageYears }),
  };
}

function vendorOf(root: XmlElement): VendorList {
  const list = new VendorList();
  const interpretation = at(root, 'interpretations', 'interpretation');
  const places = [
    at(interpretation, 'globalmeasurements'),
    at(interpretation, 'interpretationmeasurements'),
    at(root, 'measurements', 'globalmeasurements'),
    at(root, 'internalmeasurements', 'crossleadmeasurements'),
  ];
  for (const place of places) {
    const of = (name: string) => numberAt(place, name);
    list.add('heartRateBpm', of('heartrate') ?? of('meanventrate'), 'heartrate');
    list.add('atrialRateBpm', of('atrialrate'), 'atrialrate');
    list.add('rrMs', of('rrint'), 'rrint');
    list.add('pMs', of('pdur'), 'pdur');
    list.add('prMs', of('print') ?? of('meanprint'), 'print');
    list.add('qrsMs', of('qrsdur') ?? of('meanqrsdur'), 'qrsdur');
    list.add('qtMs', of('qtint') ?? of('meanqtint'), 'qtint');
    list.add('qtcMs', of('qtcb'), 'qtcb', 'bazett');
    list.add('qtcMs', of('qtcf'), 'qtcf', 'fridericia');
    if (!list.has('qtcMs')) list.add('qtcMs', of('meanqtc'), 'meanqtc');
    list.add('axisPDeg', of('pfrontaxis'), 'pfrontaxis');
    list.add('axisQrsDeg', of('qrsfrontaxis'), 'qrsfrontaxis');
    list.add('axisTDeg', of('tfrontaxis'), 'tfrontaxis');
  }
  return list;
}

/** Carts fill the room after the beat, up to a fixed length, with the highest value. */
function withoutFilling(values: Int16Array): Int16Array {
  let length = values.length;
  while (length > 0 && values[length - 1] === 0x7fff) length--;
  return values.subarray(0, length);
}

/** Samples stand in `repbeat` itself (1.03) or in a `waveform` in it (1.04). */
function representativeBeats(root: XmlElement, problems: ProblemList): EcgWaveform | undefined {
  const block = at(root, 'waveforms', 'repbeats');
  const perBit = finite(attribute(block, 'resolution'));
  const sampleRateHz = finite(attribute(block, 'samplespersec'));
  if (!block || perBit === undefined || perBit === 0 || sampleRateHz === undefined) return undefined;
  const leads = all(block, 'repbeat').flatMap((beat): EcgLead[] => {
    const name = leadName(attribute(beat, 'leadname') ?? '?');
    const holder = at(beat, 'waveform') ?? beat;
    const values = decodeBase64(holder.text, `repbeat ${name}`, problems);
    return values ? [{ name, samples: scaled(withoutFilling(int16s(values)), perBit) }] : [];
  });
  return checkedWaveform({ kind: 'median', sampleRateHz, leads, where: 'repbeats' }, problems);
}

function statementsOf(root: XmlElement): EcgRecording['vendorStatements'] {
  return [...below(root, 'interpretation')].slice(0, 1).flatMap((interpretation) => [
    ...all(interpretation, 'statement').flatMap((statement) => {
      const texts = [textAt(statement, 'leftstatement'), textAt(statement, 'rightstatement')].filter(Boolean);
      const code = textAt(statement, 'statementcode');
      return texts.length > 0 ? [{ ...(code && { code }), text: texts.join(' · ') }] : [];
    }),
    ...all(interpretation, 'severity').flatMap((severity) => {
      const text = severity.text.trim();
      const code = attribute(severity, 'code');
      return text ? [{ ...(code && { code }), text }] : [];
    }),
  ]);
}

function filtersOf(root: XmlElement, parsed: XmlElement | undefined): EcgRecording['filters'] {
  const signal = at(root, 'dataacquisition', 'signalcharacteristics');
  const band = /^([\d.]+)-([\d.]+)$/.exec(textAt(signal, 'signalbandwidth') ?? '');
  const highPassHz = finite(attribute(parsed, 'hipass')) ?? numberAt(signal, 'hipass') ?? finite(band?.[1]);
  const lowPassHz = finite(attribute(parsed, 'lowpass')) ?? numberAt(signal, 'lowpass') ?? finite(band?.[2]);
  const notched = /true/i.test(attribute(parsed, 'notchfiltered') ?? textAt(signal, 'notchfiltered') ?? '');
  const notchHz = notched ? finite(attribute(parsed, 'notchfilterfreqs')) : undefined;
  return knownFilters({ highPassHz, lowPassHz, notchHz });
}

/** Reads a parsed `restingecgdata`. Throws EcgRefusal for document types and versions that are not read. */
export function readPhilips(root: XmlElement, problems: ProblemList): EcgRecording {
  const type = textAt(root, 'documentinfo', 'documenttype') ?? '';
  const version = textAt(root, 'documentinfo', 'documentversion') ?? '';
  if (!/^(SierraECG|PhilipsECG)$/.test(type) || !/^1\.0[34](\.\d\d)?$/.test(version)) {
    const text = `Philips XML of type "${type}" version "${version}" is not read; 1.03, 1.04 and 1.04.01 are`;
    throw new EcgRefusal('UNSUPPORTED', 'documentinfo', text);
  }
  const acquisition = at(root, 'dataacquisition');
  const signal = at(acquisition, 'signalcharacteristics');
  const parsed = at(root, 'waveforms', 'parsedwaveforms');
  const rhythm = parsed && philipsRhythm(parsed, signal, problems);
  const main = rhythm && checkedWaveform({ kind: 'rhythm', ...rhythm, where: 'parsedwaveforms' }, problems);
  const waveforms = [main ?? [], representativeBeats(root, problems) ?? []].flat();
  noteNoWaveform(waveforms, problems);
  const machine = at(acquisition, 'machine');
  const model = machine?.text.trim();
  const serial = attribute(machine, 'machineid');
  const recordedAt = fromParts(
    attribute(acquisition, 'date'),
    attribute(acquisition, 'time'),
    'dataacquisition',
    problems,
  );
  const filters = filtersOf(root, parsed);
  const reason = textAt(root, 'orderinfo', 'reasonfororder');
  return {
    format: 'philips',
    formatVersion: version,
    waveforms,
    patient: patientOf(root, problems),
    ...(recordedAt && { recordedAt }),
    device: { manufacturer: 'Philips', ...(model && { model }), ...(serial && { serial }) },
    ...(filters && { filters }),
    vendorMeasurements: vendorOf(root).list(),
    vendorStatements: statementsOf(root),
    vendorPacingMs: [],
    remarks: reason ? [reason] : [],
    problems: problems.list(),
  };
}
