// Ortho VITROS 3600: test ids `1.0000+002+1.0`, replicates as results of one order, sample indices 950, 951 and 952.

import type { InstrumentMessage } from '../../../core/lab/instrument-message.ts';
import { lis02Time } from '../../codecs/lis02/time.ts';
import { actionCode, priorityCode, usualPatient } from '../shared/lis02-common.ts';
import { defineLis02Driver } from '../shared/lis02-driver.ts';

const isOne = (factor: string) => Number(factor) === 1;

/** manual dilution+test+dilution; the repeats behind the first leave the manual dilution out. */
function testCode(parts: readonly string[]) {
  const pieces = (parts[3] ?? parts.find((part) => part !== '') ?? '').trim().split('+');
  const code = pieces.length >= 3 ? (pieces[1] ?? '') : (pieces[0] ?? '');
  const manual = pieces.length >= 3 ? (pieces[0] ?? '') : '';
  const dilution = pieces.length >= 2 ? (pieces.at(-1) ?? '') : '';
  const qualifiers: Record<string, string> = {};
  if (manual !== '' && !isOne(manual)) qualifiers.manualDilution = manual;
  if (dilution !== '' && !isOne(dilution)) qualifiers.dilution = dilution;
  return { code, ...(Object.keys(qualifiers).length > 0 ? { qualifiers } : {}) };
}

/** Of several results of one test the one with the flag RMN is their mean; the others count from 1 as sent. */
function nameReplicates(message: InstrumentMessage): void {
  const times = new Map<string, number>();
  for (const { code } of message.results) times.set(code, (times.get(code) ?? 0) + 1);
  const seen = new Map<string, number>();
  for (const result of message.results) {
    if ((times.get(result.code) ?? 0) < 2) continue;
    const isMean = result.flags.some((flag) => flag.includes('RMN'));
    const number = (seen.get(result.code) ?? 0) + 1;
    if (!isMean) seen.set(result.code, number);
    result.qualifiers = { ...result.qualifiers, replicate: isMean ? 'mean' : String(number) };
  }
}

const testIds = (tests: readonly string[]) =>
  tests.map((test, at) => (at === 0 ? ['', '', '', `1.0000+${test}+1.0`] : [`${test}+1.0`]));

const header = (now: Date, sender: string) => ({ 5: sender, 13: 'LIS2-A', 14: lis02Time(now) });

export const driver = defineLis02Driver({
  id: 'ortho-vitros-3600',
  maker: 'Ortho',
  model: 'VITROS 3600',
  title: { zh: '奥森多 VITROS 3600 免疫分析仪', en: 'Ortho VITROS 3600 immunoassay analyzer' },
  serial: { baudRate: 9600, dataBits: 8, stopBits: 1, parity: 'none' },
  abilities: { query: true, orders: true },
  recognise: (message, text) => {
    if (/\|\^\^\^\d+(?:\.\d+)?\+\d{3}\+\d/.test(text)) return 0.95;
    const [, , , , sender = ''] = message.header?.fields ?? [];
    return /^(?:3600\d{3,4}|J\d{8})$/.test(sender.trim()) && /\|LIS2-A\|/.test(text) ? 0.8 : 0;
  },
  reading: {
    specimenId: [[3, 1]],
    details: { tray: [3, 2], position: [3, 3], priority: [6], specimenType: [16] },
    resultTime: [[13], [12]],
    querySpecimen: [2, 1],
    testCode,
    noValue: /^no result$/i,
    finish: nameReplicates,
  },
  writing: {
    header: (now) => header(now, 'LIS'),
    order: (order, { number, query, now }) => [
      ['P', usualPatient(order, number)],
      [
        'O',
        {
          2: '1',
          3: order.specimenId,
          5: testIds(order.tests),
          6: priorityCode(order),
          8: lis02Time(now),
          12: actionCode(order),
          16: order.specimenType ?? '5',
          26: query === null ? 'O' : 'Q',
        },
      ],
    ],
    unknown: () => [],
  },
  simulation: {
    header: (now) => header(now, '36000796'),
    order: ({ specimenId, results, control }) => [
      ['P', { 2: '1' }],
      [
        'O',
        {
          2: '1',
          3: [specimenId, '1', '1'],
          5: testIds(results.map(({ code }) => code)),
          6: 'R',
          12: control ? 'Q' : 'N',
          16: '5',
          26: 'F',
        },
      ],
    ],
    result: ({ code, value, unit, flag }, number, { instrumentTime }) => [
      [
        'R',
        {
          2: String(number),
          3: ['', '', '', `1.0000+${code}+1.0`],
          4: value,
          5: unit ?? '',
          7: flag === undefined ? ['', '0', ''] : ['', '0', flag],
          9: 'V',
          13: lis02Time(instrumentTime),
          14: '36000796',
        },
      ],
    ],
    query: (specimenId, number) => ['Q', { 2: String(number), 3: ['', specimenId], 5: 'ALL', 13: 'O' }],
  },
  channels: [
    { code: '001', unit: 'mIU/L' },
    { code: '002', unit: 'nmol/L' },
    { code: '950', name: 'Sample index 950' },
    { code: '951', name: 'Sample index 951' },
    { code: '952', name: 'Sample index 952' },
  ],
});
