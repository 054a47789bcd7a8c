// HL7 aECG: sequences in any order, both kinds of time axis, scales and origins, derived series, nested annotations, encodings.
import { describe, expect, test } from 'vitest';
import { readEcg } from '../index.ts';

const absolute =
  '<component><sequence><code code="TIME_ABSOLUTE"/><value xsi:type="GLIST_TS"><head value="20240309102030"/><increment value="2" unit="ms"/></value></sequence></component>';
const relative =
  '<component><sequence><code code="TIME_RELATIVE"/><value xsi:type="GLIST_PQ"><head value="0.5" unit="s"/><increment value="0.01" unit="s"/></value></sequence></component>';
const lead = (code: string, digits: string, scale = '<origin value="0" unit="uV"/><scale value="5" unit="uV"/>') =>
  `<component><sequence><code code="MDC_ECG_LEAD_${code}"/><value xsi:type="SLIST_PQ">${scale}<digits>${digits}</digits></value></sequence></component>`;
const set = (...sequences: string[]) => `<component><sequenceSet>${sequences.join('')}</sequenceSet></component>`;
const series = (...content: string[]) =>
  `<component><series><code code="RHYTHM"/><effectiveTime><low value="20240309102030"/></effectiveTime>${content.join('')}</series></component>`;
const document = (...content: string[]) =>
  `<AnnotatedECG xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">${content.join('')}</AnnotatedECG>`;

const read = (xml: string) => readEcg(new TextEncoder().encode(xml), { name: 'x.xml' });
const leads = (xml: string) =>
  read(xml).waveforms.map(({ leads: of }) => Object.fromEntries(of.map(({ name, samples }) => [name, [...samples]])));
const codes = (xml: string) => read(xml).problems.map(({ code }) => code);

describe('series', () => {
  test('the time axis may come after the leads; scale in mV and an origin count', () => {
    const millivolts = '<origin value="0.1" unit="mV"/><scale value="0.00244" unit="mV"/>';
    const xml = document(series(set(lead('II', '1 -2 3'), lead('AVR', '0 100 -100', millivolts), absolute)));
    expect(read(xml).waveforms[0]?.sampleRateHz).toBe(500);
    const [first] = leads(xml);
    expect(first?.II).toEqual([5, -10, 15]);
    expect(first?.aVR?.map((value) => Math.round(value * 100) / 100)).toEqual([100, 344, -144]);
  });

  test('a relative axis gives the start, and 100 Hz is a rate', () => {
    const [waveform] = read(document(series(set(relative, lead('I', '1 2'))))).waveforms;
    expect(waveform).toMatchObject({ sampleRateHz: 100, startMs: 500 });
  });

  test('the head of an absolute axis is a time of day, even with a unit', () => {
    const late = absolute.replace('20240309102030"', '20240309102031" unit="s"');
    const { waveforms, problems } = read(document(series(set(late, lead('II', '1 2')))));
    expect([waveforms[0]?.startMs, problems]).toEqual([1000, []]);
  });

  test('representative beats are medians, nested as derived series', () => {
    const derived = `<derivation><derivedSeries><code code="REPRESENTATIVE_BEAT"/>${set(relative, lead('I', '7 8'))}</derivedSeries></derivation>`;
    expect(read(document(series(set(absolute, lead('I', '1 2')), derived))).waveforms.map(({ kind }) => kind)).toEqual([
      'rhythm',
      'median',
    ]);
  });

  test('no increment, no axis, no scale, digits that are none: left out or empty, and said', () => {
    expect(codes(document(series(set(absolute.replace('"2"', '"0"'), lead('I', '1')))))).toEqual([
      'TIME_AXIS_INVALID',
      'TIME_AXIS_MISSING',
      'NO_WAVEFORM',
    ]);
    expect(codes(document(series(set(lead('I', '1')))))).toEqual(['TIME_AXIS_MISSING', 'NO_WAVEFORM']);
    expect(codes(document(series(set(absolute, lead('I', '1', '<scale value="5" unit="mmHg"/>')))))).toEqual([
      'SCALE_INVALID',
      'NO_WAVEFORM',
    ]);
    const bad = document(series(set(absolute, lead('I', '1 x 0x3 1e1'))));
    expect(leads(bad)[0]?.I).toEqual([5, Number.NaN, Number.NaN, 50]);
    expect(codes(bad)).toEqual(['SAMPLE_INVALID', 'SAMPLE_INVALID']);
  });
});

describe('variants of writers', () => {
  const axis = (value: string) =>
    `<component><sequence><code code="TIME_RELATIVE"/><value xsi:type="x">${value}</value></sequence></component>`;
  const listed = (digits: string) =>
    axis(`<origin value="10" unit="ms"/><scale value="0.5" unit="ms"/><digits>${digits}</digits>`);

  test.each([
    ['ms', axis('<head value="0" unit="ms"/><increment value="4" unit="ms"/>'), 250, 0],
    ['us', axis('<head value="0" unit="us"/><increment value="1667" unit="us"/>'), 600, 0],
    ['ns', axis('<head value="0" unit="s"/><increment value="1000000" unit="ns"/>'), 1000, 0],
    ['no head', axis('<increment value="0.002" unit="s"/>'), 500, 0],
    ['a list of ticks: step times scale, first tick from the origin', listed('0 4 8'), 500, 10],
    ['a list that begins later', listed('20 24 28'), 500, 20],
    [
      'period and denominator of one',
      axis('<increment value="2" unit="ms"/>').replace('"x"', '"x" denominator="1"'),
      500,
      0,
    ],
  ])('time axis in %s', (_, time, sampleRateHz, startMs) => {
    expect(read(document(series(set(time, lead('I', '1 2 3'))))).waveforms[0]).toMatchObject({ sampleRateHz, startMs });
  });

  test.each([
    ['uneven ticks', listed('0 4 9')],
    ['ticks that stand still', listed('5 5 5')],
    ['a list that repeats itself', axis('<increment value="2" unit="ms"/>').replace('"x"', '"x" period="2"')],
    ['another unit', axis('<increment value="2" unit="Hz"/>')],
  ])('%s are no time axis', (_, time) => {
    expect(codes(document(series(set(time, lead('I', '1 2 3')))))).toContain('TIME_AXIS_INVALID');
  });

  test.each([
    ['uV', '4.88', 4.88],
    ['mV', '0.00488', 4.88],
    ['nV', '4880', 4.88],
    ['V', '0.00000488', 4.88],
    ['', '5', 5],
  ])('scale in "%s"', (unit, scale, microvolts) => {
    const said = unit ? ` unit="${unit}"` : '';
    const [first] = leads(document(series(set(absolute, lead('I', '1', `<scale value="${scale}"${said}/>`)))));
    expect(first?.I?.[0]).toBeCloseTo(microvolts, 5);
  });

  test('prefixes, a byte order mark, comments among the digits', () => {
    const xml = document(series(set(absolute, lead('I', '1 <!-- x -->2'))))
      .replace('xmlns=', 'xmlns:a=')
      .replaceAll(/<(\/?)(?!!)/g, '<$1a:');
    expect(leads(`\ufeff${xml}`)[0]).toEqual({ I: [5, 10] });
  });

  test('leads by number, by display name, by a code of a vendor, and without any', () => {
    const named = (code: string) => lead('?', '1').replace('<code code="MDC_ECG_LEAD_?"/>', code);
    const xml = document(
      series(
        set(
          absolute,
          named('<code code="2:62" codeSystem="2.16.840.1.113883.6.24"/>'),
          named('<code displayName="Lead V1"/>'),
          named('<code code="VENDOR_X"/>'),
          named('<code/>'),
        ),
      ),
    );
    expect(Object.keys(leads(xml)[0] ?? {})).toEqual(['aVR', 'V1', 'VENDOR_X', 'Channel 4']);
    expect(codes(xml)).toEqual(['LEAD_UNNAMED']);
  });

  test('a set for every lead is one page, and columns of leads recorded in turn keep their time', () => {
    const apart = document(series(...['I', 'II', 'V1'].map((name) => set(absolute, lead(name, '1 2')))));
    expect(leads(apart)).toEqual([{ I: [5, 10], II: [5, 10], V1: [5, 10] }]);
    const later = absolute.replace('20240309102030', '20240309102030.004');
    expect(leads(document(series(set(absolute, lead('I', '1 2')), set(later, lead('V1', '3 4')))))).toEqual([
      { I: [5, 10, Number.NaN, Number.NaN], V1: [Number.NaN, Number.NaN, 15, 20] },
    ]);
  });

  test('a time of another zone is the same instant', () => {
    const utc = series(set(absolute, lead('I', '1 2'))).replace(
      '20240309102030"/></eff',
      '20240309022030+0000"/></eff',
    );
    const zoned = document(utc.replace('head value="20240309102030"', 'head value="20240309102030.004+0800"'));
    expect(read(zoned).waveforms[0]?.startMs).toBe(4);
  });

  test('segments of the same leads stay apart; a clock of another year is no start', () => {
    const year = absolute.replace('20240309', '20300309');
    const two = document(series(set(absolute, lead('I', '1 2'))), series(set(year, lead('I', '3 4'))));
    expect(read(two).waveforms.map(({ startMs }) => startMs)).toEqual([0, 0]);
    expect(codes(two)).toContain('TIME_AXIS_INVALID');
  });

  test('a derived series that is no beat is left out, and said', () => {
    const derived = `<derivation><derivedSeries><code code="RHYTHM"/>${set(relative, lead('I', '7 8'))}</derivedSeries></derivation>`;
    expect(codes(document(series(set(absolute, lead('I', '1 2')), derived)))).toEqual(['SERIES_LEFT_OUT']);
  });
});

test('annotations: nested QTc, lead-specific values apart, statements, pacing marks', () => {
  const value = (code: string, number: number, more = '') =>
    `<component><annotation><code code="${code}"/><value xsi:type="PQ" value="${number}" unit="ms"/>${more}</annotation></component>`;
  const about =
    '<support><supportingROI><component><boundary><code code="MDC_ECG_LEAD_V1"/></boundary></component></supportingROI></support>';
  const spike =
    '<component><annotation><code code="MDC_ECG_BEAT_PACER"/><support><supportingROI><component><boundary><code code="TIME_ABSOLUTE"/><value><low value="20240309102031.250"/></value></boundary></component></supportingROI></support></annotation></component>';
  const statement =
    '<component><annotation><code code="MDC_ECG_INTERPRETATION"/><component><annotation><code code="MDC_ECG_INTERPRETATION_STATEMENT"/><value xsi:type="ST">Sinus rhythm</value></annotation></component></annotation></component>';
  const nested = value('MDC_ECG_TIME_PD_QT', 400, value('MDC_ECG_TIME_PD_QTCB', 421));
  const xml = document(
    series(
      set(absolute, lead('I', '1 2')),
      `<subjectOf><annotationSet>${nested}${value('MDC_ECG_TIME_PD_QRS', 99, about)}${value('MINDRAY_ECG_X', 7)}${spike}${statement}</annotationSet></subjectOf>`,
    ),
  );
  const recording = read(xml);
  expect(recording.vendorMeasurements).toEqual([
    { name: 'qtMs', value: 400, unit: 'ms', source: 'MDC_ECG_TIME_PD_QT' },
    { name: 'qtcMs', value: 421, unit: 'ms', source: 'MDC_ECG_TIME_PD_QTCB', formula: 'bazett' },
    { name: 'V1 TIME_PD_QRS', value: 99, unit: 'ms', source: 'MDC_ECG_TIME_PD_QRS' },
    { name: 'MINDRAY_ECG_X', value: 7, unit: 'ms', source: 'MINDRAY_ECG_X' },
  ]);
  expect(recording.vendorPacingMs).toEqual([1250]);
  expect(recording.vendorStatements).toEqual([{ text: 'Sinus rhythm' }]);
});

describe('documents', () => {
  const person =
    '<componentOf><timepointEvent><componentOf><subjectAssignment><subject><trialSubject><id extension="S1"/><subjectDemographicPerson><name><family>王</family><given>芳</given></name><PatientID>P7</PatientID><administrativeGenderCode code="F"/><birthTime value="19600203"/><age value="64" unit="a"/></subjectDemographicPerson></trialSubject></subject></subjectAssignment></componentOf></timepointEvent></componentOf>';
  const whole = document(person, series(set(absolute, lead('I', '1 2'))));
  const expected = { id: 'P7', name: '王 芳', sex: 'female', birthDate: '1960-02-03', ageYears: 64 };

  test('private elements of a vendor, in UTF-8', () => {
    expect(read(whole).patient).toEqual(expected);
  });

  test('UTF-16 in both orders, with a DOCTYPE that nobody fetches', () => {
    const text = `<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE AnnotatedECG SYSTEM "http://example.invalid/x.dtd">${whole}`;
    const little = Uint8Array.from([
      0xff,
      0xfe,
      ...[...text].flatMap((letter) => [letter.charCodeAt(0) & 0xff, letter.charCodeAt(0) >> 8]),
    ]);
    const big = little.map((_, at) => little[at ^ 1] ?? 0);
    for (const bytes of [little, big]) expect(readEcg(bytes, { name: 'x' }).patient).toEqual(expected);
  });

  test('GB 18030 as declared, and under a prolog that says UTF-8', () => {
    // 王 is CDF5, 芳 is B7BC.
    const parts = (encoding: string) => `<?xml version="1.0" encoding="${encoding}"?>${whole}`.split(/王|芳/);
    const bytes = (encoding: string) => {
      const [before = '', between = '', after = ''] = parts(encoding).map((part) => part);
      const ascii = (text: string) => [...new TextEncoder().encode(text)];
      return Uint8Array.from([...ascii(before), 0xcd, 0xf5, ...ascii(between), 0xb7, 0xbc, ...ascii(after)]);
    };
    expect(readEcg(bytes('GB2312'), { name: 'x' }).patient).toEqual(expected);
    const guessed = readEcg(bytes('UTF-8'), { name: 'x' });
    expect(guessed.patient).toEqual(expected);
    expect(guessed.problems.map(({ code }) => code)).toEqual(['ENCODING_WRONG']);
  });

  test.each([
    ['an entity declaration', '<!DOCTYPE a [<!ENTITY x "y">]><AnnotatedECG/>', 'UNSUPPORTED'],
    ['an unknown entity', '<AnnotatedECG>&x;</AnnotatedECG>', 'MALFORMED'],
    ['an open element', '<AnnotatedECG><a></AnnotatedECG>', 'MALFORMED'],
    ['too deep a nest', `${'<a>'.repeat(200)}`, 'TOO_LARGE'],
    ['another encoding', '<?xml version="1.0" encoding="EBCDIC-X"?><AnnotatedECG/>', 'UNSUPPORTED'],
    ['another document', '<html/>', 'NOT_RECOGNISED'],
  ])('%s is refused', (_, xml, code) => {
    expect(() => read(xml)).toThrow(expect.objectContaining({ code }));
  });
});
