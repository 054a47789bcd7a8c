// What a human reads in BC-5380 messages: a capture, and messages written after the manual for what the capture lacks.

import { describe, expect, test } from 'vitest';
import { byteText } from '../../../core/hl7/index.ts';
import { histogramCounts } from '../../../core/lab/histogram.ts';
import type { InstrumentOrder, InstrumentResult } from '../../../core/lab/instrument-message.ts';
import { hasSharedData, sharedData } from '../../../test/support/shared-data.ts';
import { unwrapMllp } from '../../codecs/mllp/unwrap.ts';
import { driver } from './index.ts';

const bytes = (text: string) => new TextEncoder().encode(text.replaceAll('\n', '\r'));
const header = (type: string, processing = 'P') =>
  `MSH|^~\\&|BC-5380|Mindray|||20080617143943||${type}|9|${processing}|2.3.1||||||UNICODE\n`;
const row = ({ code, name, value, unit, flags, referenceRange }: InstrumentResult) =>
  [code, name, value, unit, flags.join(' '), referenceRange].map((text) => text ?? '').join('|');

describe.skipIf(!hasSharedData)('the capture', () => {
  const content = hasSharedData
    ? unwrapMllp(sharedData('lab/mindray-bc5380/cbc-diff-histograms.mllp.raw')).messages[0]?.content
    : undefined;
  const { messages, problems } = driver.interpret(content ?? new Uint8Array());
  const [message] = messages;

  test('the tube, the time and the modes', () => {
    expect(problems).toEqual([]);
    expect(messages).toHaveLength(1);
    expect(message).toMatchObject({
      kind: 'results',
      specimenId: '155',
      messageId: '87',
      instrumentTime: '2021-02-02T15:14:47',
    });
    expect(message?.details).toMatchObject({
      'Take Mode': 'C',
      'Test Mode': 'CBC+DIFF',
      'Ref Group': 'General',
      operator: 'Service Engineer',
    });
    expect(driver.recognise(content ?? new Uint8Array())).toBe(1);
  });

  test('parameters and morphology flags, exactly as sent', () => {
    expect(message?.results.map(row)).toEqual([
      '6690-2|WBC|3.91|10*9/L|L|4.00-10.00',
      '704-7|BAS#|0.03|10*9/L|N A|0.00-0.10',
      '706-2|BAS%|0.8|%|N A|0.0-1.0',
      '751-8|NEU#|2.31|10*9/L|N A|2.00-7.00',
      '770-8|NEU%|59.1|%|N A|50.0-70.0',
      '711-2|EOS#|0.16|10*9/L|N A|0.02-0.50',
      '713-8|EOS%|4.0|%|N A|0.5-5.0',
      '731-0|LYM#|1.27|10*9/L|N|0.80-4.00',
      '736-9|LYM%|32.4|%|N|20.0-40.0',
      '742-7|MON#|0.14|10*9/L|N A|0.12-1.20',
      '5905-5|MON%|3.7|%|N A|3.0-12.0',
      '26477-0|*ALY#|0.00|10*9/L|N|0.00-0.20',
      '13046-8|*ALY%|0.1|%|N|0.0-2.0',
      '10000|*LIC#|0.00|10*9/L|N A|0.00-0.20',
      '10001|*LIC%|0.0|%|N A|0.0-2.5',
      '789-8|RBC|4.84|10*12/L|N|3.50-5.50',
      '718-7|HGB|13.8|g/dL|N|11.0-16.0',
      '787-2|MCV|89.0|fL|N|80.0-100.0',
      '785-6|MCH|28.4|pg|N|27.0-34.0',
      '786-4|MCHC|31.9|g/dL|L|32.0-36.0',
      '788-0|RDW-CV|12.5|%|N|11.0-16.0',
      '21000-5|RDW-SD|46.6|fL|N|35.0-56.0',
      '4544-3|HCT|0.431||N|0.370-0.540',
      '777-3|PLT|204|10*9/L|N|100-300',
      '32623-1|MPV|8.8|fL|N|6.5-12.0',
      '32207-3|PDW|16.0||N|9.0-17.0',
      '10002|PCT|0.179|%|N|0.108-0.282',
      '17790-7|WBC Left Shift?|T|||',
      '34165-1|Imm Granulocytes?|T|||',
    ]);
    expect(message?.results.every(({ status, time }) => status === 'F' && time === '2021-02-02T15:13:39')).toBe(true);
  });

  test('histograms with their discriminators', () => {
    const attachments = (code: string) => message?.results.find((result) => result.code === code)?.attachments ?? [];
    const [white] = attachments('6690-2');
    expect(white).toMatchObject({
      kind: 'histogram',
      code: '15000',
      encoding: 'base64',
      meta: { leftLine: '12', rightLine: '72', middleLine: '40', metaLength: '2' },
    });
    const counts = white === undefined ? [] : histogramCounts(white);
    expect(counts).toHaveLength(128);
    expect(counts.slice(9, 16)).toEqual([213, 266, 320, 480, 1013, 3040, 4095]);
    const [platelets] = attachments('777-3');
    expect(platelets?.meta).toEqual({ leftLine: '3', rightLine: '47', metaLength: '2' });
    expect(platelets === undefined ? [] : histogramCounts(platelets).slice(3, 11)).toEqual([
      23, 60, 108, 165, 203, 230, 247, 255,
    ]);
  });
});

describe('what the manual describes beyond the capture', () => {
  test('pictures, settings, values that were not measured, edited values', () => {
    const text = `${header('ORU^R01')}PID|1||7393670^^^^MR||Li^Ming||19900804000000|Male\nPV1|1||nk^^001
OBR|1||20071207011|00001^Automated Count^99MRC||20080508140600|20080508150616|||||||||||||||||HM
OBX|1|NM|30525-0^Age^LN||18|yr|||||F
OBX|2|ST|01001^Remark^99MRC||fasting||||||F
OBX|3|NM|6690-2^WBC^LN||***.**|10*9/L|4.00-10.00|N|||F||E
OBX|4|NM|704-7^BAS#^LN|||10*9/L|0.00-0.10||||F
OBX|5|IS|12014^Anemia^99MRC||T||||||F
OBX|6|ED|15008^WBC Histogram. BMP^99MRC||^Image^BMP^Base64^Qk02dgEA||||||F
OBX|7|ED|15200^WBC DIFF Scattergram. BMP^99MRC||^Application^Octer-stream^Base64^Qk02dgEA||||||F
OBX|8|ED|15100^PLT Histogram. Binary^99MRC||^Application^Octer-stream^Base64^AAECAw==||||||F
OBR|2||20071207011|00002^Manual Count^99MRC
OBX|9|NM|747-6^Myeloblasts%. Manual^LN||0.5|%|||||F\n`;
    const { messages, problems } = driver.interpret(bytes(text));
    expect(problems).toEqual([]);
    expect(messages).toHaveLength(1);
    const [message] = messages;
    expect(message).toMatchObject({
      specimenId: '20071207011',
      patientId: '7393670',
      details: { Age: '18 yr', Remark: 'fasting', patientName: 'Li Ming', bed: '001' },
    });
    expect(message?.results.map(({ code, value, noValue }) => [code, value, noValue])).toEqual([
      ['6690-2', '***.**', true],
      ['704-7', '', undefined],
      ['12014', 'T', undefined],
      ['15100', '', undefined],
      ['747-6', '0.5', undefined],
    ]);
    expect(message?.results[0]?.qualifiers).toEqual({ edited: 'E' });
    expect(message?.results[0]?.attachments?.map(({ kind, mediaType }) => [kind, mediaType])).toEqual([
      ['image', 'image/bmp'],
      ['scattergram', 'image/bmp'],
    ]);
  });

  test('control runs are known by MSH-11 and by OBR-4', () => {
    const body =
      'PID|1||LOT1234^^^^MR||||20301231\nOBR|1||6|00003^LJ QCR^99MRC|||20080807142518\nOBX|1|IS|05001^Qc Level^99MRC||M||||||F\nOBX|2|NM|6690-2^WBC^LN||7.10|10*9/L|||||F\n';
    for (const processing of ['Q', 'P']) {
      const [message] = driver.interpret(bytes(header('ORU^R01', processing) + body)).messages;
      expect(message).toMatchObject({ kind: 'qc', control: { lot: 'LOT1234', level: 'M', material: '6' } });
      expect(message?.results.map(row)).toEqual(['6690-2|WBC|7.10|10*9/L||']);
    }
  });

  test('an observation without a code is said, not guessed', () => {
    const { messages, problems } = driver.interpret(
      bytes(
        `${header('ORU^R01')}OBR|1||7|00001^Automated Count^99MRC\nOBX|29|IS|||T||||||F\nOBX|30|NM|718-7^HGB^LN||98|g/L\n`,
      ),
    );
    expect(messages[0]?.results).toHaveLength(1);
    expect(problems).toMatchObject([{ code: 'CONTENT_NO_TEST_CODE', at: 'segment 3 OBX' }]);
  });

  const now = new Date('2026-01-02T03:04:05+08:00');
  const order: InstrumentOrder = {
    specimenId: 'T1',
    tests: ['6690-2', '770-8'],
    priority: 'routine',
    action: 'new',
    patient: { id: 'P9', name: '王芳', sex: 'female', birthDate: '1988-09-22' },
  };

  test('a work-list query is answered with the tube, or with AR', () => {
    const [query] = driver.interpret(bytes(`${header('ORM^O01')}ORC|RF||T1||IP\n`)).messages;
    expect(query).toMatchObject({ kind: 'query', specimenId: 'T1', messageId: '9' });
    if (query === undefined || driver.encodeAnswer === undefined) throw new Error('no query');
    const [answer] = driver.encodeAnswer(query, { orders: [order], unknown: [] }, now);
    const text = new TextDecoder().decode(answer);
    expect(text.split('\r')).toEqual([
      'MSH|^~\\&|LIS||BC-5380|Mindray|20260102030405||ORR^O02|9|P|2.3.1||||||UNICODE',
      'MSA|AA|9',
      'PID|1||P9^^^^MR||王芳||19880922|Female',
      'PV1|1',
      'ORC|AF|T1',
      'OBR|1|T1||00001^Automated Count^99MRC||||||||||||||||||||HM',
      'OBX|1|IS|08003^Test Mode^99MRC||CBC+DIFF||||||F',
      '',
    ]);
    expect(driver.interpret(answer ?? new Uint8Array()).messages[0]).toMatchObject({
      kind: 'order',
      specimenId: 'T1',
      patientId: 'P9',
    });
    const [none] = driver.encodeAnswer(query, { orders: [], unknown: ['T1'] }, now);
    expect(byteText(none ?? new Uint8Array())).toContain('\rMSA|AR|9\r');
  });

  test('the simulator speaks the same dialect', () => {
    const values: [string, string][] = [
      ['6690-2', '11.20'],
      ['770-8', '78.1'],
      ['736-9', '15.0'],
      ['789-8', '4.50'],
      ['777-3', '210'],
    ];
    const content = driver.simulate({
      specimenId: 'S1',
      instrumentTime: now,
      results: values.map(([code, value]) => ({ code, value })),
    });
    const { messages, problems } = driver.interpret(content);
    expect(problems).toEqual([]);
    expect(messages[0]?.results.map(({ code, value }) => [code, value])).toEqual(values);
    expect(messages[0]?.results[0]).toMatchObject({ name: 'WBC', unit: '10*9/L', flags: ['H'] });
    const kinds = messages[0]?.results.flatMap(({ attachments }) => attachments ?? []).map(({ kind }) => kind);
    expect(kinds).toEqual(['histogram', 'scattergram', 'histogram', 'histogram']);
    expect(driver.simulate({ specimenId: 'S1', instrumentTime: now, results: [] })).not.toEqual(content);
    const control = { material: '3', lot: 'L7', level: 'H' };
    const run = driver.simulate({
      specimenId: '',
      instrumentTime: now,
      results: [{ code: '6690-2', value: '7.1' }],
      control,
    });
    expect(driver.interpret(run).messages[0]).toMatchObject({ kind: 'qc', control });
    const query = driver.simulateQuery?.(['S1'], now) ?? new Uint8Array();
    expect(driver.interpret(query).messages[0]).toMatchObject({ kind: 'query', specimenId: 'S1' });
  });
});
