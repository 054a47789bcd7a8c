// Sysmex XN-550 and the XN series: the specimen id is padded in component 3 of O.4, suspect flags and pictures come as results.

import type { InstrumentResult } from '../../../core/lab/instrument-message.ts';
import { lis02FromIso, lis02Time } from '../../codecs/lis02/time.ts';
import { actionCode, priorityCode } from '../shared/lis02-common.ts';
import { defineLis02Driver } from '../shared/lis02-driver.ts';
import { channels } from './channels.ts';

/** The analyzer's specimen id has 22 places, right-aligned. */
const padded = (specimenId: string) => specimenId.padStart(22);

/** A picture is named, not sent: `PNG&R&folder&R&file` is a path on the analyzer. */
function asPicture(result: InstrumentResult): void {
  const code = /^(SCAT|DIST)_/.exec(result.code);
  if (code === null) return;
  const kind = code[1] === 'SCAT' ? 'scattergram' : 'histogram';
  result.attachments = [{ kind, code: result.code, mediaType: 'image/png', encoding: 'reference', data: result.value }];
  result.value = '';
  delete result.noValue;
}

/** Rack^tube^id^B as the analyzer asked it; orders go back with the same place. */
const askedPlace = (asSent: string | undefined, specimenId: string): string[] => {
  const [rack = '', tube = '', asked = '', attribute = 'B'] = (asSent ?? '').split('^');
  if (asked.trim() !== specimenId) return ['', '', padded(specimenId), 'B'];
  return [rack, tube, padded(specimenId), attribute === '' ? 'B' : attribute];
};

const sexCodes = { male: 'M', female: 'F', unknown: 'U' } as const;

export const driver = defineLis02Driver({
  id: 'sysmex-xn-550',
  maker: 'Sysmex',
  model: 'XN-550',
  title: { zh: '希森美康 XN-550 血细胞分析仪', en: 'Sysmex XN-550 haematology analyzer' },
  serial: { baudRate: 9600, dataBits: 8, stopBits: 1, parity: 'none' },
  abilities: { query: true, orders: true },
  recognise: (message) => (/^\s*(?:.*\^)?XN-?\w*\^\d/.test(message.header?.fields[4] ?? '') ? 0.95 : 0),
  reading: {
    specimenId: [
      [4, 3],
      [3, 3],
      [3, 1],
    ],
    patientId: [[5, 1], [3], [4]],
    resultTime: [[13]],
    details: { rack: [4, 1], position: [4, 2], specimenAttribute: [4, 4], priority: [6] },
    querySpecimen: [3, 2, 1],
    noValue: /^(?:-{3,}|\*{3,}|\+{3,})$/,
    queryDetails: { rack: [3, 1], position: [3, 2], specimenAttribute: [3, 4] },
    testCode: (parts) => {
      const [, , , , code = '', dilution = ''] = parts.map((part) => part.trim());
      return { code, ...(dilution === '' || dilution === '1' ? {} : { qualifiers: { dilution } }) };
    },
    adjust: (result) => {
      // An interpretive message (`Anemia`) has no value and the flag A: it says that it is there.
      if (result.value === '' && result.flags.includes('A')) delete result.noValue;
      asPicture(result);
    },
    finish: (message) => {
      if (/^QC-/.test(message.specimenId)) message.kind = 'qc';
      if (message.kind !== 'qc') return;
      const lot = /^QC-(.+)$/.exec(message.specimenId)?.[1];
      message.control = { material: message.specimenId, ...(lot === undefined ? {} : { lot }) };
    },
  },
  writing: {
    header: (now) => ({ 5: 'LIS', 12: 'P', 13: 'E1394-97', 14: lis02Time(now) }),
    order: (order, { number, query }) => {
      const { patient } = order;
      const birth = lis02FromIso(patient?.birthDate).slice(0, 8);
      const who = patient ? { 5: patient.id, 6: ['', patient.name], 8: birth, 9: sexCodes[patient.sex] } : {};
      return [
        ['P', { 2: String(number), ...who }],
        [
          'O',
          {
            2: '1',
            3: askedPlace(query?.details?.asSent, order.specimenId),
            5: order.tests.map((test) => ['', '', '', '', test]),
            6: priorityCode(order),
            7: lis02FromIso(order.collectedAt),
            12: actionCode(order),
            26: query === null ? 'O' : 'Q',
          },
        ],
      ];
    },
    // Y: no order on record for this test (LIS02-A2 9.4.26).
    unknown: (specimenId, { number, query }) => [
      ['P', { 2: String(number) }],
      ['O', { 2: '1', 3: askedPlace(query?.details?.asSent, specimenId), 26: 'Y' }],
    ],
  },
  simulation: {
    header: () => ({ 5: ['    XN-550', '00-24', '22723', '', '', '', 'BD634545'], 13: 'E1394-97' }),
    order: ({ specimenId, results, control }) => [
      ['P', { 2: '1' }],
      ['C', { 2: '1' }],
      [
        'O',
        {
          2: '1',
          4: ['1', '1', padded(specimenId), control ? 'C' : 'B'],
          5: results.map(({ code }) => ['', '', '', '', code]),
          12: control ? 'Q' : 'N',
          26: 'F',
        },
      ],
    ],
    result: ({ code, value, unit, flag }, number, { instrumentTime }) => [
      [
        'R',
        {
          2: String(number),
          3: ['', '', '', '', code, '1'],
          4: value,
          5: unit ?? '',
          7: flag ?? 'N',
          9: 'F',
          13: lis02Time(instrumentTime),
        },
      ],
    ],
    query: (specimenId, number) => [
      'Q',
      { 2: String(number), 3: ['1', String(number), padded(specimenId), 'B'], 5: 'ALL', 13: 'O' },
    ],
  },
  channels,
});
