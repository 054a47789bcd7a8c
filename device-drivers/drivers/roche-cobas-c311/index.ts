// Roche cobas c 311 (host mode of the Hitachi family): messages named in H.11, dilution behind a slash, alarms as C records.

import type { InstrumentOrder, InstrumentResult } from '../../../core/lab/instrument-message.ts';
import { componentsOf, firstText, type Lis02Record } from '../../codecs/lis02/record.ts';
import { lis02FromIso, lis02Time } from '../../codecs/lis02/time.ts';
import { priorityCode, usualTestCode } from '../shared/lis02-common.ts';
import type { RecordToWrite, WriteContext } from '../shared/lis02-dialect.ts';
import { defineLis02Driver } from '../shared/lis02-driver.ts';
import { channels } from './channels.ts';

/** `^^^781/dec`, `^^^717/` in results, `^^^781^dec` in orders. */
function testCode(parts: readonly string[]) {
  const [code = '', slashed = ''] = (parts[3] ?? '').trim().split('/');
  const dilution = slashed === '' ? (parts[4] ?? '').trim() : slashed;
  if (code === '') return usualTestCode(parts);
  return { code, ...(dilution === '' ? {} : { qualifiers: { dilution } }) };
}

/** C of a result: an alarm code, 0 for none (26 is the linearity check). */
function alarm(result: InstrumentResult, comment: Lis02Record): boolean {
  const code = firstText(comment, [[4, 1]]);
  if (!/^\d+$/.test(code)) return false;
  if (Number(code) !== 0) result.flags.push(code);
  return true;
}

/** Five comments of fixed width, empty ones included, as the captured downloads have them. */
const blankComments: RecordToWrite = [
  'C',
  { 2: '1', 3: 'L', 4: [30, 25, 20, 15, 10].map((width) => ' '.repeat(width)), 5: 'G' },
];

const sexCodes = { male: 'M', female: 'F', unknown: 'U' } as const;

/** The specimen as the analyzer asked for it: padded id, then sequence^rack^position^^type^container. */
function asked(query: WriteContext['query'], specimenId: string): { id: string; place: string[] } {
  if (query === null) return { id: specimenId, place: ['0', '', '', '', 'S1', 'SC'] };
  const [, , id = specimenId, ...place] = (query.details?.asSent ?? '').split('^');
  const same = id.trim() === specimenId;
  return { id: same ? id : specimenId, place: same && place.length > 0 ? place : ['0', '', '', '', 'S1', 'SC'] };
}

function download(specimenId: string, order: InstrumentOrder | null, { query, now }: WriteContext): RecordToWrite[] {
  const { id, place } = asked(query, specimenId);
  const birth = lis02FromIso(order?.patient?.birthDate).slice(0, 8);
  return [
    ['P', { 2: '1', 8: birth, 9: sexCodes[order?.patient?.sex ?? 'unknown'], 15: ['', ''] }],
    [
      'O',
      {
        2: '1',
        3: id,
        4: place,
        5: (order?.tests ?? []).map((test) => ['', '', '', test, '']),
        6: order === null ? 'R' : priorityCode(order),
        8: lis02FromIso(order?.collectedAt) || lis02Time(now),
        12: order?.action === 'cancel' ? 'C' : 'A',
        16: '1',
        26: 'O',
      },
    ],
    blankComments,
  ];
}

export const driver = defineLis02Driver({
  id: 'roche-cobas-c311',
  maker: 'Roche',
  model: 'cobas c 311',
  title: { zh: '罗氏 cobas c 311 生化分析仪', en: 'Roche cobas c 311 chemistry analyzer' },
  serial: { baudRate: 9600, dataBits: 8, stopBits: 1, parity: 'none' },
  abilities: { query: true, orders: true },
  encoding: 'utf-8',
  framing: { unit: 'message', textBytes: 240 },
  recognise: (message) => {
    const { header } = message;
    const purpose = /^(?:RSUPL|TSREQ|TSDWN|PCUPL|ICUPL|ABUPL|RSREQ)$/.test(firstText(header, [[11, 1]]));
    const names = `${header?.fields[4] ?? ''} ${header?.fields[9] ?? ''}`;
    if (!purpose) return 0;
    if (/c111/i.test(names)) return 0;
    return /H7600|c ?311/i.test(names) ? 0.95 : 0.5;
  },
  reading: {
    // Some installations send counter^id^count^^daily in O.3, others the id alone.
    specimenId: [
      [3, 2],
      [3, 1],
    ],
    resultTime: [[13], [12]],
    orderTime: [[23], [8]],
    details: {
      sequence: [4, 1],
      rack: [4, 2],
      position: [4, 3],
      specimenType: [4, 5],
      container: [4, 6],
      counter: [3, 1],
      priority: [6],
    },
    querySpecimen: [3, 2, 1],
    queryDetails: { sequence: [3, 4], rack: [3, 5], position: [3, 6], specimenType: [3, 8], container: [3, 9] },
    queryCancel: '',
    testCode,
    comment: alarm,
    finish: (message, { order }) => {
      const { details } = message;
      const counted = componentsOf(order.record, 3).length > 1;
      // Where O.3 is the counted form, O.4 holds the priority and not the sequence number.
      if (details !== undefined) delete details[counted ? 'sequence' : 'counter'];
      if (message.correction) message.rerun = true;
    },
  },
  writing: {
    header: (_now, isAnswer) => ({
      5: ['host', '1'],
      10: 'cobas c 311',
      11: ['TSDWN', isAnswer ? 'REPLY' : 'BATCH'],
      12: 'P',
      13: '1',
    }),
    order: (order, context) => download(order.specimenId, order, context),
    // An O without tests: the analyzer knows that there is nothing to do and lets the tube pass.
    unknown: (specimenId, context) => download(specimenId, null, context),
  },
  simulation: {
    header: (_now, what) => ({
      5: ['H7600', '1'],
      10: 'host',
      11: [what === 'query' ? 'TSREQ' : 'RSUPL', 'REAL'],
      12: 'P',
      13: '1',
    }),
    order: ({ specimenId, instrumentTime, results, control }) => [
      ['P', { 2: '1', 9: 'U', 15: ['', ''] }],
      [
        'O',
        {
          2: '1',
          3: control ? specimenId.padEnd(22) : specimenId.padStart(22),
          4: ['0', '50005', '005', '', control ? 'QC' : 'S1', 'SC'],
          5: results.map(({ code }) => ['', '', '', code, '']),
          6: 'R',
          12: control ? 'Q' : 'N',
          16: '1',
          23: lis02Time(instrumentTime),
          26: 'F',
        },
      ],
      ['C', { 2: '1', 3: 'I', 4: [' '.repeat(30), '', '', '', ''], 5: 'G' }],
    ],
    result: ({ code, value, unit, flag }, number) => [
      [
        'R',
        { 2: String(number), 3: ['', '', '', `${code}/`], 4: value, 5: unit ?? '', 7: flag ?? 'N', 9: 'F', 14: 'P1' },
      ],
      ['C', { 2: '1', 3: 'I', 4: '0', 5: 'I' }],
    ],
    query: (specimenId, number) => [
      'Q',
      {
        2: String(number),
        3: ['', '', specimenId.padStart(22), '0', '50021', '021', '', 'S0', ''],
        5: 'ALL',
        13: 'A',
      },
    ],
  },
  channels,
});
