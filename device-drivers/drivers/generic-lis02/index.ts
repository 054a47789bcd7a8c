// Any analyzer that keeps to LIS01-A2 and LIS02-A2: no mapping but the standard's own places.

import { lis02FromIso, lis02Time } from '../../codecs/lis02/time.ts';
import { actionCode, priorityCode, usualPatient, usualTestIds } from '../shared/lis02-common.ts';
import { defineLis02Driver } from '../shared/lis02-driver.ts';

export const driver = defineLis02Driver({
  id: 'generic-lis02',
  maker: 'Any',
  model: 'LIS02-A2',
  title: { zh: '通用 ASTM（LIS02-A2）仪器', en: 'Any ASTM (LIS02-A2) instrument' },
  serial: { baudRate: 9600, dataBits: 8, stopBits: 1, parity: 'none' },
  abilities: { query: true, orders: true },
  recognise: () => 0.1,
  writing: {
    header: (now) => ({ 5: 'LIS', 12: 'P', 13: 'LIS2-A2', 14: lis02Time(now) }),
    order: (order, { number, query }) => [
      ['P', usualPatient(order, number)],
      [
        'O',
        {
          2: '1',
          3: order.specimenId,
          5: usualTestIds(order.tests),
          6: priorityCode(order),
          8: lis02FromIso(order.collectedAt),
          12: actionCode(order),
          16: order.specimenType ?? '',
          26: query === null ? 'O' : 'Q',
        },
      ],
    ],
    unknown: () => [],
  },
  simulation: {
    header: (now) => ({ 5: ['Analyzer', 'LIS02', '1.0'], 12: 'P', 13: 'LIS2-A2', 14: lis02Time(now) }),
    order: ({ specimenId, results, control }) => [
      ['P', { 2: '1' }],
      [
        'O',
        {
          2: '1',
          3: specimenId,
          5: usualTestIds(results.map(({ code }) => code)),
          6: 'R',
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
          3: ['', '', '', code],
          4: value,
          5: unit ?? '',
          7: flag ?? 'N',
          9: 'F',
          13: lis02Time(instrumentTime),
        },
      ],
    ],
    query: (specimenId, number) => ['Q', { 2: String(number), 3: ['', specimenId], 5: 'ALL', 13: 'O' }],
  },
  channels: [
    { code: 'GLU', name: 'Glucose', unit: 'mmol/L' },
    { code: 'CREA', name: 'Creatinine', unit: 'umol/L' },
    { code: 'K', name: 'Potassium', unit: 'mmol/L' },
  ],
});
