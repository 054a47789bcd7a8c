// What a human reads in BS-480 messages (examples of the vendor's manual), and the work list answered byte for byte.

import { describe, expect, test } from 'vitest';
import { byteText } from '../../../core/hl7/index.ts';
import type { InstrumentOrder } from '../../../core/lab/instrument-message.ts';
import { hasSharedData, sharedData } from '../../../test/support/shared-data.ts';
import { unwrapMllp } from '../../codecs/mllp/unwrap.ts';
import { driver } from './index.ts';

const bytes = (text: string) => new TextEncoder().encode(text.replaceAll('\n', '\r'));
const file = (name: string) =>
  unwrapMllp(sharedData(`lab/mindray-bs480/${name}.mllp.raw`)).messages[0]?.content ?? new Uint8Array();
const now = new Date('2025-02-20T14:15:00+08:00');

describe.skipIf(!hasSharedData)('the examples of the manual', () => {
  test.each([
    ['result-glu', '1', { code: '1', name: 'GLU', value: '92.000000', referenceRange: '70-100' }],
    ['result-bun-same-sample', '2', { code: '2', name: 'BUN', value: '15.000000', referenceRange: '7-20' }],
  ])('%s', (name, messageId, result) => {
    const { messages, problems } = driver.interpret(file(name));
    expect(problems).toEqual([]);
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatchObject({
      kind: 'results',
      specimenId: 'LAB-2025-00201',
      patientId: '854',
      messageId,
      instrumentTime: '2025-02-20T14:15:30',
      details: {
        sampleNumber: '2',
        bed: '12',
        specimenType: 'serum',
        patientName: 'TEST PATIENT',
        sex: 'F',
        priority: 'N',
      },
    });
    expect(messages[0]?.results).toEqual([
      { ...result, unit: 'mg/dL', flags: [], status: 'F', time: '2025-02-20T14:15:30' },
    ]);
  });

  test('a control run lives in OBR', () => {
    const { messages, problems } = driver.interpret(file('qc'));
    expect(problems).toEqual([]);
    expect(messages).toMatchObject([
      {
        kind: 'qc',
        specimenId: '',
        control: { material: 'CTRL-Normal', lot: 'LOT-2025-001', level: 'M' },
        details: { targetMean: '100.000000', targetSd: '3.500000', expiry: '20260101000000' },
        results: [
          { code: '1', name: 'GLU', value: '98.200000', unit: 'mg/dL', flags: [], time: '2025-02-20T06:00:15' },
        ],
      },
    ]);
  });

  test('query, acknowledgements and work list', () => {
    const read = (name: string) => driver.interpret(file(name)).messages[0];
    expect(read('query-qry-q02')).toMatchObject({
      kind: 'query',
      specimenId: 'LAB-2025-00201',
      messageId: '1',
      tests: [],
    });
    expect(read('ack')).toMatchObject({
      kind: 'event',
      specimenId: '',
      results: [],
      details: { acknowledgement: 'AA', acknowledges: '1' },
    });
    expect(read('reply-qck-q02')).toMatchObject({ kind: 'order', tests: [], details: { queryStatus: 'OK' } });
    expect(read('reply-dsr-q03')).toMatchObject({
      kind: 'order',
      specimenId: 'LAB-2025-00201',
      patientId: '854',
      tests: ['1', '2', '3'],
      details: { sampleNumber: '2', collectedAt: '2025-02-20T10:30:00', specimenType: 'serum', priority: 'N' },
    });
    for (const name of ['result-glu', 'qc', 'query-qry-q02', 'reply-dsr-q03'])
      expect(driver.recognise(file(name))).toBe(1);
  });

  test('the answer has the form of the manual', () => {
    const [query] = driver.interpret(file('query-qry-q02')).messages;
    const order: InstrumentOrder = {
      specimenId: 'LAB-2025-00201',
      tests: ['1', '2', '3'],
      priority: 'routine',
      action: 'new',
      collectedAt: '2025-02-20T10:30:00',
      patient: { id: '854', name: 'TEST PATIENT', sex: 'female', birthDate: '1988-09-22' },
    };
    if (query === undefined || driver.encodeAnswer === undefined) throw new Error('no query');
    const answers = driver.encodeAnswer(query, { orders: [order], unknown: [] }, now).map(byteText);
    const manual = byteText(file('reply-dsr-q03')).replaceAll('\r\n', '\r');
    // Bed and rack number are no part of an order; a name's components are not known.
    const expected = manual
      .replace('DSP|2||12|||', 'DSP|2|||||')
      .replace('TEST^PATIENT', 'TEST PATIENT')
      .replace('DSP|22||2|||', 'DSP|22|||||');
    expect(answers[0]).toBe(byteText(file('reply-qck-q02')).replaceAll('\r\n', '\r'));
    expect(answers[1]).toBe(expected);
    const nothing = driver.encodeAnswer(query, { orders: [], unknown: ['LAB-2025-00201'] }, now).map(byteText);
    expect(nothing).toHaveLength(1);
    expect(nothing[0]).toContain('\rQAK|SR|NF|\r');
  });
});

describe('beyond the examples', () => {
  const header = (messageClass: string) =>
    `MSH|^~\\&|Mindray|BS-480|||20250220141530||ORU^R01|5|P|2.3.1||||${messageClass}||ASCII|||\n`;

  test('calibration never looks like a patient', () => {
    const [message] = driver.interpret(
      bytes(`${header('1')}OBR|1|1|GLU|Mindray^BS-480||20250220060015|||||||CAL-1|L1|20260101||1\n`),
    ).messages;
    expect(message).toMatchObject({ kind: 'event' });
  });

  test('two tubes in one message are two messages; a tube without a bar code has no id', () => {
    const text = `${header('0')}OBR|1|T1|1|Mindray^BS-480\nOBX|1|NM|1|GLU|5.1|mmol/L|-|H|||F\nOBR|2|T2|2|Mindray^BS-480\nOBX|1|NM|2|C3|1.20|g/L|0.9-1.8||+||F||1.30|20250220141000\nOBR|3||3|Mindray^BS-480\nOBX|1|ST|9|TBIL|NA\n`;
    const { messages } = driver.interpret(bytes(text));
    expect(messages.map(({ specimenId }) => specimenId)).toEqual(['T1', 'T2', '']);
    expect(messages[0]?.results[0]).toMatchObject({ code: '1', name: 'GLU', flags: ['H'] });
    expect(messages[0]?.results[0]).not.toHaveProperty('referenceRange');
    expect(messages[1]?.results[0]).toMatchObject({
      name: 'C3',
      time: '2025-02-20T14:10:00',
      qualifiers: { qualitative: '+', original: '1.30' },
    });
    expect(messages[2]?.results[0]).toMatchObject({ value: 'NA', noValue: true });
    expect(messages[2]?.details?.sampleNumber).toBe('3');
  });

  test('a query for the whole list, and one that is taken back', () => {
    const query = (what: string, id: string) =>
      bytes(
        `MSH|^~\\&|Mindray|BS-480|||20250220141500||QRY^Q02|1|P|2.3.1||||||ASCII|||\nQRD|20250220141500|R|D|1|||RD|${id}|${what}|||T|\n`,
      );
    expect(driver.interpret(query('OTH', '')).messages).toMatchObject([{ kind: 'query', specimenId: '' }]);
    expect(driver.interpret(query('CAN', '')).messages).toMatchObject([
      { kind: 'event', details: { event: 'query cancelled' } },
    ]);
  });

  test('a line that names neither sender nor model is known by its header', () => {
    const text =
      'MSH|^~\\&|||||20120508094822||ORU^R01|1|P|2.3.1||||0||ASCII|||\nPID|1|TEST-1\nOBR|1|LAB-000125|10|^|Y|20120405193926|20120405193914\nOBX|1|NM|2|TBil|100| umol/L |-|N|||F||100|20120405194245||tester|0|\n';
    expect(driver.recognise(bytes(text))).toBe(0.6);
    expect(driver.interpret(bytes(text)).messages).toMatchObject([
      { specimenId: 'LAB-000125', results: [{ code: '2', name: 'TBil', value: '100', unit: 'umol/L', flags: ['N'] }] },
    ]);
    expect(driver.recognise(bytes(text.replace('||||0||ASCII', '||||||UNICODE')))).toBe(0);
  });

  test('the simulator speaks the same dialect', () => {
    const results = [
      { code: '1', value: '5.10' },
      { code: '5', value: '44', flag: 'H' },
    ];
    const [message] = driver.interpret(driver.simulate({ specimenId: 'S1', instrumentTime: now, results })).messages;
    expect(message).toMatchObject({
      kind: 'results',
      specimenId: 'S1',
      results: [
        { code: '1', name: 'GLU', value: '5.10', unit: 'mmol/L' },
        { code: '5', name: 'ALT', flags: ['H'] },
      ],
    });
    const control = { material: 'QC1', lot: 'L9', level: 'H' };
    expect(
      driver.interpret(driver.simulate({ specimenId: '', instrumentTime: now, results, control })).messages[0],
    ).toMatchObject({ kind: 'qc', control, results: [{ code: '1', value: '5.10' }] });
    expect(driver.interpret(driver.simulateQuery?.(['S1'], now) ?? new Uint8Array()).messages[0]).toMatchObject({
      kind: 'query',
      specimenId: 'S1',
    });
  });
});
