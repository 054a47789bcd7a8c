// Schiller EDI XML: comma-separated samples, averages before rhythms, global annotations in milliseconds and in samples.
import { leadName } from '../leads.ts';
import type { EcgLead, EcgPatient, EcgRecording, EcgWaveform } from '../recording.ts';
import { isoDate, isoTime } from './dates.ts';
import { knownFilters } from './filters.ts';
import { readSex } from './person.ts';
import type { ProblemList } from './refusal.ts';
import { parseSampleList } from './sample-list.ts';
import { microvoltsPer } from './units.ts';
import { VendorList, type VendorName } from './vendor-values.ts';
import { checkedWaveform, noteNoWaveform, scaled } from './waveform.ts';
import { all, at, below, finite, numberAt, textAt } from './xml/query.ts';
import type { XmlElement } from './xml/tree.ts';

function waveformOf(data: XmlElement, problems: ProblemList): EcgWaveform | undefined {
  const type = textAt(data, 'type') ?? '';
  const kind = /AVERAGE/i.test(type) ? 'median' : 'rhythm';
  const resolution = at(data, 'resolution');
  const sampleRateHz = numberAt(resolution, 'samplerate', 'value') ?? Number.NaN;
  // Files write 1 beside the rate itself; what another exponent does to it is not known, and a wrong rate is a wrong heart rate.
  const exponent = numberAt(resolution, 'samplerate', 'exponent') ?? 1;
  if (exponent !== 1 && exponent !== 0) {
    problems.add(
      'RATE_INVALID',
      type,
      `A sampling rate with exponent ${exponent} is not read; the waveform is left out`,
    );
    return undefined;
  }
  const unit = microvoltsPer(textAt(resolution, 'yres', 'units') ?? '');
  const perBit = numberAt(resolution, 'yres', 'unitperbit');
  if (unit === undefined || perBit === undefined || perBit === 0) {
    problems.add('SCALE_INVALID', type, 'The amplitude unit is not one that is read; the waveform is left out');
    return undefined;
  }
  const leads = all(data, 'channel').flatMap((channel): EcgLead[] => {
    const name = leadName(textAt(channel, 'name') ?? '?');
    const where = `${type}, lead ${name}`;
    if (all(channel, 'data').length > 1 || all(channel, 'name').length > 1) {
      problems.add('CHANNEL_AMBIGUOUS', where, 'Several leads in one channel; the first is used');
    }
    const coding = textAt(channel, 'datatype') ?? 'COMMASEPARATE';
    if (coding !== 'COMMASEPARATE') {
      problems.add('CODING_UNSUPPORTED', where, `Data coded as "${coding}" are left out`);
      return [];
    }
    const values = parseSampleList(textAt(channel, 'data') ?? '', where, problems);
    const count = numberAt(channel, 'samplecount');
    if (count !== undefined && count !== values.length) {
      problems.add('LEAD_LENGTH', where, `${values.length} samples where ${count} are announced`);
    }
    return [{ name, samples: scaled(values, perBit * unit) }];
  });
  return checkedWaveform({ kind, sampleRateHz, leads, where: type }, problems);
}

const milliseconds: Record<string, VendorName> = {
  RR: 'rrMs',
  P: 'pMs',
  PQ: 'prMs',
  PR: 'prMs',
  QRS: 'qrsMs',
  QT: 'qtMs',
  QTC: 'qtcMs',
};
const degrees: Record<string, VendorName> = { AXIS_P: 'axisPDeg', AXIS_QRS: 'axisQrsDeg', AXIS_T: 'axisTDeg' };
/** Counted in samples of the average. */
const inSamples: Record<string, VendorName> = {
  P_ON: 'pOnsetMs',
  P_OFF: 'pOffsetMs',
  QRS_ON: 'qrsOnsetMs',
  QRS_OFF: 'qrsOffsetMs',
  T_OFF: 'tOffsetMs',
};

function vendorOf(root: XmlElement, averageRateHz: number | undefined): VendorList {
  const list = new VendorList();
  for (const annotation of below(root, 'annotation_global')) {
    const name = textAt(annotation, 'name') ?? '';
    const value = numberAt(annotation, 'value');
    const mapped = milliseconds[name] ?? degrees[name];
    const sampled = inSamples[name];
    if (name === 'HR') list.add('heartRateBpm', value, name);
    else if (mapped) list.add(mapped, value, name);
    else if (sampled && averageRateHz && value !== undefined) list.add(sampled, (value * 1000) / averageRateHz, name);
  }
  return list;
}

function patientOf(root: XmlElement, problems: ProblemList): EcgPatient {
  const person = at(root, 'patdata');
  const id = textAt(person, 'id');
  const names = [textAt(person, 'lastname'), textAt(person, 'firstname')].filter((name) => name !== undefined);
  const sex = readSex(textAt(person, 'gender'), 'gender', problems);
  const birth = textAt(person, 'birthdate');
  const digits = /^(\d{4})-?(\d{2})-?(\d{2})$/.exec(birth ?? '');
  const birthDate = digits ? isoDate(Number(digits[1]), Number(digits[2]), Number(digits[3])) : undefined;
  if (birth && !birthDate) problems.add('DATE_INVALID', 'birthdate', `"${birth.slice(0, 40)}" is no date`);
  return {
    ...(id && { id }),
    ...(names.length > 0 && { name: names.join(' ') }),
    ...(sex && { sex }),
    ...(birthDate && { birthDate }),
  };
}

/** `YYYYMMDD` and `HHMMSSmmm`; an unset clock writes 1970-01-01, which is no date of recording. */
function startedAt(root: XmlElement, problems: ProblemList): string | undefined {
  const start = at(root, 'examdescript', 'startdatetime');
  const [dateText = '', timeText = ''] = [textAt(start, 'date'), textAt(start, 'time')];
  const date = /^(\d{4})(\d{2})(\d{2})$/.exec(dateText);
  const time = /^(\d{2})(\d{2})(\d{2})(\d{3})?$/.exec(timeText);
  const day = date ? isoDate(Number(date[1]), Number(date[2]), Number(date[3])) : undefined;
  if (day === '1970-01-01') {
    problems.add('DATE_INVALID', 'startdatetime', 'The clock of the device was not set (1970-01-01)');
    return undefined;
  }
  const clock = time && isoTime(Number(time[1]), Number(time[2]), Number(time[3]), Number(time[4] ?? 0));
  for (const [text, read] of [
    [dateText, day],
    [timeText, clock],
  ])
    if (text && !read) problems.add('DATE_INVALID', 'startdatetime', `"${text.slice(0, 40)}" is no date or time`);
  return day && (clock ? `${day}T${clock}` : day);
}

/** Reads a parsed Schiller EDI document. */
export function readSchiller(root: XmlElement, problems: ProblemList): EcgRecording {
  const made = [...below(root, 'wavedata')].flatMap((data) => waveformOf(data, problems) ?? []);
  const waveforms = [...made.filter(({ kind }) => kind === 'rhythm'), ...made.filter(({ kind }) => kind === 'median')];
  noteNoWaveform(waveforms, problems);
  const hardware = at(root, 'examdescript', 'aquiringdevice', 'hardware');
  const model = textAt(hardware, 'model');
  const serial = textAt(hardware, 'serialnum');
  const software = textAt(root, 'examdescript', 'aquiringdevice', 'software', 'version');
  const recordedAt = startedAt(root, problems);
  const filters = [...below(root, 'filters_data')].flatMap((block) => all(block, 'filter'));
  const filter = (name: string) =>
    finite(
      textAt(
        filters.find((one) => textAt(one, 'name') === name),
        'value',
      ),
    );
  const applied = knownFilters({
    highPassHz: filter('HIGHPASS_CUTOFF_FREQ'),
    lowPassHz: filter('LOWPASS_CUTOFF_FREQ'),
    notchHz: filter('MAINS'),
  });
  const averageRateHz = made.find(({ kind }) => kind === 'median')?.sampleRateHz;
  const texts = [...below(root, 'textdata')]
    .filter((block) => textAt(block, 'type') === 'INTERPRETATION')
    .flatMap((block) => textAt(block, 'textdata')?.split(/\r?\n/) ?? []);
  return {
    format: 'schiller',
    waveforms,
    patient: patientOf(root, problems),
    ...(recordedAt && { recordedAt }),
    device: {
      manufacturer: textAt(hardware, 'vendor') ?? 'Schiller',
      ...(model && { model }),
      ...(serial && { serial }),
      ...(software && { software }),
    },
    ...(applied && { filters: applied }),
    vendorMeasurements: vendorOf(root, averageRateHz).list(),
    vendorStatements: texts.map((text) => ({ text })),
    vendorPacingMs: [],
    remarks: [],
    problems: problems.list(),
  };
}
