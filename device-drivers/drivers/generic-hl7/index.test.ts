// What a human reads in the messages of analyzers that have no mapping of their own, and the answers to their queries.

import { readFileSync } from 'node:fs';
import iconv from 'iconv-lite';
import { describe, expect, test } from 'vitest';
import { byteText, parseHl7 } from '../../../core/hl7/index.ts';
import type { InstrumentOrder, InstrumentResult } from '../../../core/lab/instrument-message.ts';
import { hasSharedData, sharedData } from '../../../test/support/shared-data.ts';
import { unwrapMllp } from '../../codecs/mllp/unwrap.ts';
import { driver } from './index.ts';

const bytes = (text: string) => new TextEncoder().encode(text.replaceAll('\n', '\r'));
const read = (content: Uint8Array) => driver.interpret(unwrapMllp(content).messages[0]?.content ?? content);
const readText = (text: string) => driver.interpret(bytes(text));
const now = new Date('2026-01-02T03:04:05.006+08:00');

const row = ({ code, name, value, unit, flags, referenceRange }: InstrumentResult) =>
  [code, name, value, unit, flags.join(' '), referenceRange].map((text) => text ?? '').join('|');

test('Roche cobas 6800: OUL^R22, two results of one target, several Ct values', () => {
  const sample = new URL('../../../test/corpora/lab/roche-cobas-6800/oul-r22.hl7', import.meta.url);
  const { messages, problems } = read(new Uint8Array(readFileSync(sample)));
  expect(problems).toEqual([]);
  expect(messages).toHaveLength(1);
  expect(messages[0]).toMatchObject({
    kind: 'results',
    specimenId: 'BP23-04444',
    instrumentTime: '2023-01-23T10:43:55',
  });
  expect(
    messages[0]?.results.map((result) => [row(result), result.noValue ?? false, result.qualifiers?.subId ?? '']),
  ).toEqual([
    ['HIV|HIV|ValueNotSet||BT|', true, ''],
    ['HIV|HIV|41.47^^37.53|||', false, ''],
    ['70241-5|HIV|ValueNotSet||RR|', true, '1/1'],
    ['70241-5|HIV|< Titer min|||', false, '1/2'],
  ]);
  expect(messages[0]?.results.every(({ time, status }) => time === '2023-01-20T14:46:14' && status === 'F')).toBe(true);
});

describe.skipIf(!hasSharedData)('files of the data set', () => {
  const table: [file: string, message: object, rows: string[]][] = [
    [
      'abbott-architect/abbott-architect-result.hl7',
      {
        kind: 'results',
        specimenId: 'FILLER012',
        patientId: 'PAT003',
        messageId: 'ARCH001',
        instrumentTime: '2026-01-23T12:30:00',
      },
      ['HIV|HIV 1/2 Ag/Ab|NEGATIVE||N|', 'HBSAG|Hepatitis B Surface Ag|POSITIVE||N|'],
    ],
    [
      'cepheid-genexpert/genexpert-result.hl7',
      { kind: 'results', specimenId: 'GX-FILLER-001', patientId: 'PAT-GX001' },
      ['94500-6|SARS-CoV-2 RNA|Not detected|||', '94745-7|Ct value|28.5|Ct||'],
    ],
    [
      'edan-h60s/edan-h60s-oru-r01.hl7',
      { kind: 'results', specimenId: 'SPEC-0231', patientId: 'PID-0231', messageId: 'H60S00231' },
      [
        'WBC||12.1|10^9/L||4.0-10.0',
        'RBC||4.85|10^12/L||3.50-5.50',
        'HGB||142|g/L||110-160',
        'HCT||42.5|%||37.0-54.0',
        'MCV||88.5|fL||80.0-100.0',
        'PLT||250|10^9/L||100-300',
        'WBC_PNG_BASE64|||||',
        'WBC_PNG_BASE64_2|||||',
      ],
    ],
    [
      'edan-h60s/edan-h60s-oru-r01-qc.hl7',
      { kind: 'qc', control: { lot: 'QC2026071' }, messageId: 'H60SQC001' },
      ['WBC||8.0|10^9/L||7.0-9.0', 'RBC||4.50|10^12/L||4.00-5.00', 'HGB||135|g/L||120-150', 'PLT||220|10^9/L||180-260'],
    ],
    [
      'edan-h60s/edan-h60s-host-query-qry-r02.hl7',
      { kind: 'query', specimenId: 'SPEC-0231', messageId: 'H60SQ0231' },
      [],
    ],
    [
      'mindray-bs200/bs200-chemistry-result.hl7',
      { kind: 'results', specimenId: 'FILLER201', patientId: 'PAT003' },
      [
        'CREA|CREATININE|1.1|mg/dL||',
        'ALT|ALANINE AMINOTRANSFERASE|32|U/L||',
        'AST|ASPARTATE AMINOTRANSFERASE|28|U/L||',
      ],
    ],
    [
      'seamaty-sd1/seamaty-sd1-oru-r01.hl7',
      { kind: 'results', specimenId: 'SD1-SPEC-0007', patientId: 'SD1-0042', instrumentTime: '2020-12-07T14:41:13' },
      [
        'GLU|GLU|95|mg/dL|N|70-110',
        'BUN|BUN|14|mg/dL|N|7-20',
        'CREA|CREA|0.9|mg/dL|N|0.6-1.2',
        'AST|AST|28|U/L|N|15-40',
        'ALT|ALT|33|U/L|N|9-50',
        'TP|TP|7.2|g/dL|N|6.4-8.5',
        'Alarm||Reagent rotor is not allowed to be re-used. Please re-test with a new one.|||',
      ],
    ],
    [
      'snibe-maglumi-x3/snibelis-maglumi-x3-oul-r22-result.hl7',
      {
        kind: 'results',
        specimenId: 'SNB-176-001',
        patientId: 'PID-SNB-176-001',
        messageId: '000000123',
        instrumentTime: '2026-07-07T10:15:30',
      },
      ['FT4||14.8|pmol/L|N|12 to 22', 'TSH||2.31|uIU/mL|N|0.27 to 4.20'],
    ],
    [
      'openelis-samples/expected-order.hl7',
      { kind: 'order', specimenId: 'FILL001', patientId: 'PAT001', tests: ['WBC'] },
      [],
    ],
    [
      'cepheid-genexpert/qbp-z03-host-query.hl7',
      {
        kind: 'query',
        specimenId: 'SpecimenID-DEV01210000000000005',
        patientId: 'PatientID-556',
        instrumentTime: '2007-05-21T10:02:45',
      },
      [],
    ],
    [
      'cepheid-genexpert/qcn-j01-cancel-query.hl7',
      { kind: 'event', messageId: 'UDC000', details: { event: 'query cancelled' } },
      [],
    ],
    [
      'roche-x800-law/qbp-q11-query.mllp.raw',
      { kind: 'query', specimenId: 'sample123', details: { rack: 'S54', position: '14' } },
      [],
    ],
    [
      'roche-x800-law/rsp-k11-reply.mllp.raw',
      { kind: 'order', specimenId: 'sample123', tests: [], details: { queryStatus: 'OK' } },
      [],
    ],
  ];

  test.each(table)('%s', (file, expected, rows) => {
    const { messages, problems } = read(sharedData(`lab/${file}`));
    expect(problems).toEqual([]);
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatchObject(expected);
    expect(messages[0]?.results.map(row)).toEqual(rows);
  });

  test('GeneXpert ORU^R32: what belongs to a probe never passes for the result of the test', () => {
    const { messages } = read(sharedData('lab/cepheid-genexpert/oru-r30.hl7'));
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatchObject({
      kind: 'results',
      specimenId: 'sidOBM',
      patientId: 'pidOBM',
      messageId: 'URM-sj+xSBVA-03',
    });
    const results = messages[0]?.results ?? [];
    expect(results).toHaveLength(23);
    expect(results.filter(({ code }) => !/\/.*\//.test(code)).map(row)).toEqual([
      'CTNG/CT|CT-NG IUO Assay|NOT DETECTED|||',
      'CTNG/NG|CT-NG IUO Assay|DETECTED|||',
    ]);
    expect(results.slice(0, 5).map(({ code, value, noValue }) => [code, value, noValue])).toEqual([
      ['CTNG/CT', 'NOT DETECTED', undefined],
      ['CTNG/CT/CT1', 'NEG', undefined],
      ['CTNG/CT/CT1/Ct', '0.0', undefined],
      ['CTNG/CT/CT1/EndPt', '-10.0', undefined],
      ['CTNG/CT/SAC', 'NA', true],
    ]);
    expect(results[0]).toMatchObject({
      comments: ['Notes notes for OBM'],
      qualifiers: { assayVersion: '1' },
    });
  });

  test('pictures in ST become attachments', () => {
    const { messages } = read(sharedData('lab/edan-h60s/edan-h60s-oru-r01.hl7'));
    expect(messages[0]?.results.at(-1)?.attachments).toMatchObject([
      { kind: 'image', mediaType: 'image/png', encoding: 'base64', data: 'iVBORw0KGgo=' },
    ]);
  });

  test('coded values keep their code beside their text', () => {
    const { messages } = read(sharedData('lab/cepheid-genexpert/genexpert-result.hl7'));
    expect(messages[0]?.results[0]?.qualifiers).toEqual({ valueCode: '260415000', valueCodeSystem: 'SCT' });
  });
});

describe('habits of other analyzers', () => {
  const header = (type: string, tail = '') => `MSH|^~\\&|X1|MAKER|||20260101120000||${type}|m1|P|2.5.1${tail}\n`;

  test('the specimen: SPM-2 before OBR-3 before OBR-2 before SAC-3; padding removed', () => {
    const id = (text: string) => readText(`${header('OUL^R22')}${text}OBX|1|NM|K||4.1\n`).messages[0]?.specimenId;
    expect(id('SPM|1|placer&NS^filler\nSAC|||C1\nOBR|1|o2|o3\n')).toBe('placer');
    expect(id('SPM|1|^filler&NS\nOBR|1|o2|o3\n')).toBe('filler');
    expect(id('OBR|1|o2| o3  \n')).toBe('o3');
    expect(id('OBR|1|o2\n')).toBe('o2');
    expect(id('SAC|||C1\nOBR|1\n')).toBe('C1');
    expect(id('OBR|1\n')).toBe('');
  });

  test('several tubes, a lone SPM at the end, patients that change', () => {
    const oul = readText(
      `${header('OUL^R22')}SPM|1|A\nOBR|1|||GLU\nOBX|1|NM|GLU||5\nSPM|2|B\nOBR|1|||GLU\nOBX|1|NM|GLU||6\nOBR|2|||K\nOBX|1|NM|K||4\n`,
    );
    expect(oul.messages.map(({ specimenId, results }) => [specimenId, results.map(({ value }) => value)])).toEqual([
      ['A', ['5']],
      ['B', ['6', '4']],
    ]);
    const oru = readText(
      `${header('ORU^R01')}PID|1||p1\nOBR|1|||A\nOBX|1|NM|A||1\nOBR|2|||B\nOBX|1|NM|B||2\nSPM|1|T1\nPID|2||p2\nOBR|1||T2|C\nOBX|1|NM|C||3\n`,
    );
    expect(oru.messages.map(({ specimenId, patientId, results }) => [specimenId, patientId, results.length])).toEqual([
      ['T1', 'p1', 2],
      ['T2', 'p2', 1],
    ]);
  });

  test.each([
    ['NM', '4.10', '4.10', false],
    ['SN', '<^10', '<10', false],
    ['SN', '^1^:^128', '1:128', false],
    ['CE', '^Positive', 'Positive', false],
    ['CE', 'POS', 'POS', false],
    ['ST', '***.**', '***.**', true],
    ['ST', '.....', '.....', true],
    ['ST', 'No Result', 'No Result', true],
    ['NM', '', '', false],
    ['ST', '10\\S\\3', '10^3', false],
    ['ST', 'a~b', 'a~b', false],
    ['ST', '-5.0', '-5.0', false],
  ])('a value of type %s sent as "%s" is "%s"', (type, sent, value, noValue) => {
    const [result] =
      readText(`${header('ORU^R01')}OBR|1||T1\nOBX|1|${type}|K^Potassium^L||${sent}|mmol/L\n`).messages[0]?.results ??
      [];
    expect([result?.value, result?.noValue ?? false]).toEqual([value, noValue]);
  });

  test('GeneXpert: number beside text', () => {
    const [result] =
      readText(`${header('ORU^R30')}OBR|1||T1\nOBX|1|ST|HIVVL&&Xpert HIV-1&1||DETECTED^1009.64|copies/mL\n`).messages[0]
        ?.results ?? [];
    expect(result).toMatchObject({ code: 'HIVVL', name: 'Xpert HIV-1', value: '1009.64', comments: ['DETECTED'] });
  });

  test('QC by specimen role with its material; a calibrator is an event', () => {
    const run = (role: string) =>
      readText(
        `${header('OUL^R22')}SPM|1|C1|||||||||${role}\nINV|Level1^Control|OK^^HL70383|CO^^HL70384|||||||||||||LOT9\nOBR|1|||K\nOBX|1|NM|K||4.1\n`,
      ).messages[0];
    expect(run('Q')).toMatchObject({ kind: 'qc', specimenId: 'C1', control: { material: 'Level1', lot: 'LOT9' } });
    expect(run('C')?.kind).toBe('event');
    expect(run('P')?.kind).toBe('results');
  });

  test('a correction is marked', () => {
    expect(readText(`${header('ORU^R01')}OBR|1||T1\nOBX|1|NM|K||4.1||||||C\n`).messages[0]?.correction).toBe(true);
    expect(readText(`${header('ORU^R01')}OBR|1||T1\nOBX|1|NM|K||4.1||||||F\n`).messages[0]?.correction).toBeUndefined();
  });

  test('character sets', () => {
    const text = `MSH|^~\\&|X1|||||20260101||ORU^R01|1|P|2.4||||||GB 18030-2000\rPID|1||p1||王|\rOBR|1||T1\rOBX|1|ST|BLD||阳性(丨)\r`;
    const { messages, problems } = driver.interpret(new Uint8Array(iconv.encode(text, 'gb18030')));
    expect(problems).toEqual([]);
    expect(messages[0]).toMatchObject({ details: { patientName: '王' }, results: [{ value: '阳性(丨)' }] });
    const wrong = driver.interpret(new Uint8Array(iconv.encode(text.replace('GB 18030-2000', 'ASCII'), 'gb18030')));
    expect(wrong.problems).toMatchObject([{ code: 'CONTENT_CHARSET', at: 'MSH-18' }]);
  });

  test('what cannot be read is a problem with a place', () => {
    expect(driver.interpret(new Uint8Array())).toMatchObject({
      messages: [],
      problems: [{ code: 'CONTENT_EMPTY', at: 'byte 0' }],
    });
    expect(driver.interpret(bytes('<xml/>'))).toMatchObject({
      messages: [],
      problems: [{ code: 'CONTENT_NO_HEADER' }],
    });
    expect(readText(`${header('ORU^R01')}PID|1\n`).problems).toMatchObject([
      { code: 'CONTENT_NO_RESULT', at: 'message m1' },
    ]);
    expect(readText('MSH|^~\\&|X\nOBX|1|NM|K||4\n').problems).toMatchObject([{ code: 'CONTENT_NO_TYPE', at: 'MSH-9' }]);
  });
});

describe('answers and orders', () => {
  const order: InstrumentOrder = {
    specimenId: 'T1',
    tests: ['GLU', 'K'],
    priority: 'urgent',
    action: 'new',
    specimenType: 'SER',
    patient: { id: 'P1', name: 'A|B', sex: 'male', birthDate: '1980-01-31' },
  };
  const answerTo = (query: string, orders: InstrumentOrder[] = [order]) => {
    const [asked] = readText(query).messages;
    if (asked === undefined || driver.encodeAnswer === undefined) throw new Error('no query');
    return driver.encodeAnswer(asked, { orders, unknown: [] }, now);
  };
  const typeOf = (content: Uint8Array) => parseHl7(byteText(content))[0]?.segments[0]?.fields[9];

  test('LAW: RSP^K11 with the query echoed, then an OML^O33 a tube', () => {
    const answers = answerTo(
      'MSH|^~\\&|X800 DM||HOST||20210915103321+0200||QBP^Q11^QBP_Q11|q-1|P|2.5.1|||NE|AL||UNICODE UTF-8\nQPD|WOS^Work Order Step^IHELAW|tag1|T1\nRCP|I\n',
    );
    expect(answers.map(typeOf)).toEqual(['RSP^K11^RSP_K11', 'OML^O33^OML_O33']);
    const [reply = '', work = ''] = answers.map(byteText);
    expect(reply).toContain(
      '\rMSA|AA|q-1\rQAK|tag1|OK|WOS^Work Order Step^IHELAW\rQPD|WOS^Work Order Step^IHELAW|tag1|T1\r',
    );
    expect(work).toContain('\rPID|1||P1||A\\F\\B||19800131|M\rSPM|1|T1||SER|||||||P\r');
    expect(driver.interpret(answers[1] ?? new Uint8Array()).messages[0]).toMatchObject({
      kind: 'order',
      specimenId: 'T1',
      patientId: 'P1',
      tests: ['GLU', 'K'],
    });
  });

  test('GeneXpert: the orders stand in RSP^Z02', () => {
    const query =
      'MSH|^~\\&|GX^GeneXpert^1.0||LIS||20070521100245||QBP^Z03^QBP_Z03|q2|P|2.5\nQPD|Z03^HOST QUERY|t2|P1|T1\nRCP|I\n';
    const answers = answerTo(query);
    expect(answers.map(typeOf)).toEqual(['RSP^Z02^RSP_Z02']);
    expect(driver.interpret(answers[0] ?? new Uint8Array()).messages[0]).toMatchObject({
      kind: 'order',
      specimenId: 'T1',
      tests: ['GLU', 'K'],
    });
    expect(byteText(answerTo(query, [])[0] ?? new Uint8Array())).toContain('\rQAK|t2|NF|');
  });

  test('QRY^Q02, QRY^R02 and ORM^O01 get the answers of their families', () => {
    const query = (type: string, body: string) =>
      `MSH|^~\\&|H60S|EDAN|LIS|LAB|20260628093500||${type}|q3|P|2.4\n${body}`;
    expect(answerTo(query('QRY^Q02', 'QRD|1|R|D|1|||RD|T1|OTH|||T|\n')).map(typeOf)).toEqual(['QCK^Q02', 'DSR^Q03']);
    expect(answerTo(query('QRY^R02', 'QRD|1|R|I|1||||T1|RES\n')).map(typeOf)).toEqual(['ORF^R04']);
    expect(answerTo(query('ORM^O01', 'ORC|RF||T1||IP\n')).map(typeOf)).toEqual(['ORR^O02']);
  });

  test('orders without a question, and their cancelling', () => {
    const contents = driver.encodeOrders?.([order, { ...order, specimenId: 'T2', action: 'cancel' }], now) ?? [];
    const read2 = contents.map((content) => driver.interpret(content).messages[0]);
    expect(read2.map((message) => [message?.kind, message?.specimenId, message?.details?.orderControl])).toEqual([
      ['order', 'T1', 'NW'],
      ['order', 'T2', 'CA'],
    ]);
    expect(new Set(read2.map((message) => message?.messageId)).size).toBe(2);
  });

  test('the simulator', () => {
    const content = driver.simulate({
      specimenId: 'S1',
      instrumentTime: now,
      results: [{ code: 'K', value: '4.1', unit: 'mmol/L', flag: 'H' }],
    });
    expect(driver.interpret(content).messages).toMatchObject([
      { kind: 'results', specimenId: 'S1', results: [{ code: 'K', value: '4.1', unit: 'mmol/L', flags: ['H'] }] },
    ]);
    expect(driver.interpret(driver.simulateQuery?.(['S1', 'S2'], now) ?? new Uint8Array()).messages[0]).toMatchObject({
      kind: 'query',
      specimenId: 'S1',
      specimenIds: ['S1', 'S2'],
    });
  });
});
