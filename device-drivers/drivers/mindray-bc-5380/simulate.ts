// Messages as a BC-5380 writes them: settings, parameters, discriminators, histograms, one scattergram.

import { buildMessage, type Hl7SegmentSpec, headerSegment, hl7Time } from '../../../core/hl7/index.ts';
import { encodeHl7Text } from '../../codecs/hl7-charset.ts';
import type { SimulatedSpecimen } from '../../driver.ts';
import { channels } from './channels.ts';
import { type BloodValues, differentialPicture, plateletCurve, redCellCurve, whiteCellCurve } from './curves.ts';

const header = (time: string, type: readonly string[], controlId: string, processing = 'P') =>
  headerSegment({
    sendingApplication: 'BC-5380',
    sendingFacility: 'Mindray',
    time,
    type,
    controlId,
    processing,
    version: '2.3.1',
    charset: 'UNICODE',
  });

/** L, H or N by the printed range, as the analyzer marks it. */
function flagFor(value: string, range: string): string {
  const [low = Number.NaN, high = Number.NaN] = range.split('-').map(Number);
  const number = Number(value);
  if (value === '' || Number.isNaN(number)) return '';
  return number < low ? 'L' : number > high ? 'H' : 'N';
}

function parameter({ code, value, unit, flag }: SimulatedSpecimen['results'][number]): Hl7SegmentSpec {
  const channel = channels.find((one) => one.code === code);
  const coded = [code, channel?.name ?? code, channel?.system ?? '99MRC'];
  const isFlag = channel === undefined && (value === 'T' || value === 'F');
  const range = channel?.range ?? '';
  const fields = {
    2: isFlag ? 'IS' : 'NM',
    3: coded,
    5: value,
    6: unit ?? channel?.unit ?? '',
    7: range,
    8: flag ?? flagFor(value, range),
    11: 'F',
  };
  return ['OBX', fields];
}

/** Steady numbers from a text, so that the same tube always gives the same picture. */
function steady(text: string): () => number {
  let state = [...text].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 17);
  return () => {
    state = (state * 1664525 + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function valuesOf({ results }: SimulatedSpecimen): BloodValues {
  const of = (code: string, usual: number) =>
    Number(results.find((result) => result.code === code)?.value ?? '') || usual;
  return {
    lymphocytes: of('736-9', 32) / 100,
    monocytes: of('5905-5', 6) / 100,
    neutrophils: of('770-8', 58) / 100,
    eosinophils: of('713-8', 3) / 100,
    mcv: of('787-2', 89),
    rdwCv: of('788-0', 12.8),
    mpv: of('32623-1', 9.4),
  };
}

const mindray = (code: string, name: string) => [code, name, '99MRC'];
const line = (code: string, name: string, value: string): Hl7SegmentSpec => [
  'OBX',
  { 2: 'NM', 3: mindray(code, name), 5: value, 11: 'F' },
];
const data = (code: string, name: string, kind: readonly string[], base64: string): Hl7SegmentSpec => [
  'OBX',
  { 2: 'ED', 3: mindray(code, name), 5: ['', ...kind, 'Base64', base64], 11: 'F' },
];

function graphs(specimen: SimulatedSpecimen): Hl7SegmentSpec[] {
  const values = valuesOf(specimen);
  const sent = (code: string) => specimen.results.some((result) => result.code === code);
  const binary = ['Application', 'Octet-stream'];
  const white: Hl7SegmentSpec[] = [
    line('15001', 'WBC Histogram. Left Line', '12'),
    line('15002', 'WBC Histogram. Right Line', '72'),
    line('15003', 'WBC Histogram. Middle Line', '40'),
    line('15004', 'WBC Histogram. Meta Length', '2'),
    data('15000', 'WBC Histogram. Binary', binary, whiteCellCurve(values)),
  ];
  const red: Hl7SegmentSpec[] = [
    line('15051', 'RBC Histogram. Left Line', '18'),
    line('15052', 'RBC Histogram. Right Line', '100'),
    line('15053', 'RBC Histogram. Binary Meta Length', '2'),
    data('15050', 'RBC Histogram. Binary', binary, redCellCurve(values)),
  ];
  const platelets: Hl7SegmentSpec[] = [
    line('15111', 'PLT Histogram. Left Line', '3'),
    line('15112', 'PLT Histogram. Right Line', '47'),
    line('15113', 'PLT Histogram. Binary Meta Length', '2'),
    data('15100', 'PLT Histogram. Binary', binary, plateletCurve(values)),
  ];
  const picture = () =>
    data(
      '15200',
      'WBC DIFF Scattergram. BMP',
      ['Image', 'BMP'],
      differentialPicture(values, steady(specimen.specimenId)),
    );
  return [
    ...(sent('6690-2') ? white : []),
    ...(sent('789-8') ? red : []),
    ...(sent('777-3') ? platelets : []),
    ...(sent('770-8') ? [picture()] : []),
  ];
}

const setting = (code: string, name: string, value: string): Hl7SegmentSpec => [
  'OBX',
  { 2: 'IS', 3: mindray(code, name), 5: value, 11: 'F' },
];

export function simulate(specimen: SimulatedSpecimen): Uint8Array {
  const time = hl7Time(specimen.instrumentTime);
  const { control, results, specimenId } = specimen;
  const differential = results.some(({ code }) => channels.find((one) => one.code === code)?.differential === true);
  const settings = [
    setting('08001', 'Take Mode', 'A'),
    setting('08002', 'Blood Mode', 'W'),
    setting('08003', 'Test Mode', differential ? 'CBC+DIFF' : 'CBC'),
    control === undefined
      ? setting('01002', 'Ref Group', 'General')
      : setting('05001', 'Qc Level', control.level ?? ''),
  ];
  const observations = [...settings, ...results.map(parameter), ...(control === undefined ? graphs(specimen) : [])];
  const service = control === undefined ? ['00001', 'Automated Count', '99MRC'] : ['00003', 'LJ QCR', '99MRC'];
  const segments: Hl7SegmentSpec[] = [
    header(time, ['ORU', 'R01'], `${time}${specimenId}`.slice(-18), control === undefined ? 'P' : 'Q'),
    ['PID', { 1: 1, 3: control === undefined ? undefined : [control.lot, '', '', '', 'MR'] }],
    ['PV1', { 1: 1 }],
    ['OBR', { 1: 1, 3: control === undefined ? specimenId : control.material, 4: service, 7: time, 24: 'HM' }],
    ...observations.map(([name, fields], index): Hl7SegmentSpec => [name, { 1: index + 1, ...fields }]),
  ];
  return encodeHl7Text(buildMessage(segments), 'UNICODE');
}

export function simulateQuery(specimenIds: string[], now: Date): Uint8Array {
  const time = hl7Time(now);
  const requests = specimenIds.map((id): Hl7SegmentSpec => ['ORC', { 1: 'RF', 3: id, 5: 'IP' }]);
  return encodeHl7Text(buildMessage([header(time, ['ORM', 'O01'], time), ...requests]), 'UNICODE');
}
